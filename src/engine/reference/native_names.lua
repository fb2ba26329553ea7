-- Names of the library functions of a fresh state, for whoever has to tell which function it sees: returns
-- a list of names and a list of functions, those first that a program would name first.
local names, functions = {}, {}

local function add(name, f)
  if type(f) == "function" then
    names[#names + 1], functions[#functions + 1] = name, f
  end
end

local function add_all(prefix, t)
  local keys = {}
  for key in pairs(t) do
    if type(key) == "string" then keys[#keys + 1] = key end
  end
  table.sort(keys)
  for _, key in ipairs(keys) do add(prefix .. key, t[key]) end
end

add("string.gmatch", string.gmatch) -- which is also string.gfind
add_all("", _G)
for _, library in ipairs { "coroutine", "debug", "io", "math", "os", "package", "string", "table" } do
  add_all(library .. ".", _G[library])
end
add_all("file:", getmetatable(io.stdout))
for i, loader in ipairs(package.loaders) do add("package.loaders[" .. i .. "]", loader) end
add("iterator of ipairs", (ipairs {}))
add("iterator of string.gmatch", (string.gmatch("", "")))
add("iterator of io.lines", (io.lines()))
add("function of coroutine.wrap", (coroutine.wrap(function() end)))
return names, functions
