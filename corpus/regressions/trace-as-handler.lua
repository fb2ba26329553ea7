-- story: debug.traceback used directly as a message handler starts at error
local function cut(s) return (s:gsub("\n%s*%[C%]: in function 'xpcall'.*", "")) end
local function fail() error("boom") end
print(cut(select(2, xpcall(fail, debug.traceback))))
print(cut(select(2, xpcall(function() local x; x.y = 1 end, debug.traceback))))
print(cut(select(2, xpcall(function() string.rep() end, debug.traceback))))
print(select(2, xpcall(function() error({}) end, function(e) return type(debug.traceback(e)) end)))
