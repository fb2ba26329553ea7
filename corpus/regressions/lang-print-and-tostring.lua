-- story: print uses the global tostring and separates by tabs
local old = tostring
local calls = 0
tostring = function(v) calls = calls + 1 return "[" .. old(v) .. "]" end
print(1, nil, "s", true)
tostring = old
io.write(calls, "\n")
print(1, nil, "s", true, 1.5, -0.5)
print() print(nil) print(nil, nil) print("") print("a\tb", "c\nd") print(1e15, 2 ^ 53, 1 / 3)
setfenv(function() print("environment of a C function is not the caller's") end, { print = print })()
