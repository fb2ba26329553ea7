-- story: a call spread over several lines reports the line where the called expression ends
local function bad() error("here", 2) end
print(pcall(function()
  bad(
    1,
    2
  )
end))
print(pcall(function()
  local t = nil
  local x = t
    .field
end))
print(pcall(function()
  local a = 1 +
    {}
end))
