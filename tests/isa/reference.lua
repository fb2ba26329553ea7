-- Runs a chunk under a hook that fires before every instruction. The chunk's line info is the pc plus 1 and its functions'
-- `linedefined` is their number. What is told of instruction pc of function n:
--   contract[n][pc] = { next = { [pc] = { [register] = true if it may have changed on this way } }, dead = { registers } }
--   contract[n].size = number of registers; the window may show more, of which nothing is known
-- Returns what the program printed, and what went against the contract.
return function(chunk, contract, poison)
  local out, wrong, steps, frames = {}, {}, 0, {}
  local function write(...)
    for i = 1, select("#", ...) do
      local text = tostring((select(i, ...)))
      out[#out + 1] = type(text) == "string" and text or "no string"
    end
    out[#out + 1] = "\n"
  end
  local env = setmetatable({ print = write, io = { write = write } }, { __index = _G })
  local main = setfenv(assert(loadstring(chunk, "=traced")), env)
  local garbage = setmetatable({}, { __tostring = function() return "garbage" end })
  local rawequal, type, pairs, ipairs, min = rawequal, type, pairs, ipairs, math.min
  local getinfo, getlocal, setlocal = debug.getinfo, debug.getlocal, debug.setlocal

  local function hook()
    local info = getinfo(2, "Sl")
    if info.source ~= "=traced" then return end
    local number, pc = info.linedefined, info.currentline - 1
    local here = contract[number][pc]
    steps = steps + 1
    if poison then
      for _, register in ipairs(here.dead) do setlocal(2, register + 1, garbage) end
      return
    end
    local depth, window = 2, {}
    while depth < 100 and getinfo(depth + 1, "l") do depth = depth + 1 end
    if depth == 100 then return end
    local name, value
    repeat
      name, value = getlocal(2, #window + 1)
      window[#window + 1] = { value }
    until not name
    window[#window] = nil
    local before = frames[depth]
    frames[depth] = { number = number, pc = pc, window = window }
    for d in pairs(frames) do if d > depth then frames[d] = nil end end
    if pc == 0 or not before then return end
    local changes = before.number == number and contract[number][before.pc].next[pc]
    if not changes then
      wrong[#wrong + 1] = ("function %d: pc %d goes on to %d"):format(number, before.pc, pc)
      return
    end
    for i = 1, min(#window, #before.window, contract[number].size) do
      local old, new = before.window[i][1], window[i][1]
      local same = rawequal(old, new) or type(old) == "number" and type(new) == "number" and old ~= old and new ~= new
      if not same and not changes[i - 1] then
        wrong[#wrong + 1] = ("function %d: pc %d changes register %d"):format(number, before.pc, i - 1)
      end
    end
  end

  debug.sethook(hook, "", 1)
  local ok, message = pcall(main)
  debug.sethook()
  if not ok then out[#out + 1] = tostring(message) end
  return (table.concat(out, " "):gsub("0x%x+", "an address")), table.concat(wrong, "\n"), steps
end
