-- story: what package contains and which libraries are registered as loaded
local names = {}
for k, v in pairs(package) do names[#names + 1] = k .. ":" .. type(v) end
table.sort(names)
print(table.concat(names, " "))
for _, n in ipairs { "_G", "string", "table", "math", "coroutine", "debug", "package" } do io.write(n, "=", tostring(package.loaded[n] == (n == "_G" and _G or _G[n])), " ") end
print()
print(#package.loaders >= 1, type(package.loaders[1]), package.config and package.config:sub(1, 1))
print(require("math").pi == math.pi, require "_G" == _G)
