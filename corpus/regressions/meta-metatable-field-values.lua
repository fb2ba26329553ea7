-- story: any non-nil __metatable value protects, false included
for _, v in ipairs { "text", 5, false, true } do
  local t = setmetatable({}, { __metatable = v })
  print(getmetatable(t), pcall(setmetatable, t, {}))
end
local same = {}
local t = setmetatable({}, { __metatable = same })
print(getmetatable(t) == same, debug.getmetatable(t) ~= same)
print(getmetatable("") ~= nil, getmetatable("").__metatable)
