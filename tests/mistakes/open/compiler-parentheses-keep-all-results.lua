-- Parentheses cut a call to one value.
local text = "see the cat"
print((text:gsub("e", "E")))
print((text:find("the")), select("#", (unpack { 1, 2, 3 })))
