local type, tostring, format, find, write, next, select = type, tostring, string.format, string.find, io.write, next, select
local concat, getmetatable = table.concat, getmetatable
local count, first, more, last, varied, named, order = {}, {}, {}, {}, {}, {}, {}
for name, value in next, _G do
  if type(value) == "function" then
    named[value] = name
  elseif type(value) == "table" and value ~= _G then
    for field, inner in next, value do
      if type(inner) == "function" and type(field) == "string" then named[inner] = name .. "." .. field end
    end
  end
end
local function scalar(v)
  local kind = type(v)
  if kind == "number" and v == v and v - v == 0 then return format("%.17g", v) end
  if kind == "boolean" then return tostring(v) end
  if kind == "string" and #v <= 24 and not find(v, "[^ -~]") then return (format("%q", v)) end
  return named[v]
end
local function constructor(t, depth)
  if depth > 3 or getmetatable(t) then return nil end
  local items, n = {}, #t
  if n > 8 then return nil end
  for i = 1, n do
    local v = t[i]
    local text = type(v) == "table" and constructor(v, depth + 1) or scalar(v)
    if not text then return nil end
    items[i] = text
  end
  for k, v in next, t do
    if not (type(k) == "number" and k >= 1 and k <= n and k % 1 == 0) then
      local key = scalar(k)
      local text = type(v) == "table" and constructor(v, depth + 1) or scalar(v)
      if not key or not text or #items > 8 then return nil end
      items[#items + 1] = "[" .. key .. "]=" .. text
    end
  end
  return "{" .. concat(items, ",") .. "}"
end
local function describe(...)
  if select("#", ...) == 0 then return "x nil" end
  local v = ...
  local kind = type(v)
  if kind == "nil" then return "x nil"
  elseif kind == "boolean" then return "b " .. tostring(v)
  elseif kind == "number" then return "n " .. format("%.17g", v)
  elseif kind == "string" then
    if #v <= 24 and not find(v, "[^ -~]") then return "s " .. v end
    return "S -"
  elseif kind == "function" then
    if named[v] then return "g " .. named[v] end
    return "f -"
  elseif kind == "table" and v ~= _G then
    local text = constructor(v, 1)
    if text and #text < 200 then return "t " .. text end
  end
  return kind .. " -"
end
function __o(id, ...)
  local n = count[id]
  if not n then
    count[id] = 1
    order[#order + 1] = id
    first[id] = describe(...)
  else
    count[id] = n + 1
    last[id] = (...)
    if n < 50 then
      local text = describe(...)
      if first[id] ~= text then varied[id] = true end
      if n < 4 then more[#more + 1] = format("%d 0 0 %s\n", id, text) end
    end
  end
  return ...
end
function __report()
  write("\n\1facts\1\n")
  for i = 1, #order do
    local id = order[i]
    write(format("%d %d %d %s\n", id, count[id], varied[id] and 0 or 1, first[id]))
  end
  write(concat(more))
  for i = 1, #order do
    local id = order[i]
    if last[id] ~= nil then write(format("%d 0 1 %s\n", id, describe(last[id]))) end
  end
end
pcall(function(...)
