-- As many caught errors as one likes.
local caught = 0
for i = 1, 300 do
  if not pcall(error, "again") then caught = caught + 1 end
end
print(caught, pcall(string.rep, "x", 3))
