-- The closure keeps its variable after the break: "kept" is to be seen.
local get
while true do
  local kept = "kept"
  get = function() return kept end
  if get then break end
end
local other, another = "other", "another"
print(get(), other, another)
