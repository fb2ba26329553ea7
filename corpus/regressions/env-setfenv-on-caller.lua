-- story: setfenv with level 2 changes the caller, whose running code sees it at once
local function switch(env) setfenv(2, env) end
local function body()
  local before = v
  switch({ v = "switched" })
  local after = v
  w = "assigned"
  return before, after, w
end
v, w = "original", "untouched"
print(body())
print(v, w)
print(body())
