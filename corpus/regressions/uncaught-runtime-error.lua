-- story: an uncaught run-time error names the global and ends the program after its output (uncaught)
before = "set before the error"
print("output before the error")
local function inner() return undefined_global.field end
local function outer() local r = inner() return r end
outer()
print("never printed")
