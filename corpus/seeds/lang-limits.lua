-- seed: programs near the language limits: 200 locals, 60 upvalues, nesting, long expressions
local function names(prefix, n)
  local t = {}
  for i = 1, n do t[i] = prefix .. i end
  return t
end
local v = names("v", 190)
local f = assert(loadstring("local " .. table.concat(v, ",") .. " = ...\nreturn v1, v95, v190", "=locals"))
print(f(unpack(names("x", 190))))
local over = names("v", 201)
print(loadstring("local " .. table.concat(over, ","), "=toomany"))
local up = names("u", 60)
local src = "local " .. table.concat(up, ",") .. " = ...\nreturn function() return " .. table.concat(up, "..") .. " end"
print(#assert(loadstring(src, "=up"))(unpack(names("w", 60)))())
local up2 = names("u", 61)
print(loadstring("local " .. table.concat(up2, ",") .. "\nreturn function() return " .. table.concat(up2, "..") .. " end", "=up61"))
print(assert(loadstring("return " .. ("("):rep(150) .. "42" .. (")"):rep(150)))())
print((select(2, loadstring("return " .. ("("):rep(250) .. "42" .. (")"):rep(250), "=deep"))))
print(assert(loadstring("return " .. ("{"):rep(100) .. ("}"):rep(100) .. " ~= nil"))())
print(assert(loadstring(("do "):rep(150) .. "x = 'deep'" .. (" end"):rep(150)))(), x)
print((select(2, loadstring(("do "):rep(250) .. ("end "):rep(250), "=blocks"))))
print(assert(loadstring("return " .. ("-"):rep(100):gsub("%-", "- ") .. "1"))())
print(assert(loadstring("return 0" .. (" + 1"):rep(2000)))())
print(assert(loadstring("return " .. ("2 ^ "):rep(50) .. "1"))() > 1e300)
local params = table.concat(names("p", 100), ",")
print(assert(loadstring("return (function(" .. params .. ") return p100 end)(...)"))(unpack(names("a", 120))))
limits = { locals = #v, upvalues = #up, deep = x }
