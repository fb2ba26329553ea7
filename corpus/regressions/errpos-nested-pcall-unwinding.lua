-- story: each pcall sees only its own error and locals survive the unwinding
local function level(n)
  local ok, e = pcall(function()
    if n > 0 then level(n - 1) end
    error("e" .. n, 0)
  end)
  io.write(n, ":", tostring(ok), ":", e, " ")
  return n
end
print(level(4))
local a, b, c = 1, 2, 3
print(pcall(function() a = 10 error("x", 0) end), a, b, c)
