-- story: the border that # finds for tables with holes, by how they were built
local t = { 1, 2, 3, nil, 5 } io.write(#t, " ") t[5] = nil io.write(#t, " ") t = { nil, nil, 3 } io.write(#t, " ") t = { n = 1, nil } io.write(#t, " ") t = { 1, nil, 3, nil } io.write(#t, " ")
t = {} t[1], t[2], t[4] = 1, 1, 1 io.write(#t, " ") t[3] = 1 io.write(#t, " ") t[2] = nil io.write(#t, " ")
t = {} for i = 1, 10 do t[i] = i end for i = 10, 6, -1 do t[i] = nil end io.write(#t, " ") t[8] = 8 io.write(#t, " ")
t = { [1] = 1, [2] = 2, [3] = 3 } io.write(#t, " ") t[2] = nil io.write(#t, " ")
t = {} t[3] = 1 io.write(#t, " ") t[2] = 1 io.write(#t, " ") t[1] = 1 io.write(#t, " ")
t = { unpack({ 1, nil, 3 }, 1, 3) } io.write(#t, " ") t = { (function() return nil, nil, 3 end)() } io.write(#t, " ")
t = {} for i = 1, 100 do t[i] = i end for i = 1, 99 do t[i] = nil end io.write(#t, " ") t[100] = nil io.write(#t, "\n")
