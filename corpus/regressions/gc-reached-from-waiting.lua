-- story: what only userdata that wait for their finalizers can reach is garbage for a collection that one of them asks for
local log = {}
local function proxy(name, act)
  local p = newproxy(true)
  getmetatable(p).__gc = function()
    log[#log + 1] = name
    act()
    log[#log + 1] = "/" .. name
  end
  return p
end
local function make()
  local shared = {}
  local last = proxy("last", function() log[#log + 1] = #shared end)
  local middle = proxy("middle", collectgarbage)
  local first = proxy("first", function()
    local p = newproxy(true)
    getmetatable(p).__gc = function() log[#log + 1] = "new" end
    shared[1] = p
  end)
end
make()
collectgarbage()
print(table.concat(log, " "))
