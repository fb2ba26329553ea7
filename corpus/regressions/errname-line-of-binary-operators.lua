-- story: the line of an arithmetic error is that of the last token read for the expression, not of the operator
print(pcall(function()
  local a, b = 1, nil
  return a
    +
    b
end))
print(pcall(function()
  local a, b = "x", nil
  return a ..
    "y" ..
    b
end))
print(pcall(function()
  return 1 <
    {}
end))
