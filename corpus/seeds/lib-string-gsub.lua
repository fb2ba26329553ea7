-- seed: gsub with string, table and function replacements, counts, anchors, empty matches and errors
print(("hello world"):gsub("o", "0")) print(("hello world"):gsub("o", "0", 1)) print(("hello world"):gsub("o", "0", 0)) print(("hello"):gsub("", "-")) print(("hello"):gsub("x*", "-")) print(("abc"):gsub("%w", "%0%0")) print(("abc"):gsub(".", "%%"))
print(("hello world"):gsub("(%w+) (%w+)", "%2 %1")) print(("abc def"):gsub("(%w)(%w)(%w)", "%3%2%1%0")) print(("x"):gsub("x", "%1")) print(("abc"):gsub("b", "%%1"))
print(("$name is $age"):gsub("%$(%w+)", { name = "Bob", age = 42 })) print(("$a $b $c"):gsub("%$(%w+)", { a = "A", b = false })) print(("abc"):gsub("%w", { a = 1, b = 2.5 })) print(("k"):gsub("k", setmetatable({}, { __index = function(_, k) return "via meta " .. k end })))
print(("hello"):gsub("l", function(c) return c:upper() end)) print(("hello"):gsub("l", function() end)) print(("hello"):gsub("l", function() return false end)) print(("1 2 3"):gsub("%d", function(d) return d * 2 end)) print(("ab"):gsub("(a)(b)", function(x, y) return y .. x end)) print(("abc"):gsub("()", function(p) return p end))
print(("abc"):gsub("^a", "x")) print(("aaa"):gsub("^a", "x")) print(("abc"):gsub("c$", "x")) print(("a.b"):gsub(".", { ["."] = "dot" })) print(("abc"):gsub("$", "!")) print(("a b"):gsub("%s*", "_")) print((""):gsub("", "x")) print((""):gsub("x", "y")) print(("aaa"):gsub("a", "b", 2)) print(("aaa"):gsub("a-", "x")) print(("abc"):gsub("b*", "."))
print(pcall(string.gsub, "x", "x", "%2")) print(pcall(string.gsub, "x", "x", {}, "y")) print(pcall(string.gsub, "x", "x", function() return {} end)) print(pcall(string.gsub, "x", "x", { x = true })) print(pcall(string.gsub, "x", "(", "")) print(pcall(string.gsub, "x", "x", nil)) print(pcall(string.gsub, "x", "x", "%"))
local calls = {}
local r, n = ("one two three two"):gsub("%a+", function(w) calls[#calls + 1] = w if w == "two" then return #calls end end)
print(r, n, table.concat(calls, ","))
local function escape(s) return (s:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" })) end
print(escape('<a href="x">T&C</a>'))
local function urlencode(s) return (s:gsub("[^%w ]", function(c) return ("%%%02X"):format(c:byte()) end):gsub(" ", "+")) end
local function urldecode(s) return (s:gsub("+", " "):gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end)) end
print(urlencode("a b&c=d/é"), urldecode(urlencode("a b&c=d/é")) == "a b&c=d/é")
print((("x"):rep(1000):gsub("x", "yz")):len(), select(2, ("x"):rep(1000):gsub("x", "")), ("a\0b"):gsub("%z", "0"), (("a,b"):gsub(",", "\0")):len())
replaced = { r = r, calls = calls, html = escape("<>") }
