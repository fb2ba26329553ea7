-- seed: varargs passed through pcall, select, unpack, closures, table.concat and coroutines
local function collect(...) return { n = select("#", ...), ... } end
local function map(f, ...)
  local r = collect(...)
  for i = 1, r.n do r[i] = f(r[i]) end
  return unpack(r, 1, r.n)
end
print(map(tostring, 1, nil, true, "s"))
local function bind(f, ...)
  local bound = collect(...)
  return function(...)
    local all = collect(unpack(bound, 1, bound.n))
    for i = 1, select("#", ...) do all[bound.n + i] = (select(i, ...)) end
    return f(unpack(all, 1, bound.n + select("#", ...)))
  end
end
print(bind(math.max, 3, 9)(4, 20, 1))
print(bind(string.format, "%s-%s-%s", "a")("b", "c"))
local function rev(...)
  local n = select("#", ...)
  if n == 0 then return end
  local function go(i, ...) if i == 0 then return ... end return go(i - 1, ..., nil) end
  local t = collect(...)
  for i = 1, math.floor(n / 2) do t[i], t[n - i + 1] = t[n - i + 1], t[i] end
  return unpack(t, 1, n)
end
print(rev(1, 2, nil, 4))
print(pcall(function(...) return select("#", ...), ... end, nil, nil))
print(coroutine.resume(coroutine.create(function(...) return ... end), 1, nil, 3))
local function tail(_, ...) return ... end
print(tail(1, 2, 3), (tail(1, 2, 3)), tail())
print(select(-1, "a", "b", "c"), select(-2, "a", "b", "c"))
local function join(sep, ...) return table.concat({ ... }, sep) end
print(join("+", 1, 2, 3), join("+"), join("+", "only"))
collected = collect(map(tostring, 1, 2, 3))
