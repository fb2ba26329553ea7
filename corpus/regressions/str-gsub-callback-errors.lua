-- story: errors and reentrancy in gsub callbacks
print(pcall(string.gsub, "abc", "b", function() error("in callback", 0) end))
print(pcall(string.gsub, "abc", "b", function(c) return c.x.y end))
print((("a(b)c"):gsub("%b()", function(s) return (s:gsub("%w", string.upper)) end)))
local depth = 0
local function nest(s) depth = depth + 1 if depth > 5 then return s end return (s:gsub(".", function(c) return "<" .. nest(c) .. ">" end)) end
print(nest("x"))
print((("abc"):gsub(".", { a = ("x"):rep(3) })), (("%d"):gsub("%%d", "%%%%")))
