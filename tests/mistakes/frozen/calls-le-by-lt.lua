-- Versions that only have __lt: "true true false" is to be seen.
local meta = { __lt = function(a, b) return a.n < b.n end }
local function version(n) return setmetatable({ n = n }, meta) end
print(version(1) <= version(2), version(2) <= version(2), version(3) <= version(2))
