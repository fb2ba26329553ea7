-- seed: loops and branches whose bodies are hundreds of instructions long
local function body(n, stmt)
  local t = {}
  for i = 1, n do t[i] = stmt:gsub("#", tostring(i)) end
  return table.concat(t, "\n")
end
local src = "local n, c = 0, 0\nfor i = 1, 3 do\n" .. body(400, "n = n + # * i") .. "\nend\n"
  .. "while n > 100 do\n" .. body(300, "if n > # then c = c + 1 end") .. "\nn = n / 10\nend\n"
  .. "repeat\n" .. body(250, "c = c + (n and 1 or #)") .. "\nlocal done = c > 2000\nuntil done\n"
  .. "if c == 0 then\n" .. body(200, "c = #") .. "\nelse c = c + 0.5 end\nreturn n, c"
local f = assert(loadstring(src, "=long"))
local n, c = f()
print(n, c)
local chain = "local x = ...\n" .. body(150, "if x == # then return 'case #' end") .. "\nreturn 'none'"
local g = assert(loadstring(chain, "=chain"))
print(g(1), g(75), g(150), g(151))
local ands = "local x = ... return x" .. string.rep(" and x", 300) .. " or 'f'"
local h = assert(loadstring(ands, "=ands"))
print(h(1), h(false), h(nil))
local ors = "local x, y = ... return x" .. string.rep(" or x", 300) .. " or y"
print(assert(loadstring(ors, "=ors"))(false, "y"))
local cat = "local s = ... return s" .. string.rep(" .. s", 180)
print(#assert(loadstring(cat, "=cat"))("ab"))
long = { n = n, c = c }
