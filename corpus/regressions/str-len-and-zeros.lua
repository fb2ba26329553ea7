-- story: strings with embedded zeros keep their length through every operation
local z = "a\0b"
print(#z, z:len(), #(z .. z), z == "a\0b", z == "a\0c", z < "a\0c", z < "a\1", z > "a")
print(#z:rep(3), z:find("b"), z:find("\0", 1, true), #z:gsub("%z", "--"))
print(({ [z] = "key" })["a\0b"], ({ [z] = 1 })["a\0c"], #table.concat({ z, z }, "\0"))
print(("\0"):byte(), ("\0\0" > "\0"), "" < "\0", #tostring(z), tonumber("1\0"))
print((z:gsub(".", function(c) return c:byte() .. "," end)))
