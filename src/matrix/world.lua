-- The world in which the cases of the matrix run. The first function is replaced by one that puts the functions of the
-- cases into a table; MAKERS is replaced by one function per value class. What a case leaves behind stands in RESULTS.
local function cases(into) end

local plan, typed = ...
local byte, pcall, select, unpack, setfenv = string.byte, pcall, select, unpack, setfenv
local setmetatable, getmetatable, newproxy, rawset = setmetatable, getmetatable, newproxy, rawset
local setupvalue, getupvalue = debug.setupvalue, debug.getupvalue
local zero, huge = 0, math.huge
local nan = zero / zero

-- What handlers and functions of the current case were called with, in order.
local log

local function note(event, ...)
  log[#log + 1] = {event, select("#", ...), ...}
end

local EVENTS = {
  "__index", "__newindex", "__eq", "__len", "__call", "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm",
  "__lt", "__le", "__concat",
}

local function answer(event, ...)
  local results, n = {...}, select("#", ...)
  return function(...)
    note(event, ...)
    return unpack(results, 1, n)
  end
end

-- Metatables by the kind of their handlers.
local META = {value = {}, yes = {}, nothing = {}, many = {}, raises = {}, callable = {}, number = {}}
for _, event in ipairs(EVENTS) do
  META.value[event] = answer(event, "handled")
  META.yes[event] = answer(event, true)
  META.nothing[event] = answer(event)
  META.many[event] = answer(event, false, 2, 3)
  META.raises[event] = function(...) note(event, ...) error({event}) end
  META.callable[event] = setmetatable({}, {__call = answer(event .. " through __call", "called")})
  META.number[event] = 5
end
local inner = setmetatable({}, {__index = META.value.__index, __newindex = META.value.__newindex})
META.table = {__index = {a = "inherited", m = answer("method", 1, 2)}, __newindex = {}}
META.chain = {__index = setmetatable({}, {__index = inner}), __newindex = setmetatable({}, {__newindex = inner})}
META.lt = {__lt = META.value.__lt, __eq = META.yes.__eq}
META.le = {__le = META.yes.__le, __lt = META.nothing.__lt}
META.empty = {}

local function object(kind)
  return setmetatable({}, META[kind])
end

local PROXIES = {}
for kind, handlers in pairs(META) do
  PROXIES[kind] = newproxy(true)
  for event, handler in pairs(handlers) do getmetatable(PROXIES[kind])[event] = handler end
end

local function proxy(kind)
  return newproxy(PROXIES[kind])
end

local MAKE = {
  --MAKERS
}

if typed then
  -- Types that have no metatable of their own get one.
  debug.setmetatable(nil, META.value)
  debug.setmetatable(true, META.many)
  debug.setmetatable(0, META.value)
  debug.setmetatable(print, META.value)
  debug.setmetatable(coroutine.create(function() end), META.value)
  for event, handler in pairs(META.value) do
    if event ~= "__index" then getmetatable("")[event] = handler end
  end
end

local FUNCTIONS = {}
cases(FUNCTIONS)

local function collect(...)
  return {n = select("#", ...), ...}
end

local PARAMETER, UPVALUE, GLOBAL, FIELD, HOLDER, ENVIRONMENT = 0, 1, 2, 3, 4, 5

RESULTS = {}
local at, number = 1, 0
while at <= #plan do
  local high, low, count = byte(plan, at, at + 2)
  local f = FUNCTIONS[high * 256 + low]
  at = at + 3
  log = {}
  local env, holder, upvalues = {}, {}, 0
  local values, parameters, n = {}, {}, 0
  for i = 1, count do
    local to, class = byte(plan, at, at + 1)
    at = at + 2
    if to == HOLDER then
      n = n + 1
      parameters[n] = holder
    else
      local value = MAKE[class]()
      values[i] = value
      if to == PARAMETER then
        n = n + 1
        parameters[n] = value
      elseif to == UPVALUE then
        upvalues = upvalues + 1
        setupvalue(f, upvalues, value)
      elseif to == GLOBAL then
        rawset(env, "g" .. i, value)
      elseif to == FIELD then
        holder["f" .. i] = value
      else
        env = value
      end
    end
  end
  setfenv(f, env)
  local result = collect(pcall(f, unpack(parameters, 1, n)))
  local after = {}
  for i = 1, upvalues do
    local _, value = getupvalue(f, i)
    after[i] = value
  end
  number = number + 1
  RESULTS[number] = {result = result, log = log, values = values, env = env, holder = holder, upvalues = after}
end
