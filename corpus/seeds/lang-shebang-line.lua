#!/usr/bin/env lua -- seed: a first line that starts with # is skipped and still counts as line one
local line = debug.getinfo(1, "l").currentline
print("line", line)
print(pcall(function() error("on line five") end))
local f, e = loadstring("# not skipped in strings\nreturn 1", "=str")
print(f, e)
print(#"#", #{ 1, 2 }, #"# inside a string")
-- # inside a comment
local count = #"abc" + #{ n = 1 }
print(count)
print(select(2, pcall(function() local x = nil; return x.y end)))
shebang = { line = line, count = count, message = e }
