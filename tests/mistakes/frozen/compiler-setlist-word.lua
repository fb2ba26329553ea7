-- A constructor of 25600 items, more than 511 blocks of fifty: "25551 25600" is to be seen.
local items = {}
for i = 1, 25600 do items[i] = i end
local t = assert(loadstring("return {" .. table.concat(items, ",") .. "}"))()
print(t[25551], t[25600])
