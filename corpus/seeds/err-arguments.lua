-- seed: bad argument messages of library functions: positions, expected types, methods and missing values
local function try(name, f, ...) print(name, (select(2, pcall(f, ...)))) end
try("rep", string.rep) try("rep2", string.rep, "x") try("rep3", string.rep, "x", "y") try("rep4", string.rep, {}, 1)
try("sub", string.sub) try("sub2", string.sub, "x", {}) try("byte", string.byte, nil) try("char", string.char, "x") try("char2", string.char, 256) try("char3", string.char, -1)
try("upper", string.upper) try("len", string.len, true) try("find", string.find, "x") try("gsub", string.gsub, "x", "y") try("gsub2", string.gsub, "x", "y", true)
try("gmatch", string.gmatch, "x") try("format", string.format) try("format2", string.format, "%d") try("format3", string.format, "%d", "x") try("format4", string.format, "%y", 1)
try("insert", table.insert) try("insert2", table.insert, {}) try("insert3", table.insert, {}, 1, 2, 3) try("insert4", table.insert, nil, 1) try("insert5", table.insert, {}, "x", 1)
try("remove", table.remove) try("concat", table.concat, { {} }) try("concat2", table.concat, { 1, 2 }, {}) try("concat3", table.concat, { 1 }, "", 1, 3) try("sort", table.sort, { 1, "x" }) try("sort2", table.sort, { 2, 1 }, 5)
try("unpack", unpack) try("select", select) try("select0", select, 0) try("select-", select, -5, 1) try("selectx", select, "x")
try("setmetatable", setmetatable, 1) try("setmetatable2", setmetatable, {}, 1) try("rawget", rawget) try("rawset", rawset, {}) try("rawequal", rawequal, 1) try("next", next, {}, "nokey") try("next2", next)
try("ipairs", ipairs) try("pairs", pairs, nil) try("tonumber", tonumber) try("tonumber2", tonumber, "1", 99) try("tostring", tostring) try("type", type) try("getfenv", getfenv, "x") try("setfenv", setfenv, 1, 1)
try("floor", math.floor, "x") try("max", math.max) try("random", math.random, 0) try("ldexp", math.ldexp, 1) try("fmod", math.fmod, 1) try("date", os.date, 5) try("time", os.time, { year = 2000 }) try("time2", os.time, 5)
try("create", coroutine.create) try("wrap", coroutine.wrap, 1) try("resume", coroutine.resume, 1) try("status", coroutine.status) try("getinfo", debug.getinfo, "x") try("getinfo2", debug.getinfo, 1, "X") try("getlocal", debug.getlocal, 100, 1)
try("method", function() return ("x"):rep() end) try("method2", function() return ("x"):rep({}) end) try("method3", function() local s = "a" return s:sub({}) end) try("field", function() return string.rep({}) end) try("local", function() local f = string.rep return f() end)
try("nan", string.rep, "x", "nan") try("float", string.sub, "hello", 2.7, 4.2) try("numstr", string.rep, 5, "2") try("boolsub", string.sub, false, 1) try("loadstring", loadstring) try("loadstring2", loadstring, {}) try("load", load) try("require", require) try("module", module)
checked = { messages = true, sample = select(2, pcall(string.rep)) }
