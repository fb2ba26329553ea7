-- seed: weak keys, weak values and both, after explicit collections
local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local wv = setmetatable({}, { __mode = "v" })
local wk = setmetatable({}, { __mode = "k" })
local wkv = setmetatable({}, { __mode = "kv" })
local keep = { "kept" }
wv[1], wv[2], wv.s, wv.n = keep, {}, "string", 5
wk[keep], wk[{}], wk.s = "a", "b", "c"
wkv[keep], wkv[{}], wkv[1], wkv[2] = keep, keep, {}, "x"
collectgarbage()
print(count(wv), wv[1] == keep, wv[2], wv.s, wv.n)
print(count(wk), wk[keep], wk.s)
print(count(wkv), wkv[keep] == keep, wkv[1], wkv[2])
local cache = setmetatable({}, { __mode = "k" })
local function info(o) local v = cache[o] if not v then v = { n = count(cache) } cache[o] = v end return v end
local a, b = {}, {}
print(info(a).n, info(b).n, info(a).n, count(cache))
b = nil
collectgarbage()
print(count(cache), info(a).n)
local list = setmetatable({}, { __mode = "v" })
local all = {}
for i = 1, 10 do all[i] = { i } list[i] = all[i] end
local five = list[5]
all = nil
collectgarbage()
print(count(list), list[5] == five, list[4], five[1])
wk = setmetatable({}, { __mode = "k" })
do local k = {} wk[k] = { ref = "value" } end
collectgarbage()
print(count(wk))
local fn = setmetatable({ function() return 1 end }, { __mode = "v" })
local co = setmetatable({ coroutine.create(function() end) }, { __mode = "v" })
collectgarbage()
print(count(fn), count(co))
local late = { {} }
setmetatable(late, { __mode = "v" })
collectgarbage()
print(#late)
weak_left = { wv = wv, n = count(wkv) }
