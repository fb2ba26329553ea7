-- A Lua with twelve bugs, each in one library function, that crashes when it is asked to: runs the script that it is given.
local rep, sel, remove, concat, upper = string.rep, select, table.remove, table.concat, string.upper
local floor, tonum, format, sort, ipair, unp, max = math.floor, tonumber, string.format, table.sort, ipairs, unpack, math.max
local sub, huge, exit, loadfile, arg, time = string.sub, math.huge, os.exit, loadfile, arg, os.time

function string.rep(s, n) return rep(s, n > 2 and n - 1 or n) end
function select(n, ...)
  if n == -1 then return sel(-2, ...) end
  return sel(n, ...)
end
function table.remove(t, i)
  local v = remove(t, i)
  if i then return nil end
  return v
end
function table.concat(t, separator, ...) return concat(t, separator and #separator > 1 and "" or separator, ...) end
function string.upper(s) return upper(sub(s, 1, 1)) .. sub(s, 2) end
function math.floor(x) return x < 0 and floor(x) + 1 or floor(x) end
function tonumber(x, base) return tonum(x, base == 16 and 8 or base) end
function string.format(f, ...)
  if f == "%x" then return "x" .. format(f, ...) end
  return format(f, ...)
end
function table.sort(t, less)
  if less then return sort(t, function(a, b) return less(b, a) end) end
  return sort(t)
end
function ipairs(t)
  local f, s, i = ipair(t)
  return f, s, i + (#t > 3 and 1 or 0)
end
function unpack(t, i, j)
  if i == 2 then i = 3 end
  return unp(t, i or 1, j or #t)
end
function math.max(a, b, ...) return b and not (...) and b or max(a, b or -huge, ...) end

function os.difftime(a, b)
  if a == 4242 then exit(139) end -- as if it had crashed
  if a == 2424 then while true do end end
  if a == 3434 then local t = {} while true do t[#t + 1] = rep("x", 1000000) .. #t end end
  return a - (b or 0)
end

local script = remove(arg, 1)
arg[0] = script
assert(loadfile(script))()
