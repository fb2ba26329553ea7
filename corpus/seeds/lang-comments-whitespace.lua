-- seed: comments and whitespace in every odd place, statements separated by nothing, semicolons or newlines
local a = 1; local b = 2;local c=3
local
d
=
4
print(a,b,c,d)
print   (  a  ,  b  )   ;
if a==1 then print"one"end
for i=1,2 do io.write(i," ")end print()
while a<3 do a=a+1 end print(a)
do do do end end end
do local x=1 local y=2 print(x+y)end
local f=function()return 1,2 end print(f())
local t={--comment
1,--two
2--[[three]],3;4;--four
}print(#t)
print(t[1]--[[hm]],t
[2])
local s="x"--[==[
]==].."y"
print(s)
a=b b=c c=a print(a,b,c)
local g = function --[[name]] ( --[[params]] x --[[,]] ) --[[body]] return --[[value]] x --[[end]] end
print(g(5)) --
--
--[[]]--[[]]
print(#"--not a comment", "--[[nor this]]")
spaced = { a = a,
           b = b	,
	c = c }
