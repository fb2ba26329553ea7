-- story: the arg table exists only in vararg functions that do not use the dots
local function with(...) return type(arg) end
local function without(...) local x = ... return arg == nil or type(arg) end
local function fixed(a) return rawget(getfenv(1), "arg") == arg end
print(with(1), fixed(1))
local function n(...) return arg.n, #arg, arg[1], arg[arg.n] end
print(n()) print(n(nil)) print(n(1, nil)) print(n(nil, nil, 3))
local function inner(...) local f = function() return arg.n end return f() end
print(inner(1, 2, 3))
local function change(...) arg[1] = "changed" return arg[1], unpack(arg) end
print(change("a", "b"))
