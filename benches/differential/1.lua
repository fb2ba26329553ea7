for x1, v2 in next, {math.huge == 0.5, math.modf(tonumber("The Quick Brown Fox", 7 + 8) or 0) <= 3, 3, ...}, nil do
  print(x1, v2)
end
print(pcall(string.format, {false and 113.5 or 0.1, x = "*_A4", "z]1z(a ]", y = -183, [2] = rawequal({[2] = {}}, 0), 2147483648 % 38.875}))
G3 = true
local l4 = {}
print(table.remove(l4))
print(loadstring("1.5" .. ((" 5 "):sub(6, -2):sub(math.floor(5 / 2)):byte() or 0) .. (("" .. "line\nline") .. 4) .. "1e2" .. ((" 5 "):gsub("%a", {a = "1", b = true, x = false})) .. select("#", ("8"):byte(1, -1)) .. table.concat(l4, "10") .. string.sub("y", 8, 8)), loadstring("x =", "=chunk"), loadstring("return 1 1"))
local s5 = "(x)"
s5 = (s5 .. (("-7"):gsub(".", {a = select("#", (("a\000b"):sub(1, 20):rep(1 % 4):gsub("%w", "<%0>")):match("(.)(.)")), b = tostring(math.abs(14.6875)):sub(1, 20):rep((("CCC3"):lower():byte() or 0) % 4)}, 4))):sub(-20)
for v14, v15 in coroutine.wrap(function()
  for i6 = 1, 3 do
    do
      for x7, v8 in next, {533 == 4 and i6, tostring(5), unpack(l4)}, nil do
        print(x7, v8)
      end
      local l9, i10 = {}, i6
      if (G3 and #{i10, -1, i10, i10} or select("#", s5:byte(1, -1))) ~= -2 % 7 then
        print(s5:byte(1, -1))
        coroutine.yield("line\nline", (pcall(table.maxn, {7, 0, 749, 7, 0, 1}, function(...)
          return 9
        end)))
      elseif false then
        s5 = string.sub(s5:sub(1, 20):rep((s5:find("b", 1) or i10) % 4), 1, 8):sub(1, 24)
        for v12, v13 in coroutine.wrap(function()
          for i11 = 1, 8 do
            G3 = math.random(6) <= math.random(2, 8) * 38
            coroutine.yield(i11, true)
          end
        end) do
          print(v12, v13)
        end
      else
      end
    end
    coroutine.yield(i6, s5)
  end
end) do
  print(v14, v15)
end
return l4, s5, 56
