-- seed: __gc of userdata from newproxy, order of finalizers, resurrection and the state they see
local log = {}
local function proxy(name)
  local p = newproxy(true)
  getmetatable(p).__gc = function(u) log[#log + 1] = name .. ":" .. type(u) end
  return p
end
do
  local a, b, c = proxy("a"), proxy("b"), proxy("c")
  a, b, c = nil, nil, nil
end
collectgarbage()
print(table.concat(log, " "))
log = {}
local keep = proxy("kept")
collectgarbage()
print(#log, type(keep))
keep = nil
collectgarbage()
print(table.concat(log, " "))
saved = nil
do
  local p = newproxy(true)
  getmetatable(p).__gc = function(u) saved = u log[#log + 1] = "resurrected" end
  getmetatable(p).__index = { v = "still here" }
end
collectgarbage()
print(saved ~= nil and saved.v, log[#log])
saved = nil
collectgarbage()
print(log[#log], #log)
local shared = newproxy(true)
getmetatable(shared).__gc = function() log[#log + 1] = "shared" end
for i = 1, 3 do newproxy(shared) end
collectgarbage()
print(#log, log[#log])
local t = setmetatable({}, { __gc = function() log[#log + 1] = "table gc" end })
t = nil
collectgarbage()
print(log[#log])
final_log = log
