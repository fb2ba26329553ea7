-- story: unpack with explicit ranges, holes and beyond the table
print(unpack({ 1, 2, 3 })) print(unpack({ 1, 2, 3 }, 2)) print(unpack({ 1, 2, 3 }, 2, 2)) print(unpack({ 1, nil, 3 }, 1, 3)) print(unpack({}, 1, 3)) print(unpack({ 1, 2 }, 0, 3)) print(unpack({ 1, 2 }, -1, 1)) print(unpack({ 1, 2 }, 3)) print(select("#", unpack({}, 1, 0)))
print(unpack({ a = 1, [5] = 5 }, 5, 5)) print((unpack({ 9, 8 }))) print(unpack({ 1, 2, 3 }, 1.5, 2.5)) print(pcall(unpack, { 1, 2, 3 }, 1, -1)) print(unpack({ "x" }, 1, 1), "end")
