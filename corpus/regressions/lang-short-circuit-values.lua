-- story: and and or give one of their operands and evaluate the second only when needed
local log = {}
local function e(v) log[#log + 1] = tostring(v) return v end
print(e(1) and e(2), e(nil) and e(3), e(false) or e(4), e(5) or e(6))
print(table.concat(log, " "))
log = {}
print(e(nil) or e(false) or e("x") and e("y") or e("z"))
print(table.concat(log, " "))
print(nil and nil, nil and false, false and nil, nil or nil, false or nil, nil or false, 0 and "", "" or 0)
local a, b = nil, false
print(a == b, a or b, b or a, a and b, b and a, not a == not b)
