-- story: a lost level shows as a tail call entry
local function leaf()
  local r = {}
  for level = 1, 3 do
    local i = debug.getinfo(level, "nSl")
    r[#r + 1] = i.what .. ":" .. i.currentline .. ":" .. i.short_src:gsub("^.*/", "") .. ":" .. tostring(i.name) .. ":" .. i.namewhat
  end
  return r
end
local function tail() return leaf() end
local r = tail()
for i, v in ipairs(r) do print(i, v) end
print(debug.getinfo(1, "S").what)
