-- story: the level argument counts from the function that calls traceback
local function cut(s) return (s:gsub("\n[^\n]*in main chunk.*", "")) end
local function inner(level)
  local s = debug.traceback("level " .. level, level)
  return cut(s)
end
local function outer(level)
  local s = inner(level)
  return s
end
for level = 0, 3 do print((outer(level))) end
print(debug.traceback("far", 500))
print(debug.traceback("str", "500"))
