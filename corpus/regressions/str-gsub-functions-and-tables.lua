-- story: false and nil keep the match, numbers are converted, other results are refused
print(("abc"):gsub("%w", function(c) if c == "a" then return nil elseif c == "b" then return false end return 7 end))
print(("abc"):gsub("%w", { a = "1", b = 2, c = false }))
print(("a=1"):gsub("(%w)=(%w)", function(k, v, extra) return v .. k .. tostring(extra) end))
print(("abc"):gsub("b", function(...) return select("#", ...) end), ("abc"):gsub("(b)(c)", function(...) return select("#", ...) end))
print(pcall(string.gsub, "abc", "b", function() return {} end)) print(pcall(string.gsub, "abc", "b", { b = true })) print(pcall(string.gsub, "abc", "b", function() return print end)) print(pcall(string.gsub, "abc", "b", true)) print(pcall(string.gsub, "abc", "b"))
print(("abc"):gsub("()", { [2] = "two" })) print(("abc"):gsub("(a)(b)", { a = "first capture" })) print(("abc"):gsub("%w", setmetatable({}, { __index = function(_, k) return k:byte() end })))
