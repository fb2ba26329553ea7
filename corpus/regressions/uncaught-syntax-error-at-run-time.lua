-- story: assert of a failed loadstring reports the inner chunk's message with the position of the assert (uncaught)
source = "local x = = 5"
print("compiling", #source)
assert(loadstring(source, "=inner"))
