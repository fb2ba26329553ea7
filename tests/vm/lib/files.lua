-- Opening, closing, default files, processes, and what goes wrong with them. FILE is the name of a file to use.
local N = FILE
local function e(...) print((shown(...):gsub(N, "FILE"))) end
e(pcall(io.lines, nil)) e(pcall(io.lines, "/nonexist")) e(pcall(io.lines, {})) e(io.open "/nonexist")
e(io.open(N, "z")) e(pcall(io.open)) e(pcall(io.open, N, {})) e(io.popen("true", "x")) e(pcall(io.read, "x"))
e(pcall(io.read, "*x")) e(pcall(io.read, nil)) e(pcall(io.read, {}))
local f = io.open(N, "w")
e(io.type(f), io.type(1), pcall(io.type)) e(f:read()) e(f:write("abc", 1, 2.5, "\n")) e(f:seek()) e(f:seek("set", 1))
e(pcall(f.seek, f, "foo")) e(pcall(f.seek, f, "set", "x")) e(f:close()) e(pcall(f.close, f)) e(pcall(f.write, f))
e(tostring(f), io.type(f)) e(pcall(io.close, f)) e(pcall(io.lines(N))) e(io.close()) e(io.stdout:close())
f = io.open(N)
e(f:write "x") e(f:read "*n") e(f:read(2, 0, "*a", "*a", 0)) e(f:read "*l") e(f:read "*a") e(f:seek("end", -3), f:read(1))
e(f:seek("set", -1)) e(f:setvbuf "no") e(pcall(f.setvbuf, f)) e(pcall(f.read, 1)) e(pcall(f.read))
e(pcall(function() return f.read(1) end)) e(pcall(function() return f.read {} end)) e(pcall(function() f:seek "x" end))
e(pcall(function() f:setvbuf() end)) e(pcall(function() f.close() end)) e(pcall(function() io.lines "/nonexist" end))
for l in io.lines(N) do e(l) end
local it = io.lines(N)
it() it() e(pcall(it)) e(pcall(it))
it = f:lines() f:close() e(pcall(it))
local d = io.open "/tmp"
e(d:read()) e(d:read(1)) e(d:read "*a") e(pcall(d:lines())) d:close()
local input = io.input()
e(io.input(N) == io.input()) e(io.read()) io.input():close() e(pcall(io.read)) e(pcall(io.lines))
e(pcall(io.input, {})) e(pcall(io.input, "/nonexist")) e(io.input(input) == input)
local default = io.output()
e(io.output(N) == io.output()) e(io.write("new", 5)) e(io.flush()) e(io.close()) e(pcall(io.write, "x")) e(pcall(io.close))
e(pcall(io.output, "/nonexist/1")) e(io.output(default) == default) e(io.open(N):read "*a")
e(os.remove "/nonexist") e(os.rename("/nonexist", "/x")) e(os.rename(N, N .. "2")) e(os.remove(N .. "2")) e(os.remove(N))
e(os.execute "exit 3") e(os.execute() ~= 0) e(io.popen("echo hi; exit 3"):read "*a") e(io.popen("exit 3"):close())
local p = io.popen("cat > " .. N, "w")
e(p:write("through a pipe\n", 12)) e(p:seek()) e(p:read()) e(p:close()) e(io.open(N):read "*a")
p = io.popen "echo one; echo two"
for l in p:lines() do e(l) end
e(p:write "x") e(pcall(p.close, p)) e(pcall(p.close, p))
local t = io.tmpfile()
e(t:write "temporary", t:seek "set", t:read "*a") t:close()
local name = os.tmpname()
e(io.open(name) ~= nil, os.remove(name))
if io.open "/dev/full" then
  f = io.open("/dev/full", "w")
  e(f:write "x") e(f:flush()) e(f:write(("y"):rep(10000))) e(f:close())
end
for _, m in ipairs { "string", "table", "math", "os", "io" } do
  local names = {}
  for k in pairs(_G[m]) do names[#names + 1] = k end
  print(m, table.concat(names, " "))
end
local names = {}
for k in pairs(getmetatable(io.stdout)) do names[#names + 1] = k end
print(table.concat(names, " "))
e(debug.getfenv(io.open) == debug.getfenv(io.write), debug.getfenv(io.stdout) == debug.getfenv(io.stdin),
  debug.getfenv(io.open)[2] == io.stdout, debug.getfenv(io.popen).__close ~= nil, debug.getfenv(io.stdin:lines()) == _G)
e(io.stdout == io.output(), getmetatable(io.stdout).__index == getmetatable(io.stdin), debug.getregistry()["FILE*"] ~= nil)
return output()
