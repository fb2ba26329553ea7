-- seed: __concat on tables and userdata, mixed with strings and numbers, right associative evaluation
local C = {}
local function mk(s) return setmetatable({ s = s }, C) end
local function str(v) return getmetatable(v) == C and "<" .. v.s .. ">" or tostring(v) end
local order = {}
C.__concat = function(a, b) order[#order + 1] = str(a) .. "+" .. str(b) return mk(str(a) .. str(b)) end
local a, b = mk "a", mk "b"
print(str(a .. b), str(a .. "x"), str("x" .. a), str(1 .. a), str(a .. 2.5))
print(str("p" .. "q" .. a), str(a .. "p" .. "q"), str("p" .. a .. "q"), str(a .. b .. a))
print(table.concat(order, "  "))
print(pcall(function() return a .. nil end), pcall(function() return {} .. "x" end))
print(pcall(function() return "x" .. {} end), pcall(function() return nil .. "x" end))
local N = setmetatable({}, { __concat = function(l, r) return 42 end })
print(N .. "x", "y" .. N, "a" .. (N .. "b"), N .. N .. "!", "1" .. N .. "2")
local u = newproxy(true)
getmetatable(u).__concat = function(l, r) return (type(l) == "userdata" and "U" or l) .. "|" .. (type(r) == "userdata" and "U" or r) end
print(u .. "s", "s" .. u, 1 .. u, u .. u, "a" .. "b" .. u .. "c" .. "d")
local only_right = setmetatable({}, { __concat = function(l, r) return type(l) .. type(r) end })
local plain = {}
print(plain .. only_right, only_right .. plain, true .. only_right, nil .. only_right)
local path = setmetatable({ "root" }, {})
getmetatable(path).__concat = function(l, r) local n = { unpack(l) } n[#n + 1] = r return setmetatable(n, getmetatable(l)) end
local p = ((path .. "usr") .. "bin") .. "lua"
print(#p, p[1], p[4], #path)
concatenated = { order = order, p = p }
