-- story: what every library function says of arguments that it refuses, called from Lua and by xpcall
local function handler(m) return tostring(m) end
local skip = { ["debug.traceback"] = 1, ["os.exit"]=1, ["debug.debug"]=1, ["io.read"]=1, ["io.lines"]=1, ["os.execute"]=1, ["os.remove"]=1,["os.rename"]=1, ["os.tmpname"]=1, ["io.tmpfile"]=1, ["io.popen"]=1, ["os.clock"]=1, ["io.close"]=1, ["io.output"]=1,["io.input"]=1, ["debug.sethook"]=1, ["debug.setmetatable"]=1, ["debug.setfenv"]=1, setfenv=1, ["debug.setlocal"]=1, ["io.open"]=1, ["dofile"]=1, ["loadfile"]=1, ["math.randomseed"]=1, ["print"]=1, ["io.write"]=1, ["_G.xpcall"]=1}
local values = { {}, {nil}, {1}, {"x"}, {{}}, {print}, {function() end}, {true}, {coroutine.create(function() end)}, {io.stdout} ,
 {1, 2}, {"x", "y"}, {{}, {}}, {{}, 1}, {{}, "x"}, {"x", {}}, {print, {}}, {"%d", "x"}, {"%d"}, {"%q", {}}, {"%y"}, {"x", "["}, {"x", "x", {}}, {"x","x",1,{}}, {"x", "%", "y"}, {"x", "(", "y"}, {"x", "x", "%2"}, {"x", "x", true}, {{}, nil, 3}, {{}, {}, {}}, {{1,{},3}}, {{1,{},3}, 1}, {1,2,3,4}, {"x",1,{}}, {{3,2,1}, 1}, {{3,2,1}, "x"}, {{1,"x"}}, {{3,{},1}}, {"1e", 36}, {"z", 37}, {"x", 0}, {1, {}, 3}, {0, 3}, {print, "x", {}} , {{}, 1, 2, 3}}
local names = {}
for _, lib in ipairs{"_G", "string", "table", "math", "os", "coroutine", "debug", "io", "package"} do
  for name, f in pairs(_G[lib]) do if type(f) == "function" then names[#names+1] = {lib == "_G" and name or lib .. "." .. name, f} end end
end
table.sort(names, function(a, b) return a[1] < b[1] end)
for _, f in ipairs(names) do
  if not skip[f[1]] then
    for i, v in ipairs(values) do
      local n = 0
      for k in pairs(v) do if k > n then n = k end end
      local r
      if n == 0 then r = { xpcall(f[2], handler) } end
      local ok, m = xpcall(function() local a = f[2](unpack(v, 1, n)) return 0 end, handler)
      if not ok then io.write(f[1], "\t", i, "\t", (tostring(m):gsub("0x%x+", "PTR")), "\n") end
      if r and not r[1] then io.write(f[1], "\tdirect\t", (tostring(r[2]):gsub("0x%x+", "PTR")), "\n") end
    end
  end
end
