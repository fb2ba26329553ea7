-- Chunks in files: `loadfile` and `dofile`, with and without a first line that begins with `#`. FILE is the name of a file to use.
local N = FILE
local function e(...) print((shown(...):gsub(N, "FILE"))) end
local function write(text)
  local f = assert(io.open(N, "wb"))
  f:write(text)
  f:close()
end
local binary = string.dump(loadstring("return 'binary', ...", "=b"))
local texts = {
  "return 1, ...", "", "\n", "#", "##", "#!lua", "#!lua\n", "#!lua\nreturn 2, ...", "#\n\nerror('line 3')", " #\nreturn 3", "\n#\nreturn 4",
  "#!lua\r\nreturn 5", "#!lua\n#!lua\nreturn 6", "return return", "#!lua\nreturn return", "#" .. ("x"):rep(5000) .. "\nreturn 7",
  binary, "#!lua\n" .. binary, "#\n\n" .. binary, binary:sub(1, -3), "\27", "\27Lua", "#\n\27", "return '\0'", "\239\187\191return 8", "#\nlocal x <const> = 1",
  "return debug.getinfo(1, 'S').source, debug.getinfo(1, 'l').currentline", "#\nreturn debug.getinfo(1, 'S').short_src, debug.getinfo(1, 'l').currentline",
}
for i, text in ipairs(texts) do
  write(text)
  local f, message = loadfile(N)
  e(i, type(f), message)
  if f then e(i, pcall(f, "a", "b")) end
  e(i, pcall(dofile, N))
  e(i, pcall(loadstring, text, "@text"))
end
os.remove(N)
e(loadfile(N))
e(pcall(dofile, N))
e(pcall(loadfile, {}))
e(pcall(dofile, {}))
return output()
