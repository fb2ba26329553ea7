-- story: __mode counts only when it is a string that contains k or v
local function left(mode) local t = setmetatable({}, { __mode = mode }) t[1] = {} t[{}] = 1 collectgarbage() local n = 0 for _ in pairs(t) do n = n + 1 end return n end
print(left("k"), left("v"), left("kv"), left("vk"), left("x"), left(""), left("weak keys"))
print(left(5), left(true), left(nil), left({}))
