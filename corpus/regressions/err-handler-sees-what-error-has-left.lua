-- story: debug.getlocal showed error's arguments to a message handler, which takes the place of the error value in error's frame
local function look()
  for level = 1, 5 do
    local t = {debug.getlocal(level, 1)}
    print(level, t[1], type(t[2]), debug.getlocal(level, 2))
  end
end
print(xpcall(function() local marker = 1 error("x", 0) end, look))
print(xpcall(function() local marker = 2 error("x") end, look))
print(xpcall(function() local marker = 3 error("x", 2, "more") end, look))
print(xpcall(function() local marker = 4 error({}) end, look))
print(xpcall(function() local marker = 5 error() end, look))
