-- seed: source with CRLF, LF CR, CR and form feed line ends mixed; each pair counts as one line
local l1 = debug.getinfo(1, "l").currentline
local l2 = debug.getinfo(1, "l").currentline
local l3 = debug.getinfo(1, "l").currentline
local l4 = debug.getinfo(1, "l").currentline
local l5 = debug.getinfo(1, "l").currentline
local l6 = debug.getinfo(1, "l").currentlinelocal l7 = debug.getinfo(1, "l").currentline
	 local l8 = debug.getinfo(1, "l").currentline
print(l1, l2, l3, l4, l5, l6, l7, l8)
local s = [[a
bc
d]]
print(#s, (s:gsub("\n", "N"):gsub("\r", "R")))
local q = "x\
y\
z"
print(#q, (q:gsub("\n", "N"):gsub("\r", "R")))
print(#[[
first]], #[[
first]], #[[first]], #[[first]])
-- a comment ended by a carriage returnprint("after cr", debug.getinfo(1, "l").currentline)
--[[ long
comment
withall
]] print("after long", debug.getinfo(1, "l").currentline)
print(loadstring("x = 1\r\n\r\ny = = 2", "=crlf"))
print(loadstring("x = 'a\rb'", "=cr"))
print(loadstring("x = 'a\\\r\nb' y", "=esc"))
lines = { l1, l2, l3, l4, l5, l6, l7, l8, text = s, escaped = q }
