-- story: setmetatable and rawset give their argument where it stands; a copy was left behind, for debug.getlocal to find
local function show(level)
  local seen = {}
  for n = 1, 9 do
    local name, value = debug.getlocal(level, n)
    seen[n] = name and name .. "=" .. type(value) or "none"
  end
  return table.concat(seen, " ")
end
local function handler() return show(3) end
print(xpcall(function() local t = setmetatable({}, {}) t = t ^ t return t, 2, 3, 4, 5, 6 end, handler))
print(xpcall(function() local t = rawset({}, 1, {}) t = t ^ t return t, 2, 3, 4, 5, 6 end, handler))
