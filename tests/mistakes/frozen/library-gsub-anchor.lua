-- Only the first is at the beginning: "-aab 1" is to be seen.
print(("aaab"):gsub("^a", "-"))
