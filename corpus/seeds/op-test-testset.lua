-- seed: TEST and TESTSET through and/or chains as values, conditions and arguments
local T, F, N = 1, false, nil
print(T and F, T or F, F and T, F or T, N and T, N or F, F or N, F and N)
print(T and F or N, F or T and N, (F or T) and N, T and (N or F), N or F or T, T and 2 and 3)
local x = F or N or "default"
local y = T and "then" or "else"
local z = F and "then" or "else"
local w = N and N.field or "guarded"
print(x, y, z, w)
x = x and y and z
y = y or error("not evaluated")
z = z == "else" and x or y
print(x, y, z)
local calls = {}
local function note(v, name) calls[#calls + 1] = name return v end
local r = note(F, "a") and note(T, "b") or note(N, "c") or note(T, "d") and note("end", "e")
print(r, table.concat(calls))
local function f(a, b)
  a = a or "A"
  b = b and b .. "!" or "B"
  return a, b
end
print(f(), f(1), f(nil, 2))
print(f(1, 2))
local t = { a = F or 1, b = T and 2, [T and "k" or "j"] = N or 3 }
print(t.a, t.b, t.k, t.j)
if T and not F and (N or T) then print("taken") else print("not taken") end
if F or N or not T then print("taken") else print("not taken") end
while (F or T) and T do T = N print("once") end
local up = F
local function g() up = up or "set" return up and up .. "2" end
print(g(), g())
glob = glob or "fresh"
glob = glob and glob .. "er"
print(glob)
print((1 < 2) and "lt" or "ge", (2 < 1) and "lt" or "ge", not (1 < 2) and "a" or "b")
chain = { x, y, z, t }
