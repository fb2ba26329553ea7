-- seed: CALL with zero, one, two, many and open arguments; zero, one, many and open results
local function echo(...) return ... end
local function count(...) return select("#", ...) end
local function none() end
local function three() return "x", "y", "z" end
none()
three()
echo()
print(count(), count(1), count(1, 2), count(1, 2, 3, 4, 5, 6, 7, 8))
print(count(three()), count(three(), three()), count(1, three()), count((three())), count(none()), count((none())))
local a = three()
local b, c = three()
local d, e, f, g = three()
print(a, b, c, d, e, f, g)
local h, i, j = none()
print(h, i, j)
local k, l, m = 1, three()
print(k, l, m)
local n, o, p = three(), 2
print(n, o, p)
print(echo(echo(echo(three()))))
print(echo(three(), echo()))
print(echo(nil, nil), count(nil, nil), count(echo(nil, nil)))
print((echo(1, 2, 3)), echo(4, 5))
local t = { echo(1, 2), echo(3, 4), n = echo(5, 6) }
print(#t, t[1], t[2], t[3], t.n)
local q = echo(10, 20) + echo(30, 40)
print(q, -echo(1, 2), #echo("abc", 1))
print(echo "str", count {}, count [[long]], #echo { 1, 2 })
print(count(unpack({}, 1, 30)), count(unpack({ 1, nil, 3 }, 1, 3)))
local function swap(x, y) return y, x end
print(swap(swap(1, 2)), swap(swap(swap(1, 2))))
last = { a, b, c, counts = { count(three()), count(none()) } }
