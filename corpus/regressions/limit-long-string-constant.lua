-- story: very long constants, names and lines
local long = ("s"):rep(20000)
print(#loadstring("return '" .. long .. "'")())
local name = ("n"):rep(3000)
local f = loadstring("local " .. name .. " = 5 return " .. name)
print(f())
print(#loadstring("return [==[" .. ("]]"):rep(5000) .. "]==]")())
print(loadstring("--" .. long .. "\nreturn 1")())
