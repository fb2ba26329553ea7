-- story: thousands of pcalls in a loop and a hundred nested ones; the number given to error comes back as a string
local n = 0
for i = 1, 2000 do
  local ok, e = pcall(error, i)
  if not ok and e ~= i and tonumber(e) == i then n = n + 1 end
end
print(n)
local function nest(k) if k == 0 then return "bottom" end local ok, v = pcall(nest, k - 1) return v end
print(nest(100))
local ok, e = pcall(function() for i = 1, 100 do pcall(error, "x") end error("end", 0) end)
print(ok, e)
