-- story: functions without a name are shown with their source and line
local f = loadstring("local function q() return (debug.traceback('x')) end\nreturn q, function() local s = q() return s end", "=named")
local function cut(s) return (s:gsub("\n[^\n]*in main chunk.*", "")) end
local a, b = f()
print(cut((a())))
print(cut((b())))
local main = loadstring("local s = debug.traceback('m') return s", "@file.lua")
print(main():match("^[^\n]*\n[^\n]*\n[^\n]*"))
local anon = loadstring("return (function()\n return (debug.traceback('anon'))\nend)()", "=src")
print(anon():match("^[^\n]*\n[^\n]*\n[^\n]*"))
