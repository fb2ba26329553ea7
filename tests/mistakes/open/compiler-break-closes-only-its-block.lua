-- A closure made in a loop that is left by break, from within an if: it has to keep its variable.
local found
for _, word in ipairs { "one", "two", "three" } do
  local text = word:upper()
  local function get() return text end
  if #word == 5 then found = get break end
end
local a, b, c, d, e, f = 1, 2, 3, 4, 5, 6
print(found(), a + b + c + d + e + f)
