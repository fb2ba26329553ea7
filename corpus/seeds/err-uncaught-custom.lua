-- seed: an uncaught error whose value is a table with __tostring, after partial output
local E = { __tostring = function(e) return "custom error " .. e.code end }
state = "before"
local function check(n)
  state = "checking " .. n
  if n > 2 then
    error(setmetatable({ code = n }, E))
  end
  return n
end
for i = 1, 5 do
  io.write(check(i), " ")
end
print(state)
