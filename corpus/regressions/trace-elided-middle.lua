-- story: a traceback of more than 22 levels keeps the first twelve and the last ten of a coroutine
local co = coroutine.create(function()
  local function rec(n)
    if n == 0 then
      coroutine.yield()
    else
      rec(n - 1)
    end
  end
  rec(30)
end)
coroutine.resume(co)
local tb = debug.traceback(co, "deep")
local n = select(2, tb:gsub("\n", "\n"))
print(n, tb:find("\n\t...\n", 1, true))
print(tb:match("^[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*"))
print(tb:match("[^\n]*\n[^\n]*$"))
