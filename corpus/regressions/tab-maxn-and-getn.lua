-- story: maxn looks at every positive numeric key, getn is the length operator
print(table.maxn({}), table.maxn({ 1, 2, 3 }), table.maxn({ [10] = 1 }), table.maxn({ [2.5] = 1 }), table.maxn({ [-5] = 1 }), table.maxn({ [0] = 1 }), table.maxn({ x = 1 }), table.maxn({ [1e300] = 1 }), table.maxn({ 1, [7] = nil }), table.maxn({ ["100"] = 1 }))
print(table.getn({}), table.getn({ 1, 2 }), table.getn({ n = 5 }), pcall(table.getn), pcall(table.maxn, "x")) print(pcall(table.setn, {}, 1))
print(table.maxn({ [math.huge] = 1 }), table.maxn({ [-math.huge] = 1, [0.5] = 1 }))
