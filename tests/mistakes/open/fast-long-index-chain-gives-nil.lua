-- A method inherited over ten levels of classes.
local class = { name = function() return "base" end }
for level = 1, 10 do
  class = setmetatable({ level = level }, { __index = class })
end
print(class.level, class.name and class.name())
