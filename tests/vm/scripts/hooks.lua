-- Sequences of call, return, tail return, line and count events.
local function show(tag,f,mask,count)
  local out={} local me
  local function h(ev,line) local i=debug.getinfo(2,"nSl") out[#out+1]=ev..":"..tostring(line)..":"..tostring(i.name)..":"..i.what..":"..tostring(i.currentline) if #out>200 then debug.sethook() end end
  debug.sethook(h,mask,count) local ok,e=pcall(f) debug.sethook()
  print(tag,ok,e) for i=1,#out do print("",out[i]) end
end
local function leaf(a) return a end
local function tailer(a) return leaf(a) end
local function tailer2(a) return tailer(a) end
show("call",function() leaf(1) tailer(2) tailer2(3) print("x") string.rep("x",2) end,"c")
show("ret",function() leaf(1) tailer(2) tailer2(3) local t=setmetatable({},{__index=function() return 1 end}) return t.x end,"r")
show("line",function()
  local x=1
  for i=1,3 do
    x=x+i
  end
  if x>3 then x=0 else
    x=2
  end
  leaf(
   x
  )
  while x<2 do x=x+1 end
  repeat x=x-1 until x<0
  local t={1,
   2,
   3}
  for k,v in ipairs(t) do x=v end
  return leaf(x)
end,"l")
show("all",function()
  local x=1
  leaf(x) leaf(x)
  return tailer(x)
end,"crl")
show("count",function() local x=0 for i=1,10 do x=x+1 end end,"",3)
show("countl",function() local x=0 for i=1,4 do x=x+1
 end end,"l",4)
show("err",function()
  local ok=pcall(error,"x")
  local t=nil
  return t.x
end,"crl")
show("metas",function()
  local m=setmetatable({},{__add=function(a,b)
    return 1 end,__index=string,__call=function() return 5 end,__lt=function() return true end})
  local a=m+1
  local b=m.rep
  local c=m()
  local d=m<m
  return m..1
end,"crl")
show("co",function()
  local co=coroutine.wrap(function(a)
    local b=coroutine.yield(a)
    return b
  end)
  co(1)
  co(2)
end,"crl")
-- errors in hooks
local hf=loadstring'debug.sethook(function() error("inhook") end,"l")\n local x=1' local r,e=pcall(hf) debug.sethook() print(r,e)
-- pcall inside hook does not enable hooks
local n=0 debug.sethook(function() n=n+1 pcall(error) local function q() end q() q() end,"c") leaf() leaf() debug.sethook() print(n)
-- hook in coroutine set from outside
local co=coroutine.create(function() local x=1
  coroutine.yield(x)
  x=2
end)
local ev={} debug.sethook(co,function(e,l) ev[#ev+1]=e..tostring(l) end,"l") coroutine.resume(co) coroutine.resume(co) print(unpack(ev)) print(debug.gethook(co))
-- yield in hook
local co=coroutine.create(function() debug.sethook(function() coroutine.yield(1) end,"l")
  local x=1
end) print(coroutine.resume(co)) print(coroutine.status(co))
-- getlocal/setlocal in hook
local function tgt(a,b) local c=a+b return c end
debug.sethook(function(e) local i=debug.getinfo(2,"f") if i.func==tgt then print(e,debug.getlocal(2,1)) print(debug.getlocal(2,2)) debug.setlocal(2,1,100) end end,"c") print(tgt(1,2)) debug.sethook()
-- traceback in hook
debug.sethook(function(e,l) debug.sethook() print(debug.traceback(e)) end,"r") leaf(1)
debug.sethook(function(e,l) if e=="tail return" then print(debug.traceback(e)) end end,"r") tailer2(1) debug.sethook()
debug.sethook(function(e,l) if e=="count" then print(debug.traceback(e)) debug.sethook() end end,"",1) local z=1
-- count hook with count 1 on line events
local cnt=0 debug.sethook(function() cnt=cnt+1 end,"",1) for i=1,10 do end debug.sethook() print(cnt)
cnt=0 debug.sethook(function() cnt=cnt+1 end,"",1) local a=1 if a==2 then a=3 end local b=a==1 and 5 or 6 local t={1,2,3} for k in pairs(t) do end debug.sethook() print(cnt)
local r,e=(pcall(function() debug.sethook(function() debug.sethook() local x=nil; x.y=1 end,"c") leaf() end)) pcall(debug.sethook) debug.sethook() print(r,e)
local function rec(n) if n==0 then return 0 end return 1+rec(n-1) end
cnt=0 debug.sethook(function(e) cnt=cnt+1 end,"crl") rec(10) debug.sethook() print(cnt)
print(xpcall(loadstring'debug.sethook(function() error("hk") end,"l")\n local x=1',function(m) debug.sethook() return "handled "..m end))
