-- The modulo of a negative number: 2, 1, 0, 2, 1, 0 are to be seen.
local size = 3
for i = -4, 1 do print(i % size) end
