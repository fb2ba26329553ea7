-- seed: parse CSV, group, aggregate and print an aligned report with totals
local csv = [[
region,product,units,price
north,apple,10,1.20
south,apple,7,1.10
north,pear,3,2.50
east,"fig, dried",12,0.75
south,pear,5,2.40
north,apple,2,1.30
]]
local function split(line)
  local out, field, quoted = {}, {}, false
  for c in (line .. ","):gmatch(".") do
    if c == '"' then quoted = not quoted
    elseif c == "," and not quoted then out[#out + 1] = table.concat(field) field = {}
    else field[#field + 1] = c end
  end
  return out
end
local header
rows = {}
for line in csv:gmatch("[^\n]+") do
  local f = split(line)
  if not header then header = f else
    local r = {}
    for i, h in ipairs(header) do r[h] = tonumber(f[i]) or f[i] end
    rows[#rows + 1] = r
  end
end
print(#rows, rows[4].product, rows[4].units * rows[4].price)
local function group_by(rows, key)
  local groups, order = {}, {}
  for _, r in ipairs(rows) do
    local g = groups[r[key]]
    if not g then g = { key = r[key], n = 0, units = 0, total = 0 } groups[r[key]] = g order[#order + 1] = g end
    g.n, g.units, g.total = g.n + 1, g.units + r.units, g.total + r.units * r.price
  end
  table.sort(order, function(a, b) return a.total > b.total end)
  return order
end
local function report(title, groups)
  local w = #title
  for _, g in ipairs(groups) do w = math.max(w, #g.key) end
  local fmt = "%-" .. w .. "s %3s %6s %9s"
  print(fmt:format(title, "n", "units", "total"))
  print(("-"):rep(w + 21))
  local sum = 0
  for _, g in ipairs(groups) do print(fmt:format(g.key, g.n, g.units, ("%.2f"):format(g.total))) sum = sum + g.total end
  print(("%" .. (w + 21) .. ".2f"):format(sum))
end
by_region, by_product = group_by(rows, "region"), group_by(rows, "product")
report("region", by_region)
report("product", by_product)
