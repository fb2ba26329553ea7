-- story: calling an undefined global names the global; calling through a parenthesis keeps the name
print(pcall(function() undefined_function() end))
print(pcall(function() (undefined_function)() end))
print(pcall(function() local x = undefined_function() + 1 end))
print(pcall(function() return undefined_function() end))
print(pcall(function() return (undefined_function()) end))
