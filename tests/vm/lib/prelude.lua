-- Shared by the scripts beside this one: a seeded choice of arguments, and values in a form that shows all of
-- them but addresses. What a script prints is what it returns.
local lines = {}
function print(...)
  local t = { ... }
  for i = 1, select("#", ...) do t[i] = tostring(t[i]) end
  lines[#lines + 1] = table.concat(t, "\t")
end
function output() return table.concat(lines, "\n") end

seed = SEED
function rnd(n) seed = (seed * 16807) % 2147483647; return seed % n + 1 end
function pick(t) return t[rnd(#t)] end
function show(v, depth)
  local t = type(v)
  if t == "string" then return string.format("%q", v):gsub("\n","n"):gsub("[%z\1-\8\11-\31\127-\255]", function(c) return "\\" .. string.byte(c) end)
  elseif t == "number" then return string.format("%.17g", v)
  elseif t == "table" then
    depth = depth or 0
    if depth > 2 then return "{..}" end
    local r = {}
    for k, x in pairs(v) do r[#r+1] = "[" .. show(k, depth+1) .. "]=" .. show(x, depth+1) end
    return "{" .. table.concat(r, ",") .. "}"
  elseif t == "function" or t == "userdata" or t == "thread" then return t
  else return tostring(v) end
end
function shown(...)
  local r = {}
  for i = 1, select("#", ...) do r[i] = show((select(i, ...))) end
  return table.concat(r, " ")
end
