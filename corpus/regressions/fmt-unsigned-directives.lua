-- story: %u %o %x %X of positive values with flags
local f = string.format
print(f("%u %o %x %X", 3000000000, 8, 255, 255))
print(f("%#o %#x %#X %#x", 8, 255, 255, 0))
print(f("[%8x] [%-8x] [%08x] [%.8x] [%#10x] [%#010x]", 48879, 48879, 48879, 48879, 48879, 48879))
print(f("%x %X", 2 ^ 32, 2 ^ 52 + 10), f("%u", 2 ^ 53), f("%o", 2 ^ 40))
print(f("%x", 15.9), f("%u", "12"))
