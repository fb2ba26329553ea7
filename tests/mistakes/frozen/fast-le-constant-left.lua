-- From 18 on: "minor adult adult" is to be seen.
local function kind(age)
  if age >= 18 then return "adult" end
  return "minor"
end
print(kind(17), kind(18), kind(19))
