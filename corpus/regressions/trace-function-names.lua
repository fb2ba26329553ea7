-- story: each kind of function has its own wording in a traceback
local function cut(s) return (s:gsub("\n[^\n]*in main chunk.*", "")) end
local t = {}
function t.field() return cut(debug.traceback("field")) .. "" end
function t:method() return cut(debug.traceback("method")) .. "" end
function global() return cut(debug.traceback("global")) .. "" end
local function loc() return cut(debug.traceback("local")) .. "" end
local function up() return loc() .. "" end
print((t.field())) print((t:method())) print((global())) print((loc())) print((up()))
print(((function() return cut(debug.traceback("anonymous")) .. "" end)()))
print((select(2, pcall(function() return cut(debug.traceback("in pcall")) .. "" end))))
