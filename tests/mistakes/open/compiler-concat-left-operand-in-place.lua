-- A concatenation of two locals that are not neighbours.
local first, middle, last = "Ada", "King", "Lovelace"
print(first .. last)
print(middle .. first)
