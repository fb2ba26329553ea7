-- The shortest word before a separator: "key ," is to be seen.
print(("key, value; more"):match("^(%a-)([,;])"))
