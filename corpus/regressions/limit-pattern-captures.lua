-- story: thirty-two captures are allowed, one more is refused
local s = ("x"):rep(40)
print(select("#", s:match(("(x)"):rep(32))))
print(pcall(string.match, s, ("(x)"):rep(33)))
print(pcall(string.find, s, ("()"):rep(33)))
print(pcall(string.gsub, s, ("(x)"):rep(33), ""))
