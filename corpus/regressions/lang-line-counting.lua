-- story: currentline after every kind of line end, outside and inside multi-line tokens
local function line() return debug.getinfo(2, "l").currentline end
for _, nl in ipairs { "\n", "\r", "\r\n", "\n\r", "\n\n", "\r\r", "\r\n\r\n", "\n\r\n" } do
  local plain = loadstring("local line = ..." .. nl .. "return (line())", "=nl")
  local long = loadstring("local line = ... local s = [[" .. nl .. "x" .. nl .. "]] return (line()), #s", "=nl")
  local comment = loadstring("local line = ... --[[" .. nl .. nl .. "]] return (line())", "=nl")
  local short = loadstring("local line = ... local s = 'a\\" .. nl .. "b' return (line()), #s", "=nl")
  print((nl:gsub("\n", "N"):gsub("\r", "R")), plain(line), comment(line))
  print(long(line))
  print(pcall(short or tostring, short and line or "two line ends are not one escape"))
end
