-- The debug information says that a captured variable ends before its CLOSE.
local get
do
  local hidden = 1
  get = function() return hidden end
end
print(get())
