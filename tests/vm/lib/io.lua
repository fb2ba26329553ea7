-- Files: random operations on one file, a seek between reading and writing as C asks for. FILE is its name.
local N = FILE
local modes = {"r","w","a","r+","w+","a+","rb","wb","r+b","rw","wx","","z","r,+", "rbbbbbb+", "rbbbbb+"}
local text = {"", "\n", "abc", "line one\nline two\n\nlast", "1 2 3.5 0x10 nan inf -1e5 1e 1e+ 0x . + -", "a\0b\nc\0\0d\n", ("x"):rep(5000), "12abc", "  42\n", "infinity infin nanx 0x1p4 0x.8 1.5.5 1e5e5", "\r\n", 12.5, 7, ("line\n"):rep(1000), ("y"):rep(8190) .. "\n" .. "z", ("w"):rep(8200) .. "\0" .. ("v"):rep(300) .. "\nu"}
local formats = {"*l","*n","*a",0,1,5,100,"*l","*n",5000, "*number", "*line", "l", "*x", "", "*", -1, 2.7, "3", {}, nil}
local function put(s) local h = io.open(N, "w") h:write(s) h:close() end
for i = 1, ROUNDS do
  if rnd(3) == 1 then os.remove(N) else put(pick(text)) end
  local mode = pick(modes)
  local f, e, c = io.open(N, mode)
  print(i, mode, f and "open" or show(e), c)
  if f then
    local last
    for j = 1, rnd(12) do
      local k = rnd(11)
      local kind = (k <= 4 or k == 10) and "r" or (k <= 6) and "w" or last
      if kind ~= last then f:flush() f:seek("cur", 0) last = kind end
      if k <= 4 then local a, n = {}, rnd(3) - 1 for q = 1, n do a[q] = pick(formats) end
        local r = {pcall(f.read, f, unpack(a, 1, n))}
        for q, v in ipairs(r) do if type(v) == "string" and #v > 60 then r[q] = #v .. v:sub(-20) end end
        print("read", shown(unpack(a, 1, n)), shown(unpack(r, 1, 5)))
      elseif k <= 6 then local a, b = pick(text), pick(text) print("write", shown((pcall(f.write, f, a))), shown(pcall(f.write, f, b, rnd(30) == 1 and {} or "")))
      elseif k == 7 then print("seek", shown(pcall(f.seek, f, pick{"set","cur","end",nil}, pick{0, 1, -1, 5, 100, -5, 5000, nil})))
      elseif k == 8 then print("flush", shown(pcall(f.flush, f)))
      elseif k == 9 and j == 1 then print("setvbuf", shown(pcall(f.setvbuf, f, pick{"no","full","line"}, pick{nil, 10, 1024})))
      elseif k == 10 then local n = 0 local r = {pcall(function() for l in f:lines() do n = n + 1 if n > 3 then break end print(#l, l:sub(-10)) end end)} print("lines", n, shown(unpack(r)))
      else f:flush() local h = io.open(N) local s = h and h:read("*a") if h then h:close() end print("other", s and #s) end
    end
    print("close", shown(pcall(f.close, f)), shown(pcall(f.close, f)), tostring(f))
    local h = io.open(N) local s = h and h:read("*a") if h then h:close() end print("content", s and #s, s and show(s:sub(-30)))
  end
end
os.remove(N)
return output()
