G1 = select("#", "inf")
print(256)
local x2 = setmetatable({}, {__index = _G})
local function x3()
  zz1 = G1
  return zz1
end
setfenv(x3, x2)
print(x3(), zz1, x2.zz1, getfenv(x3) == x2, getfenv(1) == _G)
function f4(i5, ...)
  return false and {n = i5, len = tostring("")} or {"-7", "1e2", y = function(...)
    return 0
  end}
end
G6 = true
local s7 = "The Quick Brown Fox"
local function x8(...)
  local v9, v10 = ...
  local x11 = {...}
  print(select("#", ...), #x11 >= 0, v9, v10, ...)
  do
    local function f12(x13, ...)
      x13 = math.min(tonumber(x13) or 2, 5)
      if not (x13 > 0) then
        return (select(7, 1, 2, 3, 4, 5, 6, 7, 8, 9)), ...
      end
      local i14 = f12(x13 - 1, ...)
      do
        local t15, s16, s17, b18, s19 = {x = i14, y = {}}, ("%q"):format(s7 .. G1), 2147483647 < 9 and ("%s"):format(s7) or ("%s"):format(s7), (G6 and i14 or 96) % 2 == 0, ("%%%d%%"):format(i14 + G1)
        i14 = (#("%X"):format(48)) % 97
      end
      return i14 + x13, ...
    end
    print(f12(3))
    v10 = tonumber(s7, 8 + 8) or 0
  end
  return ...
end
print(x8(s7, ("%5s|%-5s|%.2s"):format(tostring(9007199254740992), tostring(5), ("%s"):format(-31.5625)), (function(...)
  local x20 = {...}
  return #x20
end)(G1, 2)))
print((x8(select(6, pcall(io.lines)), os.time() == os.time({year = 2001, month = 9, day = 8, hour = 5}), -"2" * (-0 + 9))))
