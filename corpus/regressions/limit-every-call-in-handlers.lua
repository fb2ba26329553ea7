-- story: message handlers that fail nest until the C stack ends; what they call on the way counts, whoever makes the call
local mt = {}
for _, event in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "eq", "lt", "le", "call", "index", "newindex", "tostring" } do
  mt["__" .. event] = function() return "" end
end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local natives = setmetatable({}, { __index = rawequal, __newindex = rawset, __call = rawequal, __add = rawequal, __eq = rawequal,
  __lt = rawequal, __concat = rawequal, __tostring = function() return "" end })
local function three(_, i) if (i or 0) < 3 then return (i or 0) + 1 end end
local actions = {
  next = function() for _ in next, { 1, 2 } do end end,
  pairs = function() for _ in pairs { 1, 2 } do end end,
  ipairs = function() for _ in ipairs { 1, 2 } do end end,
  iterator = function() for _ in three do end end,
  native_iterator = function() for _ in math.max, -1, -2 do break end end,
  gmatch = function() for _ in ("ab"):gmatch "." do end end,
  numeric = function() for _ = 1, 3 do end end,
  native = function() return math.abs(1) end,
  add = function() return a + 1 end,
  sub = function() return 1 - a end,
  mul = function() return a * b end,
  div = function() return a / b end,
  mod = function() return a % b end,
  pow = function() return a ^ b end,
  unm = function() return -a end,
  concat = function() return a .. "x" end,
  concat_many = function() return "x" .. a .. "y" .. b end,
  eq = function() return a == b end,
  lt = function() return a < b end,
  le = function() return a <= b end,
  call = function() return a(1) end,
  index = function() return a.x end,
  newindex = function() a.x = 1 end,
  tostring = function() return tostring(a) end,
  native_index = function() return natives.x end,
  native_newindex = function() natives.y = 1 end,
  native_call = function() return natives(1) end,
  native_add = function() return natives + 1 end,
  native_lt = function() return natives < natives end,
  native_concat = function() return natives .. 1 end,
  sort = function() table.sort({ 2, 1 }, function(x, y) return x < y end) end,
  sort_plain = function() table.sort { 2, 1 } end,
  sort_meta = function() table.sort { a, b } end,
  foreach = function() table.foreach({ 1 }, math.abs) end,
  foreachi = function() table.foreachi({ 1 }, function() end) end,
  gsub = function() return (("a"):gsub("a", function() end)) end,
  gsub_table = function() return (("a"):gsub("a", a)) end,
  gsub_plain = function() return (("a"):gsub("a", "b")) end,
  pcall = function() return pcall(three) end,
  pcall_native = function() return pcall(math.abs, 1) end,
  pcall_fails = function() return pcall(error) end,
  xpcall = function() return xpcall(three, three) end,
  load = function() return load(function() end) end,
  loadstring = function() return loadstring "return 1" end,
  loaded = function() return loadstring "return 1" () end,
  getfenv = function() return getfenv(1) end,
  resume = function() return coroutine.resume(coroutine.create(three)) end,
  wrap = function() return coroutine.wrap(three)() end,
  wrap_iterator = function() for _ in coroutine.wrap(function() coroutine.yield(1) end) do end end,
  tail = function() return three() end,
  unpack = function() return unpack { 1, 2 } end,
  print = function() return io.write "" end,
  format = function() return ("%s"):format(1) end,
  tonumber = function() return tonumber "1" end,
  traceback = function() return #debug.traceback() > 0 end,
  method = function() return ("x"):rep(2) end,
}
local names = {}
for name in pairs(actions) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do
  local act, begun, done = actions[name], 0, 0
  local ok, message = xpcall(error, function()
    begun = begun + 1
    act()
    done = done + 1
    error()
  end)
  print(name, begun, done, ok, message)
end
