-- story: table.concat ranges, separators and element conversion
print(table.concat({}), table.concat({}, "x"), table.concat({ 1 }, "x"), table.concat({ 1, 2, 3 }, ", "), table.concat({ 1, 2, 3 }, "", 2), table.concat({ 1, 2, 3 }, "-", 2, 3), table.concat({ 1, 2, 3 }, "-", 3, 3), table.concat({ 1, 2, 3 }, "-", 4) == "")
print(table.concat({ 1.5, "a", -0.1, 1e15 }, " "), table.concat({ 1, 2 }, 0), table.concat({ [5] = "e", [6] = "f" }, ",", 5, 6), table.concat({ [-1] = "a", [0] = "b", "c" }, "", -1, 1))
print(pcall(table.concat, { 1, nil, 3 }, ",", 1, 3)) print(pcall(table.concat, { {} })) print(pcall(table.concat, { true })) print(pcall(table.concat, { 1, 2 }, ",", 1, 3)) print(pcall(table.concat, { 1 }, true)) print(pcall(table.concat, {}, ",", "x"))
