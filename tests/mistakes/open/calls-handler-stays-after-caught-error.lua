-- A handler sees the error that comes after one that was caught inside.
print(xpcall(function()
  pcall(error, "inner")
  error("outer", 0)
end, function(m) return "handled " .. tostring(m) end))
print(pcall(error, "later"))
