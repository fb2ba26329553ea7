-- seed: string.len, sub, upper, lower, rep, reverse, byte, char with edge indices
local s = "Hello, World"
print(s:len(), s:upper(), s:lower(), s:reverse(), (""):reverse(), ("x"):rep(0) == "")
print(s:sub(1, 5), s:sub(8), s:sub(-5), s:sub(-5, -3), s:sub(0), s:sub(5, 2) == "", s:sub(-100, 100), s:sub(13) == "")
print(s:sub(2, 2), s:sub(-1, -1), s:sub(3, -3), s:sub(1, 0) == "", s:sub(2 ^ 40) == "", s:sub(-2 ^ 40, 3))
print(s:byte(), s:byte(1), s:byte(-1), s:byte(100), s:byte(0)) print(s:byte(1, 5)) print(s:byte(10, 100)) print(s:byte(-3, -1)) print(select("#", s:byte(5, 1)))
print(string.char(), string.char(72, 105), string.char(0):len(), string.char(255):byte(), #string.char(1, 2, 3))
print(("ab"):rep(3), ("ab"):rep(1), ("ab"):rep(-1) == "", (""):rep(100) == "", ("\0"):rep(3):len(), ("x"):rep(2.7))
print(("a\0b"):upper() == "A\0B", ("a\0b"):len(), ("a\0b"):reverse():byte(1, -1))
print(("MiXeD 123 !"):upper(), ("MiXeD 123 !"):lower(), ("\228\246"):upper() == "\228\246")
print(string.len("\0\0\0"), #"\n\t\\", ("%"):rep(4))
print(("abc") < ("abd"), ("abc"):byte(2) < ("abd"):byte(3), "a" .. "b" == "ab", "" < "a", "a" < "aa", "\0" < "\1", "a\0a" < "a\0b", "Z" < "a")
local acc = {}
for i = 1, #s do acc[#acc + 1] = s:sub(i, i):byte() end
print(table.concat(acc, " "))
print(string.char(unpack(acc)) == s)
local caesar = s:gsub("%a", function(c) local base = c:find("%l") and 97 or 65 return string.char((c:byte() - base + 13) % 26 + base) end)
print(caesar)
local function pad(x, n) return x .. (" "):rep(n - #x) .. "|" end
print(pad("left", 8), pad("", 3), pad("toolong", 2))
local pal = "A man a plan a canal Panama"
local clean = pal:lower():gsub("%s", "")
print(clean == clean:reverse(), clean)
strings = { s = s, rot = caesar, bytes = acc }
