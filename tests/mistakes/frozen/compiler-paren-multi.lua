-- Parentheses cut a call to one value: one number a line.
local function two() return 1, 2 end
print((two()))
print(#{(two())})
