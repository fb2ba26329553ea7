-- story: string.char of every byte value and conversion of its arguments
local t = {}
for i = 0, 255 do t[#t + 1] = string.char(i) end
local all = table.concat(t)
print(#all, all:byte(1), all:byte(256), string.char() == "")
print(string.char(72, 101, 108, 108, 111), string.char("65"), string.char(65.5))
print(#string.char(0, 0, 0), string.char(all:byte(1, -1)) == all)
print(pcall(string.char, 256), pcall(string.char, -1))
