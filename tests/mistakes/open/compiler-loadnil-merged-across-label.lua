-- A local without a value is nil, whether or not the branch before it was taken.
local function f(flag)
  do local left_behind = "stale" end
  if flag then
    local only_here
  end
  local fresh
  return fresh
end
print(f(true), f(false))
