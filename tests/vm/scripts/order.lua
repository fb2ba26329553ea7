-- The order in which library tables are traversed.
for _, n in ipairs{"_G", "package", "coroutine", "table", "io", "os", "string", "math", "debug"} do
  local t = {}
  for k in pairs(n == "package" and package or _G[n]) do
    t[#t + 1] = k
  end
  print(n, table.concat(t, " "))
end
local t = {}
for k in pairs(package.loaded) do
  t[#t + 1] = k
end
print(table.concat(t, " "))
for k in pairs(getmetatable(io.stdout)) do
  print(k)
end
