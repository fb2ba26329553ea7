-- Clearing a table while it is traversed, with a collection in between: "cleared 3".
local t, n = { [{}] = 1, [{}] = 2, [{}] = 3 }, 0
for k in pairs(t) do
  t[k] = nil
  n = n + 1
  collectgarbage()
end
print("cleared " .. n)
