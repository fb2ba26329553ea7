-- `or` only reads its operands: "given default" is to be seen.
local given, default = "given", "default"
chosen = given or default
print(chosen, default)
