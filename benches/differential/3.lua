for x1, v2 in next, {math.huge == 0.5, math.modf(8) <= (true and 6 or 0), 2 ^ 7 + (-89.25 - 511), unpack({9, 4, 9})}, nil do
  print(x1, v2)
end
if "8 9" < string.sub("\255\254", 4, 6) .. -3 then
  local i3 = 82 % 7
  local function x4(a, b, ...)
    local c = (("a"):byte() or 0) - i3
    local x5 = debug.getinfo(1, "nSl")
    return x5.name, x5.namewhat, x5.linedefined, debug.getlocal(1, 6)
  end
  print(x4(-58.625 * "0x10"))
  print((x4()))
  print(0 == -0, 1 / 0 > 0, 1 / -0 < 0, (148.5625 - (i3 + 3) / 10) % 0, math.pow("1e1" ^ 2, 2) / 2147483648, 0 / 0 ~= 0 / 0)
elseif (("[a]" .. -1 .. "hello world" .. "key=value"):match("%b()") or "x" .. 901 .. "The Quick Brown Fox" .. "_8]a") < (2 .. "key=value") .. #{4, 8} then
  print(("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"):reverse():sub(3, -4))
else
  if -2 ~= 3 then
    local n6, s7 = math.frexp(9.223372036854776e18), "hello world"
    s7 = (s7:sub(1, -2):lower() .. 314 .. s7 .. s7):sub(1, 24)
    print(n6 == 4 / 10 and (not "key=value" or 3), 2 ^ 6 == math.pi and pcall(function()
      local x8 = {f = {}}
      x8.f.g.h(s7, select(2, s7:lower():sub(6, -6):gsub("([^,]*)", "%%")), unpack({}))
    end))
  end
  local v9, t10, v11, v12, v13 = os.time() == os.time({year = 2001, month = 9, day = 3, hour = 7}), {y = (-37.75 .. "|" .. 9):match("(%w+)=(%w+)"), b = {[10] = {}}, {78, 3, -311, 8, 7, 6}, "a\000b", -2147483648}, ...
end
G14 = 8 % -5 % 2 == 0 and 622 or -1
for i15 = 8, 8 do
  do
    local i16 = ((true and ((true and i15) or 56)) or i15) % 7, {}
    local c20, n21 = coroutine.create(function(v17, v18)
      do
        coroutine.yield(v17, ("\255\254"):sub(1, 1) < "m", i16)
        G14 = (i16 - ((("xyz"):byte(3)) or i16)) % 97
        local x19 = {}
        x19[1], x19["1"], x19[1.5], x19[-0], x19[2 ^ 53] = 1, 2, 3, 4, 5
        print(x19[1], x19["1"], x19[1.5], x19[0], x19[2 ^ 53], #x19)
      end
      coroutine.yield(v17)
      return -14.5625, function(...)
        return 42
      end
    end), 2 ^ (((false or true) and 6 % -5) or -1 + i16)
  end
end
G14 = G14
