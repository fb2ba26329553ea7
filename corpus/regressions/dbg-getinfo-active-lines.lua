-- story: activelines lists the lines that hold code
local function lines(f) local r = {} for l in pairs(debug.getinfo(f, "L").activelines) do r[#r + 1] = l end table.sort(r) return table.concat(r, " ") end
local function f(a)
  local b

  -- comment
  if a then
    b = 1
  else
    b = 2
  end
  local unused
  return b
end
print(lines(f))
print(lines(function() end))
print(lines(loadstring("x = 1\n\ny = 2\n")))
