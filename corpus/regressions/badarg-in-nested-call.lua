-- story: the position of a bad argument error is the line of the call, not of the function's definition
local function wrap(s)
  return string.rep(s)
end
print(pcall(wrap, "x"))
print(pcall(function()
  local a = wrap(
    "y"
  )
end))
local f = function(s) local r = string.rep(s) return r end
print(pcall(f, "z"))
print(pcall(string.gsub, "x", "x", string.rep))
