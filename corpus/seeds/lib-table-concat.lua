-- seed: table.concat with separators, ranges, numbers, empty tables and bad values
print(table.concat({}), table.concat({}, ","), table.concat({ "a" }), table.concat({ "a" }, ","), table.concat({ "a", "b", "c" }), table.concat({ "a", "b", "c" }, ", "))
print(table.concat({ 1, 2.5, "x", 1e20, -0.1 }, " "), table.concat({ 1, 2, 3, 4, 5 }, "-", 2), table.concat({ 1, 2, 3, 4, 5 }, "-", 2, 4), table.concat({ 1, 2, 3 }, "-", 3, 2) == "", table.concat({ 1, 2, 3 }, "-", 2, 2))
print(table.concat({ [0] = "z", "a" }, "+", 0, 1), table.concat({ [-1] = "m", [0] = "z" }, "+", -1, 0), table.concat({ 1, 2 }, 0), table.concat({ 1, 2 }, 0.5), table.concat({ "a", "b" }, "\0"):len())
print(pcall(table.concat, { 1, {}, 3 })) print(pcall(table.concat, { 1, nil, 3 }, "", 1, 3)) print(pcall(table.concat, { true })) print(pcall(table.concat, { print }, "x")) print(pcall(table.concat, {}, "", 1, 1)) print(pcall(table.concat, "str")) print(pcall(table.concat, {}, {}))
print(table.concat({ "a", "b" }, nil, 1, 2), table.concat({ "a", "b" }, ",", nil, nil), table.concat(setmetatable({}, { __index = function(_, i) return "v" .. i end }), ",", 1, 0) == "")
print(pcall(table.concat, setmetatable({}, { __index = function(_, i) return "v" .. i end }), ",", 1, 3))
local big = {}
for i = 1, 500 do big[i] = i % 10 end
local s = table.concat(big)
print(#s, s:sub(1, 20), s:sub(-5))
local lines = {}
for y = 1, 5 do
  local row = {}
  for x = 1, 5 do row[x] = (x + y) % 2 == 0 and "#" or "." end
  lines[y] = table.concat(row)
end
print(table.concat(lines, "\n"))
local function serialize(v, indent)
  indent = indent or ""
  if type(v) ~= "table" then return type(v) == "string" and ("%q"):format(v) or tostring(v) end
  local keys, parts = {}, {}
  for k in pairs(v) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, k in ipairs(keys) do parts[#parts + 1] = indent .. "  " .. tostring(k) .. " = " .. serialize(v[k], indent .. "  ") end
  return "{\n" .. table.concat(parts, ",\n") .. "\n" .. indent .. "}"
end
print(serialize { 1, "two", { x = true, y = { 3.5 } }, name = "n" })
concatenated = { s = s:sub(1, 10), lines = lines }
