-- seed: palindromes, anagrams, soundex, caesar and vigenere ciphers, pig latin, run statistics
local function norm(s) return (s:lower():gsub("%W", "")) end
local function palindrome(s) s = norm(s) return s == s:reverse() end
for _, s in ipairs { "Madam, I'm Adam", "Not a palindrome", "", "12321", "Was it a car or a cat I saw?" } do io.write(tostring(palindrome(s)), " ") end
print()
local groups, order = {}, {}
for w in ("listen silent enlist google elgoog abc cab bca xyz inlets"):gmatch("%a+") do
  local letters = {}
  for c in w:gmatch(".") do letters[#letters + 1] = c end
  table.sort(letters)
  local key = table.concat(letters)
  if not groups[key] then groups[key] = {} order[#order + 1] = key end
  table.insert(groups[key], w)
end
for _, k in ipairs(order) do io.write(k, ":", table.concat(groups[k], ","), " ") end
print()
local codes = {}
for group, code in ("bfpv1cgjkqsxz2dt3l4mn5r6"):gmatch("(%a+)(%d)") do for c in group:gmatch(".") do codes[c] = code end end
local function soundex(w)
  local out, last = { w:sub(1, 1):upper() }, codes[w:sub(1, 1):lower()]
  for c in w:sub(2):lower():gmatch(".") do
    local code = codes[c]
    if code and code ~= last then out[#out + 1] = code end
    if not c:find("[hw]") then last = code end
  end
  return (table.concat(out) .. "000"):sub(1, 4)
end
for _, w in ipairs { "Robert", "Rupert", "Rubin", "Ashcraft", "Tymczak", "Pfister", "Honeyman" } do io.write(w, "=", soundex(w), " ") end
print()
local function shift(c, k) local base = c:find("%u") and 65 or 97 return string.char((c:byte() - base + k) % 26 + base) end
local function vigenere(s, key, dir) local i = 0 return (s:gsub("%a", function(c) i = i % #key + 1 return shift(c, dir * (key:byte(i) - 97)) end)) end
local secret = vigenere("Attack at Dawn!", "lemon", 1)
print(secret, vigenere(secret, "lemon", -1))
local function pig(s) return (s:gsub("%a+", function(w) local lead, rest = w:match("^([^aeiouAEIOU]*)(.*)$") local cap = w:find("^%u") local r = lead == "" and w .. "way" or rest .. lead:lower() .. "ay" return cap and r:sub(1, 1):upper() .. r:sub(2) or r end)) end
print(pig "Hello world, the apple is red")
local function stats(s) local t = { upper = 0, lower = 0, digit = 0, space = 0, punct = 0 } for c in s:gmatch(".") do for k, p in pairs { upper = "%u", lower = "%l", digit = "%d", space = "%s", punct = "%p" } do if c:find(p) then t[k] = t[k] + 1 end end end return t end
local st = stats "Hello World! 123, go.\n"
print(st.upper, st.lower, st.digit, st.space, st.punct)
local function common_prefix(t) local p = t[1] for i = 2, #t do while t[i]:sub(1, #p) ~= p do p = p:sub(1, -2) end end return p end
print(common_prefix { "interview", "internet", "interval" }, common_prefix { "a", "b" } == "", (("a-b_c d"):gsub("[-_ ](%w)", string.upper)), (("camelCaseString"):gsub("%u", function(c) return "_" .. c:lower() end)))
metrics = { secret = secret, stats = st, groups = groups }
