-- seed: every option of collectgarbage, printing only what does not depend on the state of the collector
print(type(collectgarbage("count")), collectgarbage("count") > 0)
print(collectgarbage(), collectgarbage("collect"))
print(collectgarbage("stop"), collectgarbage("restart"))
collectgarbage("setpause", 150)
print(collectgarbage("setpause", 200))
collectgarbage("setstepmul", 300)
print(collectgarbage("setstepmul", 200))
print(type(collectgarbage("step", 0)), type(collectgarbage("step")))
print(pcall(collectgarbage, "bogus")) print(pcall(collectgarbage, 5)) print(pcall(collectgarbage, {}))
print(type(gcinfo()), gcinfo() > 0, math.floor(gcinfo()) == gcinfo())
local done = false
for i = 1, 1000 do if collectgarbage("step", 100) then done = true break end end
print(done)
collectgarbage("stop")
local before = collectgarbage("count")
local junk = {}
for i = 1, 200 do junk[i] = { i, tostring(i) .. "x" } end
print(collectgarbage("count") > before)
junk = nil
collectgarbage()
collectgarbage("restart")
local live = {}
for i = 1, 300 do live[i] = { id = i, name = "n" .. i, prev = live[i - 1] } end
collectgarbage() collectgarbage()
local ok = true
for i = 1, 300 do ok = ok and live[i].id == i and live[i].name == "n" .. i and (i == 1 or live[i].prev == live[i - 1]) end
print(ok, #live)
collected = { live = { live[1], live[300].prev.id }, ok = ok }
