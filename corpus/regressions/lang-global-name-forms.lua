-- story: globals are fields of the environment under any name
_G["a b"] = 1
_G[1] = "number"
_G[true] = "boolean"
print(_G["a b"], _G[1], _G[true], rawget(_G, "a b"))
x = 5
print(_G.x, _G["x"], _G._G == _G, _G._G._G.x)
_G.x = nil
print(x, pcall(function() return y.z end))
local _G = { x = "local table" }
print(_G.x, x)
_VERSION_COPY = _VERSION
print(_VERSION_COPY)
