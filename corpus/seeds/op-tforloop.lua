-- seed: TFORLOOP with one to five loop variables, stateful and stateless iterators, early nil
local function gen(n)
  return function(s, c)
    c = (c or 0) + 1
    if c > s then return nil end
    return c, c * 10, c * 100, c * 1000, c * 10000
  end, n, nil
end
for a in gen(3) do print(a) end
for a, b in gen(3) do print(a, b) end
for a, b, c in gen(2) do print(a, b, c) end
for a, b, c, d in gen(2) do print(a, b, c, d) end
for a, b, c, d, e in gen(2) do print(a, b, c, d, e) end
for a, b, c, d, e, f in gen(1) do print(a, b, c, d, e, f) end
for k, v in pairs({ 10, 20, 30 }) do io.write(k, "=", v, " ") end
for i, v in ipairs({ "a", "b", nil, "d" }) do io.write(i, "=", v, " ") end
for k, v in next, { 7 } do io.write(k, "=", v, " ") end
print()
for w in string.gmatch("one two three", "%a+") do io.write("[", w, "]") end
print()
local function stop() return false end
local n = 0
for v in stop do n = n + 1 if n == 3 then break end end
print(n)
for x in function() return nil end do print("never") end
local callable = setmetatable({ n = 0 }, { __call = function(self, s, c) self.n = self.n + 1 if self.n < 4 then return self.n, s, c end end })
for a, b, c in callable, "state", "control" do print(a, b, c) end
local fns = {}
for i, v in ipairs({ "x", "y", "z" }) do fns[i] = function() v = v .. i return v end end
print(fns[1](), fns[1](), fns[2](), fns[3]())
for a, b in gen(5) do
  if a == 2 then a = 100 end
  if b == 40 then break end
  io.write(a, "/", b, " ")
end
print()
print(pcall(function() for x in 5 do end end))
print(pcall(function() for x in nil do end end))
visited = { n = callable.n, control = callable }
