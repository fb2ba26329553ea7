-- Nothing is removed at the position after the last item.
local queue = { "a", "b", "c" }
print(table.remove(queue, #queue + 1))
print(#queue, queue[3])
