-- `not` of an `and` is true or false, never one of the operands.
local name, age
local function missing() return not (name and age) end
print(missing())
name, age = "x", 7
print(missing(), not (name or age))
