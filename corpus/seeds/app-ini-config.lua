-- seed: an INI parser with sections, includes by name, interpolation, typed values and error lines
local source = [[
; global settings
name = lockstep
debug = true
[paths]
root = /srv/${name}
logs = ${root}/logs
[limits]
max = 10
ratio = 0.5
list = a, b , c
empty =
[limits.sub]
max = ${limits.max}0
]]
local function convert(v)
  if v == "true" or v == "false" then return v == "true" end
  if tonumber(v) then return tonumber(v) end
  if v:find(",") then
    local t = {}
    for item in v:gmatch("[^,]+") do t[#t + 1] = item:match("^%s*(.-)%s*$") end
    return t
  end
  return v
end
local function parse(text)
  local root = {}
  local section, path = root, ""
  local n = 0
  local function lookup(name)
    local v = section[name]
    if v == nil then
      v = root
      for part in name:gmatch("[^.]+") do v = type(v) == "table" and v[part] or nil end
    end
    if v == nil then error(("line %d: unknown ${%s}"):format(n, name), 0) end
    return tostring(v)
  end
  for line in (text .. "\n"):gmatch("(.-)\n") do
    n = n + 1
    local sec = line:match("^%s*%[([%w_.]+)%]%s*$")
    local key, value = line:match("^%s*([%w_]+)%s*=%s*(.-)%s*$")
    if sec then
      section = root
      for part in sec:gmatch("[^.]+") do section[part] = section[part] or {} section = section[part] end
    elseif key then section[key] = convert((value:gsub("%${([%w_.]+)}", lookup)))
    elseif not line:match("^%s*[;#]") and line:match("%S") then error(("line %d: cannot parse '%s'"):format(n, line), 0) end
  end
  return root
end
config = parse(source)
print(config.name, config.debug, type(config.debug), config.paths.root, config.paths.logs)
print(config.limits.max + 1, config.limits.ratio, #config.limits.list, config.limits.list[2], config.limits.empty == "", config.limits.sub.max)
print(pcall(parse, "a = 1\nb = ${nope}")) print(pcall(parse, "[ok]\n\n???")) print(pcall(parse, "x = 1\n[x.y]\nz = 2")) print(next(parse "") == nil)
