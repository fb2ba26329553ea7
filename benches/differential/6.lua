for i1 = ("%#.3g"):format(8):len() * -1, -2 - 1 do
  setmetatable(i1, {})
end
print(78, true and 9.223372036854776e18 or "+25a")
print(pcall(coroutine.yield, {7, 4, 8, -633, 3, -2}, {#("%%%d%%"):format(0 + ((""):find("a", 1, true) or 0)), 6 * #{(("a,b,,c"):find("a", 1, true) or 0) % -5}}, nil, {[false] = "10", k = "  pad  "}))
print(nil)
local x2 = 5
while x2 > 0 and (true or true) do
  x2 = x2 - 1
  do
    local x3 = 0
    while true do
      x3 = x3 + 1
      if x3 > 6 then
        break
      end
      print(tonumber(("%x %X %o"):format(7, 8, 4)), tonumber("  12  "), tonumber("1e"), tonumber("0x"), tonumber(""), tonumber("1 2"), tonumber("1e1", 10), tonumber("7", 8), tonumber("8", 8), tonumber("-ff", 16), tonumber("inf"), tonumber("nan"))
    end
    local x4 = {}
    x4.a, x4.b, x4.c = select(4, pcall(string.format, function(...)
      return 44
    end, {-2}, unpack({6, -2, 23, 5, 35, 4}))), false, ...
    print(x4.a, x4.b, x4.c)
  end
end
if false then
  print(pcall(string.gsub, "0" .. (true and 11 or 7), 3, -1))
elseif false then
  local c5 = coroutine.create(function(...)
    while true do
      coroutine.yield(#string.format("%s %d %q", {["n"] = nil, name = "", b = 0, x = 2147483647} and "t" or "f", 3, ("%%%d%%"):format(1)), ...)
    end
  end)
elseif true then
  print(pcall(os.clock, "key=value", "10"))
else
  print("0x10", {"hello world", [2] = true, len = nil})
  print(pcall(debug.getfenv, {47, 7, 8, 0}, "b", ("10"):byte() or 0))
  local l6 = {-1, 39}
end
