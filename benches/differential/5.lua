for v5, v6 in coroutine.wrap(function()
  for i1 = 1, 2 do
    do
      local l2 = {3, -779, 1, 6}
      local t3 = {[5.75] = {-2}, {2, 5, 700, 188}}
      local v4 = 93.0625
      t3.n = v4
    end
    coroutine.yield(i1, (("%s"):format(1e100 * 122.6875) or i1) and (i1 or i1))
  end
end) do
  print(v5, v6)
  do
    local s7 = "a)]"
    s7 = (s7 .. (string.format("%s %d %q", select(2, s7:gsub("^a%d", "%%")) and "t" or "f", 1, s7):gsub("%a", {a = "1", b = true, x = false})):lower()):sub(-20)
  end
end
print(pcall(string.gsub, "inf" .. select("#", ("%.3f"):format(0):byte(1, -1)), "^a", "%1", 424))
local v8, b9, i10 = -850, 8 ~= math.floor(3 / 2) or 2.2250738585072014e-308 ^ 9 % 1000000000000000 <= 16.8125, -7
i10 = i10
for i10 = 5, 3 do
  do
    local b9, v11, v12, v13 = true, unpack({3, 4})
    local n14, s15 = -0.5 / ((0 / -(0 / 0) - 5e-324 % 9007199254740994 % 1) % (0 / 0)), "2CbB3z13", select(2, (s15:sub(7, i10) > s15:lower() and s15 or s15:sub(i10, -56)):find("(%w)(%w*)"))
  end
end
v8 = -1, function(...)
  return i10 * -i10, ...
end
print(pcall(string.format, "%q", "a\nb\000c\r\"\\" .. ("6-B4"):sub(8, -5)), tostring(1e100), 9007199254740992 .. "")
print(i10)
local f16, v17, v18 = function(...)
  return 4
end, ...
print(("THE (quick) fox"):find("%((%a+)%)"), ("f(a(b)c)d"):match("%b()"), ("THE fox"):gsub("%f[%a]%a+", "w"), ("x"):find("()"))
G19 = i10
local t20, v21 = {{{("%q"):format("a\000b"), ("0"):reverse(), ["y"] = 40}}, {value = {v18}}}, {i10}
return v18
