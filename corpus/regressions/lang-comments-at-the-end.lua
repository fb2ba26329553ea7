-- story: comments at the end of a chunk with and without a line end
for _, s in ipairs { "return 1 -- c", "return 1 --", "return 1 --[[ x ]]", "return 1 --[==[ ]] ]==]", "return 1 --[[ open", "return 1 --[ not long", "return 1 --\n", "--", "--[[]]", "return 1 --[[\n\n]]", "return 1 ---[[ x" } do
  local f, e = loadstring(s, "=c")
  print((s:gsub("\n", "\\n")), f and tostring((f())) or e)
end
print("last line has a comment without a line end") -- end
