-- A function that only registers a closure: "first second" is to be seen.
local handlers = {}
local function register(name)
  local mine = name
  handlers[#handlers + 1] = function() return mine end
end
register("first")
register("second")
print(handlers[1](), handlers[2]())
