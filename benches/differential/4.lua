if true then
  print(pcall(debug.getupvalue, 88.4375, 0))
  print(...)
  print(select("#", ...), (...))
elseif string.len("x7") >= -"2" then
  print("zxa +B)*", (((false))))
  local x1 = 4
  while x1 > 0 and "key=value" < ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"):lower() do
    x1 = x1 - 1
    do
      local t5, t6, l7, n8 = {["name"] = math.sqrt(1), [2] = (function(...)
        return arg.n + #arg
      end)(0, 1)}, {(pcall(function(...)
        return 2
      end)), x = 6 * "0x10", select(2, pcall(function()
        local x2 = setmetatable({}, {__concat = function(a, b)
          return a + b
        end})
        print(x2 .. "x")
      end)), y = string.format("%s", ("%-5d|"):format(4)), [8] = "hello world", true, function(v3, v4)
        return (tonumber(v3) or 4 * -1 % 7) + 1, v4
      end}, {6, 9, 4, 7, 3, 6}, tonumber(("x"):rep(4), 1 + 8) or 0
      print(math.sqrt(select(2, math.modf(8))) == math.sqrt(tonumber(12 .. "")) and select(6, pcall(string.lower, unpack({}))), "0c76y5z1")
      for i9 = 1, 7 do
        if ("%05d"):format(34) > ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"):reverse() then
          print(l7, l7)
        end
      end
    end
  end
elseif true then
end
