local a
pcall(function()
  return a
end)
collectgarbage"step"
