-- More variables than results: "true 1 nil nil" is to be seen.
local function one(a, b, c) return a end
local ok, a, b, c = pcall(one, 1, 2, 3)
print(ok, a, b, c)
