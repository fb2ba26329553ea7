local function show(what, ...)
  print(what, select("#", ...), ...)
end
show("find", pcall(string.find, S, P))
show("find 2", pcall(string.find, S, P, 2))
show("find -1", pcall(string.find, S, P, -1))
show("plain", pcall(string.find, S, P, 1, true))
show("match", pcall(string.match, S, P))
show("match 3", pcall(string.match, S, P, 3))
show("gmatch", pcall(function()
  local n = 0
  for a, b, c in string.gmatch(S, P) do
    print(a, b, c)
    n = n + 1
    if n > 300 then break end
  end
  return n
end))
show("gsub", pcall(string.gsub, S, P, R))
show("gsub 2", pcall(string.gsub, S, P, R, 2))
show("gsub table", pcall(string.gsub, S, P, setmetatable({a = "x", [""] = 7}, {__index = function(t, k) return k ~= R and k end})))
show("gsub function", pcall(string.gsub, S, P, function(...) show("call", ...) return (...) end))
show("format", pcall(string.format, P, 1, S, R, 2.5))
show("format s", pcall(string.format, P, S, S))
show("format n", pcall(string.format, R, -1 / 3, 65, "7"))
show("rep", pcall(string.rep, R, 3), S:reverse():upper(), #S, S:byte(1, -1))
show("tonumber", tonumber(S), tonumber(R), tonumber(R, 16), S == R, pcall(function() return S < R, S + 1 end))
