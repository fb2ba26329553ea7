-- A constructor with a pair between items.
local person = { "Ada", born = 1815, "Lovelace" }
print(person[1], person[2], person.born)
