-- Runs SCRIPT under the sandbox's rules, as far as Lua can make them, then writes MARK and how it ended. The constants in
-- capitals are defined by the text before this one. Rules that need more than Lua (limits, weak address tables in old
-- engines, environments of native functions) are the caller's.
local format, floor, error, type, select, pcall = string.format, math.floor, error, type, select, pcall
local getmetatable, rawget, setmetatable, unpack, gsub = getmetatable, rawget, setmetatable, unpack, string.gsub
local stdout_write, real_tostring = io.stdout.write, tostring
local stdout, real_date, real_loadstring = io.stdout, os.date, loadstring

-- What a run that is killed has printed counts.
pcall(stdout.setvbuf, stdout, "line")

local numbers, shown = setmetatable({}, { __mode = "k" }), 0
local function address(value)
  if not numbers[value] then
    shown = shown + 1
    numbers[value] = shown
  end
  return format("0x%0" .. DIGITS .. "x", numbers[value])
end

local addressed = { table = true, ["function"] = true, userdata = true, thread = true }
local function has_tostring(value)
  local meta = debug.getmetatable(value)
  return meta and rawget(meta, "__tostring")
end
function tostring(...)
  local value = ...
  if select("#", ...) == 0 or not addressed[type(value)] or has_tostring(value) then return real_tostring(...) end
  return type(value) .. ": " .. address(value)
end
getmetatable(stdout).__tostring = function(file) return "file (" .. address(file) .. ")" end

function print(...)
  local convert = _G.tostring
  for i = 1, select("#", ...) do
    local text = convert((select(i, ...)))
    if type(text) ~= "string" and type(text) ~= "number" then
      error("'tostring' must return a string to 'print'", 2)
    end
    if i > 1 then stdout_write(stdout, "\t") end
    stdout_write(stdout, (gsub(text, "%z.*", "")))
  end
  stdout_write(stdout, "\n")
end

-- MINSTD, exact in doubles.
local state = 1
local function draw()
  state = state * 48271 % 2147483647
  return (state - 1) / 2147483646
end
function math.random(...)
  local count, r = select("#", ...), draw()
  if count == 0 then return r end
  if count > 2 then error("wrong number of arguments", 2) end
  local low, high = 1, (...)
  if count == 2 then low, high = ... end
  if type(low + high) ~= "number" or low > high then
    error("bad argument #" .. count .. " to 'random' (interval is empty)", 2)
  end
  return floor(r * (high - low + 1)) + low
end
function math.randomseed(seed)
  state = seed % 2147483647
  if state == 0 then state = 1 end
end

function os.clock() return CLOCK end
local real_time = os.time
function os.time(t) return t == nil and TIME or real_time(t) end
function os.date(form, time)
  form = form or "%c"
  return real_date(form:sub(1, 1) == "!" and form or "!" .. form, time or TIME)
end
function os.getenv() return nil end
local function count()
  GC_COUNT = GC_COUNT + 1
  return GC_COUNT - 1
end
gcinfo = count
local collect, tuning = collectgarbage, { setpause = GC_TUNING, setstepmul = GC_TUNING }
function collectgarbage(option, value)
  if option == "count" then return count() end
  if option == "step" then
    collect()
    return true
  end
  if tuning[option] then
    local old = tuning[option]
    tuning[option] = value or 0
    return old
  end
  return collect(option or "collect")
end

for _, entry in ipairs(DENIED) do
  local library, name, denial = entry[1], entry[2], entry[3]
  local owner = library == "" and _G or _G[library]
  local original = owner[name]
  local message = "'" .. (library == "" and "" or library .. ".") .. name .. "' is not available in the sandbox"
  owner[name] = function(...)
    if denial == "Refuse" then return nil, message end
    if denial == "RaiseOnName" and type((...)) ~= "string" and type((...)) ~= "number" then return original(...) end
    error(message, 2)
  end
end
if #DENIED > 0 then
  package.path, package.cpath = "", ""
  for i = #package.loaders, 2, -1 do package.loaders[i] = nil end
end

arg = { [0] = CHUNK_NAME:gsub("^[=@]", "") }
for i, value in ipairs(ARGUMENTS) do arg[i] = value end

local main, message = real_loadstring(SCRIPT, CHUNK_NAME)
local ended, kind = message, "s"
if main then
  local ok, value = pcall(main, unpack(ARGUMENTS))
  if ok then
    kind, ended = "r", ""
  elseif type(value) == "string" or type(value) == "number" then
    kind, ended = "f", real_tostring(value)
  else
    kind, ended = "o", type(value)
  end
end
stdout_write(stdout, MARK, kind, ended)
