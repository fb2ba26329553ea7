-- select with a negative index counts from the end.
print(select(-1, "a", "b", "c"))
print(select(-2, "a", "b", "c"))
print(select(2, "a", "b", "c"))
