-- seed: a fully instrumented object that logs every metamethod event and its operands
events = {}
local function show(v) local t = type(v) if t == "table" then return rawget(v, "tag") or "table" end return t == "string" and ("%q"):format(v) or tostring(v) end
local mt = {}
local function event(name, result)
  mt["__" .. name] = function(...)
    local args = {}
    for i = 1, select("#", ...) do args[i] = show((select(i, ...))) end
    events[#events + 1] = name .. "(" .. table.concat(args, " ") .. ")"
    return result
  end
end
for _, n in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "len", "eq", "lt", "le", "index", "newindex", "call" } do
  event(n, n == "eq" or n == "lt" or n == "le" or ("r_" .. n))
end
local a = setmetatable({ tag = "A" }, mt)
local b = setmetatable({ tag = "B" }, mt)
local _ = a + b, a - 1, 2 * b, a / "x", nil
_ = { a % b, a ^ 2, -a, a .. "s", 1 .. b }
_ = { a == b, a ~= b, a < b, a > b, a <= b, a >= b }
_ = { a.x, a[1], a[b], b.tag }
a.y = 1
a[b] = a
a.tag = "A2"
a(1, nil, b)
print(pcall(function() a:m(5) end))
_ = #a
for i, e in ipairs(events) do print(i, e) end
print(a + b .. "!", (a < b) == true, a.zzz, a(0))
print(#events, rawget(a, "y"), rawget(a, "tag"))
