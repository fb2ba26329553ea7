-- seed: a JSON encoder with escapes, sorted keys, arrays, nesting and cycle detection
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
local function quote(s)
  return '"' .. s:gsub('[%c"\\]', function(c) return escapes[c] or ("\\u%04x"):format(c:byte()) end) .. '"'
end
local encode
local function is_array(t)
  local n = 0
  for k in pairs(t) do
    if type(k) ~= "number" or k < 1 or k ~= math.floor(k) then return false end
    if k > n then n = k end
  end
  return n == #t, n
end
function encode(v, seen)
  local t = type(v)
  if t == "nil" then return "null" end
  if t == "boolean" then return tostring(v) end
  if t == "number" then
    if v ~= v or v == 1 / 0 or v == -1 / 0 then error("cannot encode " .. tostring(v):gsub("-", ""), 0) end
    return ("%.14g"):format(v)
  end
  if t == "string" then return quote(v) end
  if t ~= "table" then error("cannot encode a " .. t, 0) end
  seen = seen or {}
  if seen[v] then error("cycle", 0) end
  seen[v] = true
  local parts = {}
  local array, n = is_array(v)
  if array and n > 0 then
    for i = 1, n do parts[i] = encode(v[i], seen) end
  else
    local keys = {}
    for k in pairs(v) do keys[#keys + 1] = tostring(k) end
    table.sort(keys)
    for i, k in ipairs(keys) do parts[i] = quote(k) .. ":" .. encode(v[k] == nil and v[tonumber(k)] or v[k], seen) end
  end
  seen[v] = nil
  local body = table.concat(parts, ",")
  return array and n > 0 and "[" .. body .. "]" or "{" .. body .. "}"
end
print(encode { 1, 2.5, "three", true, false, { nested = { {} } } })
print(encode { name = 'quote " and \\ slash', ctrl = "tab\tnl\nbell\a\0", empty = "", n = -0.001 })
local shared = { 7 }
print(encode { a = shared, b = shared, [10] = "sparse" })
local cyc = {}
cyc.me = { cyc }
print(pcall(encode, cyc)) print(pcall(encode, { print })) print(pcall(encode, 1 / 0))
document = { text = encode { x = { 1, { y = "z" } } }, shared = shared, again = shared }
