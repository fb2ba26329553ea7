-- A start after the end counts as the end: "4 3" is to be seen.
print(("abc"):find("", 10))
print(("abc"):match("%d*", 10))
