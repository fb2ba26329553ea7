-- seed: long strings and long comments at several levels, first newline dropped, no escapes
print([[simple]], [==[level two ]] and ]=] inside]==])
print([[
first newline is skipped]])
print([[

second is kept]])
print(#[[
]], #[[

]], #[[]], #[=[]]]=], #[==[]=]]==])
print([[no \n escapes \t here \65]])
print([[multi
line
text]])
--[[ a long comment
print("not printed")
]] print("after comment")
--[==[ with ]] and ]=] inside
print("nor this")
]==] print("after level two")
--[ not a long comment
print("visible")
---[[ still a line comment
print("visible too")
--]]
print(--[[inline]] "inline" --[=[ again ]=] .. "!")
local t = { [ [[key]] ] = 1, [ [=[k]=] ] = 2 }
print(t.key, t.k)
print(([[x]]):rep(3), #[[a]b]], [[a[b]c]])
print [[call without parens]]
print([[quote " and ' inside]], [=[
]]]=])
long = { text = [[
  indented
    text
]], level = [===[]==]]===], n = #[[1234]] }
io.write(long.text)
