-- seed: bit operations emulated with arithmetic: and, or, xor, shifts, popcount, hex dump
local floor = math.floor
local function bitop(f)
  return function(a, b)
    local r, p = 0, 1
    while a > 0 or b > 0 do
      local x, y = a % 2, b % 2
      if f(x, y) then r = r + p end
      a, b, p = (a - x) / 2, (b - y) / 2, p * 2
    end
    return r
  end
end
local band = bitop(function(x, y) return x + y == 2 end)
local bor = bitop(function(x, y) return x + y > 0 end)
local bxor = bitop(function(x, y) return x ~= y end)
local function lshift(a, n) return a * 2 ^ n % 2 ^ 32 end
local function rshift(a, n) return floor(a / 2 ^ n) end
local function pop(a) local n = 0 while a > 0 do n = n + a % 2 a = floor(a / 2) end return n end
print(band(12, 10), bor(12, 10), bxor(12, 10), band(0xff00, 0x0ff0), bxor(0xffffffff, 0x12345678))
print(lshift(1, 31), lshift(3, 31), rshift(0x80000000, 31), rshift(255, 4), pop(0xffffffff), pop(12345))
local function crc32(s)
  local crc = 0xffffffff
  for i = 1, #s do
    crc = bxor(crc, s:byte(i))
    for _ = 1, 8 do
      local low = crc % 2
      crc = floor(crc / 2)
      if low == 1 then crc = bxor(crc, 0xedb88320) end
    end
  end
  return bxor(crc, 0xffffffff)
end
print(string.format("%08x", crc32("123456789")), string.format("%08x", crc32("")))
local function adler(s)
  local a, b = 1, 0
  for c in s:gmatch(".") do a = (a + c:byte()) % 65521 b = (b + a) % 65521 end
  return b * 65536 + a
end
print(string.format("%x", adler("Wikipedia")), adler(""))
local function hex(s) return (s:gsub(".", function(c) return ("%02X "):format(c:byte()) end)) end
print(hex("Lua 5.1\n"))
bits = { crc = crc32("lockstep"), and_or = { band(6, 3), bor(6, 3) } }
