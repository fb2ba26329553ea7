-- seed: a table inspector with sorted keys of mixed types, shared references, cycles and depth limits
local function key_order(a, b)
  local ta, tb = type(a), type(b)
  if ta ~= tb then return ta < tb end
  if ta == "number" or ta == "string" then return a < b end
  return tostring(a) < tostring(b)
end
local function inspect(root, depth_limit)
  local seen_count, ids, next_id = {}, {}, 0
  local function count(t) if type(t) ~= "table" then return end seen_count[t] = (seen_count[t] or 0) + 1 if seen_count[t] == 1 then for k, v in pairs(t) do count(k) count(v) end end end
  count(root)
  local buf = {}
  local function put(...) for i = 1, select("#", ...) do buf[#buf + 1] = (select(i, ...)) end end
  local function value(v, depth)
    if type(v) == "string" then put(("%q"):format(v)) return end
    if type(v) ~= "table" then put(type(v) == "function" and "<fn>" or tostring(v)) return end
    if ids[v] then put("<ref ", ids[v], ">") return end
    if seen_count[v] > 1 then next_id = next_id + 1 ids[v] = next_id put("<", next_id, ">") end
    if depth >= (depth_limit or 99) then put("{...}") return end
    local keys, n = {}, #v
    for k in pairs(v) do if not (type(k) == "number" and k >= 1 and k <= n and k == math.floor(k)) then keys[#keys + 1] = k end end
    table.sort(keys, key_order)
    put("{")
    local first = true
    local function sep() if not first then put(", ") end first = false end
    for i = 1, n do sep() value(v[i], depth + 1) end
    for _, k in ipairs(keys) do
      sep()
      if type(k) == "string" and k:match("^[%a_][%w_]*$") then put(k, " = ") else put("[") value(k, depth + 1) put("] = ") end
      value(v[k], depth + 1)
    end
    put("}")
    if getmetatable(v) then put(" <meta>") end
  end
  value(root, 0)
  return table.concat(buf)
end
print(inspect { 1, "two", { 3 }, x = 1.5, ["odd key"] = true, [false] = 0, [2.5] = "f", [-1] = "neg" })
local shared = { "s" }
local cyc = { shared, shared, name = "root" }
cyc.self = cyc
cyc[shared] = "table key"
print(inspect(cyc))
print(inspect({ a = { b = { c = { d = 1 } } } }, 2), inspect({}), inspect(nil), inspect("q\n"), inspect(print))
print(inspect(setmetatable({ 1, nil, 3 }, {})), inspect { { {} }, { { {} } } })
inspected = { cyc = cyc, text = inspect(cyc), same = shared }
