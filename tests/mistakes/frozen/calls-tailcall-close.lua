-- A closure is handed to a tail call: "sum 12" is to be seen.
local function apply(f, a, b, c)
  local x, y = 100, 200
  return f(a, b, c)
end
local function add(n, label)
  local amount, text = n, label
  return apply(function(k) return text .. " " .. (amount + k) end, 2, 3, 4)
end
print(add(10, "sum"))
