-- story: repetitions give back what follows them needs, for every byte, in sets, ranges, classes and their complements
local function set(byte)
  local c = string.char(byte)
  if byte == 0 then return "%z", "[%z]", "[^%Z%z]", c end
  if c:find("%w") then return c, "[" .. c .. "]", "[" .. c .. "-" .. c .. "]", c end
  return "%" .. c, "[%" .. c .. "]", "[%" .. c .. "]", c
end
local count = 0
for byte = 0, 255 do
  local plain, one, range, c = set(byte)
  local other = string.char((byte + 1) % 256)
  local text = c:rep(4) .. other .. c
  local found = {}
  for _, first in ipairs { plain, one, range, "." } do
    for _, second in ipairs { plain, one, range, "[^" .. (byte == 0 and "%z" or "%" .. c):gsub("%%(%w)", byte == 0 and "%%%1" or "%1") .. "]" } do
      for _, repeated in ipairs { "*", "+", "-", "?" } do
        local ok, from, to, a, b = pcall(string.find, text, "(" .. first .. repeated .. ")(" .. second .. ")")
        found[#found + 1] = ok and from and table.concat({ from, to, #a, #b }, "-") or tostring(from)
        count = count + (ok and 1 or 0)
      end
    end
  end
  print(byte, table.concat(found, " "))
end
print(count)
for low = 0, 248, 8 do
  local from, to = string.char(low + 1), string.char(low + 7)
  if (from .. to):find("^%w%w$") or low >= 128 then
    local range = "[" .. from .. "-" .. to .. "]"
    local text = from:rep(3) .. to:rep(3)
    print(low, text:find(range .. "*" .. range), text:find(range .. "+" .. to), text:find(range .. "-" .. to .. "+"), text:find("[^" .. to .. "]*" .. to))
  end
end
