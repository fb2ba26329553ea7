-- seed: string literals: quotes, every escape, decimal escapes, line continuation, embedded zeros
print('single "inside"', "double 'inside'", 'it\'s', "say \"hi\"")
print("tab\there", "new\nline", "back\\slash", "bell:" .. #"\a\b\f\v\r")
print("\65\066\67 \0651 \97\10\100")
print(#"\0", #"a\0b\0", ("a\0b"):byte(1, -1))
print("line one\
line two")
print("\q\w\e" == "qwe", '\'' == "'", "\x41" == "x41")
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
print(#all, all:byte(1), all:byte(128), all:byte(256))
print(all:sub(33, 127))
print(("\1\2\3\127\128\255"):byte(1, -1))
local s = "\049\50\0513"
print(s, s + 1, #"\0001", ("\0001"):byte(1, -1))
print("", '', #'' + #"")
local parts = { "a" .. 'b' .. [[c]], #"\\", "\"", '\"', "\'" }
for i, p in ipairs(parts) do io.write(i, ":", p, " ") end
print()
strings = { all = all, escapes = parts, digits = s, nul = "a\0b" }
