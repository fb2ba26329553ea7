-- seed: table.getn, maxn, foreach, foreachi and the removed table.setn
print(table.getn({}), table.getn({ 1, 2, 3 }), table.getn({ n = 10 }), table.getn({ 1, 2, n = 5 }))
print(table.maxn({}), table.maxn({ 1, 2, 3 }), table.maxn({ [10] = 1, [2.5] = 1, [-5] = 1 }), table.maxn({ x = 1 }), table.maxn({ [1e10] = true, 1 }), table.maxn({ [-1] = 1, [0] = 1 }), table.maxn({ 1, nil, 3 }))
print(pcall(table.setn, {}, 5)) print(pcall(table.getn)) print(pcall(table.maxn, 5)) print(pcall(table.foreach, {})) print(pcall(table.foreachi, {}, 5))
local out = {}
print(table.foreach({ "a", "b", x = 1 }, function(k, v) out[#out + 1] = k .. "=" .. v end))
print(table.concat(out, " "))
print(table.foreach({ 10, 20, 30 }, function(k, v) if v == 20 then return "found", k end end))
print(table.foreach({}, print))
out = {}
print(table.foreachi({ 5, 6, 7, [5] = "skip", k = "no" }, function(i, v) out[#out + 1] = i * v end))
print(table.concat(out, " "))
print(table.foreachi({ 5, 6, 7 }, function(i, v) if i == 2 then return v * 100 end end))
print(table.foreachi({ 1, 2 }, function() return false end))
print(pcall(table.foreach, { 1 }, function() error("in callback", 0) end))
print(pcall(table.foreachi, { 1 }, error))
table.foreach({ "one", "two" }, print)
table.foreachi({ "one", "two" }, print)
local depth, names = 0, {}
local function walk(k, v)
  if type(v) == "table" then depth = depth + 1 table.foreachi(v, walk) depth = depth - 1
  else names[#names + 1] = depth .. ":" .. k .. "=" .. v end
end
table.foreachi({ "x", { "y", { "z" } }, "w" }, walk)
print(table.concat(names, " "))
local env = {}
table.foreach(string, function(k) env[#env + 1] = k end)
table.sort(env)
print(table.concat(env, " "))
legacy = { names = names, out = out, functions = env }
