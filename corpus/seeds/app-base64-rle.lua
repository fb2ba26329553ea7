-- seed: base64, run length encoding and hex round trips over binary strings
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function encode(s)
  local out = {}
  for i = 1, #s, 3 do
    local a, b, c = s:byte(i, i + 2)
    local n = a * 65536 + (b or 0) * 256 + (c or 0)
    for k = 3, 0, -1 do
      local idx = math.floor(n / 64 ^ k) % 64 + 1
      out[#out + 1] = ((k == 1 and not b) or (k == 0 and not c)) and "=" or alphabet:sub(idx, idx)
    end
  end
  return table.concat(out)
end
local rev = {}
for i = 1, 64 do rev[alphabet:byte(i)] = i - 1 end
local function decode(s)
  local out = {}
  s = s:gsub("[^%w+/=]", "")
  for quad in s:gmatch("....") do
    local n, pad = 0, 0
    for i = 1, 4 do
      local c = quad:byte(i)
      if c == 61 then pad = pad + 1 n = n * 64 else n = n * 64 + rev[c] end
    end
    out[#out + 1] = string.char(math.floor(n / 65536), math.floor(n / 256) % 256, n % 256):sub(1, 3 - pad)
  end
  return table.concat(out)
end
samples = { "", "f", "fo", "foo", "foob", "fooba", "foobar", "\0\255\128", "Lua 5.1 \n\t" }
for _, s in ipairs(samples) do print(encode(s), decode(encode(s)) == s) end
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
print(decode(encode(all)) == all, #encode(all), encode(all):sub(-12))
local function rle(s) return (s:gsub("((.)%2*)", function(run, c) return #run > 1 and #run .. c or c end)) end
local function rle2(s)
  local out, i = {}, 1
  while i <= #s do
    local c = s:sub(i, i)
    local j = i
    while s:sub(j + 1, j + 1) == c do j = j + 1 end
    out[#out + 1] = (j > i and j - i + 1 or "") .. c
    i = j + 1
  end
  return table.concat(out)
end
local function unrle(s) return (s:gsub("(%d+)(%D)", function(n, c) return c:rep(n) end)) end
for _, s in ipairs { "aaabccddddd", "abc", "", "zzzzzzzzzzzz", "aabbaabb" } do print(s, rle2(s), unrle(rle2(s)) == s) end
local hex = all:gsub(".", function(c) return ("%02x"):format(c:byte()) end)
print(#hex, hex:sub(1, 20), (hex:gsub("%x%x", function(h) return string.char(tonumber(h, 16)) end)) == (all:gsub("\n", "\n")))
coded = { encode "lockstep", rle2 "wwwwaaadexxxxxx" }
