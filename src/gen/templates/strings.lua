The string library: patterns, formats, coercions.

--- str strings 4
_ = STR:sub(INT, INT)
_ = STR:sub(INT)
_ = STR:upper()
_ = STR:lower()
_ = STR:reverse()
_ = STR:sub(1, 20):rep(INT % 4)
_ = string.char(65 + INT % 26, 48 + INT % 10)
_ = STR:sub(SMALL, -SMALL)
_ = (STR .. STR):sub(-SMALL)
_ = string.sub(STR, SMALL, SMALL)
_ = INT .. NUM .. ""
_ = NUM .. "|" .. NUM
_ = ("x"):rep(SMALL)

--- str patterns 3
_ = STR:match(PATTERN) or STR
_ = STR:gsub(PATTERN, STR:gsub("%%", ""))
_ = (STR:gsub("%w", "<%0>"))
_ = (STR:gsub("%s+", function(w) return "_" end))
_ = (STR:gsub("%a", {a = "1", b = true, x = false}))
_ = (STR:gsub(".", {a = INT, b = STR}, SMALL))
_ = tostring(STR:match("(%w+)"))
_ = STR:gsub("(%w)(%w)", "%2%1")

--- str format 4
_ = FORMAT:format(NUM)
_ = string.format("%s %d %q", ANY and "t" or "f", INT, STR)
_ = ("%5s|%-5s|%.2s"):format(STR, STR, STR)
_ = ("%s"):format(STR)
_ = ("%q"):format(STR)
_ = FORMAT:format(INT)
_ = ("%%%d%%"):format(INT)
_ = ("%x %X %o"):format(SMALL, SMALL, SMALL)
_ = ("%g %g"):format(NUM, EDGE)
_ = ("%.3f"):format(NUM)
_ = ("%s"):format(NUM)

--- int strings 3
_ = STR:len()
_ = STR:byte() or 0
_ = (STR:byte(SMALL)) or INT
_ = ("\200a\255"):byte(1 + SMALL % 3)
_ = STR:find("a", 1, true) or 0
_ = select('#', STR:byte(1, -1))
_ = string.len(STR)

--- int patterns 2
_ = STR:find(PATTERN) or 0
_ = select(2, STR:gsub("%w", "x"))
_ = STR:find("b", SMALL) or INT
_ = select('#', STR:match("(.)(.)"))
_ = select(2, (STR):find("%w+")) or 0

--- any patterns 3
_ = STR:match(PATTERN)
_ = STR:find(PATTERN)
_ = STR:find(PATTERN, INT)
_ = STR:gmatch(PATTERN)()
_ = select(2, STR:find("(%w)(%w*)"))
_ = STR:find(STR, 1, true)
_ = select(2, STR:gsub(PATTERN, "%%"))

--- bool strings 2
_ = STR:find("a", 1, true) ~= nil
_ = STR == STR:lower()
_ = #STR > SMALL
_ = STR:sub(1, 1) < "m"
_ = STR .. "" == STR

--- stat strings 3
STR1 = (STR1 .. STR):sub(-20)

--- stat strings 2
print(STR:byte(1, -1))

--- stat strings 2
print(STR:rep(SMALL), STR:sub(INT, INT), #STR, STR:upper(), STR:reverse())

--- stat strings 1
print(("x"):rep(0), ("x"):rep(-1), (""):byte(), ("abc"):byte(10), ("abc"):sub(0), ("abc"):sub(-100, 100), ("abc"):sub(3, 2))

--- stat strings 1
print(STR < STR, STR <= STR, "a\0b" < "a\0c", "a" < "a\0", "Z" < "a", "" < "a", "10" < "9")

--- stat strings 1
print(INT .. "", NUM .. "", -0 .. "", 1e15 .. "", 1e100 .. "", 2 ^ 53 .. "", 0.1 .. "", 1 / 3 .. "")

--- stat strings 1
print("10" + 5, "0x1F" * 1, " 7 " - 0, "1e2" / 10, -"3", 10 .. 20, "2" ^ 3, 7 % "4")

--- stat strings 1
print(tonumber(STR), tonumber("  12  "), tonumber("1e"), tonumber("0x"), tonumber(""), tonumber("1 2"), tonumber("1e1", 10), tonumber("7", 8), tonumber("8", 8), tonumber("-ff", 16), tonumber("inf"), tonumber("nan"))

--- stat strings 1
for _i = 1, #STR1 do io.write(STR1:byte(_i), ",") end
io.write("\n")

--- stat patterns 3
for any_w in STR:gmatch(PATTERN) do print(any_w) BODY() end

--- stat patterns 3
print(STR:find(PATTERN), STR:match(PATTERN))

--- stat patterns 2
print(STR:gsub(PATTERN, "<%0>"))

--- stat patterns 2
print(pcall(string.gsub, STR, PATTERN, REPL, INT))

--- stat patterns 2
print(pcall(string.gsub, STR, PATTERN, function(...) print(...) return ANY end))

--- stat patterns 2
print(pcall(string.gsub, STR, PATTERN, MAP))

--- stat patterns 1
print(STR:gsub("%w+", function(str_w) if BOOL then return str_w:upper() end end))

--- stat patterns 1
for _k, _v in ("a=1, b=2, c=" .. INT):gmatch("(%w+)=(%w+)") do print(_k, _v) end

--- stat patterns 1
print(("THE (quick) fox"):find("%((%a+)%)"), ("f(a(b)c)d"):match("%b()"), ("THE fox"):gsub("%f[%a]%a+", "w"), ("x"):find("()"))

--- stat patterns 1
print(pcall(string.find, STR, STR), pcall(string.match, STR, "(" .. STR .. ")"), pcall(string.gmatch, STR, PATTERN))

--- stat patterns 1
print((STR):gsub("", "-"), (STR):gsub("", "-", SMALL), (STR):gsub(".-", "x"), ("abc"):gsub("%w", "%0%0"), ("abc"):gsub("b*", "."))

--- stat patterns 1
print(("k = v"):match("^(%w+)%s*=%s*(%w+)$"), ("  trim  "):match("^%s*(.-)%s*$"), ("a.b.c"):gsub("%.", "%%"))

--- stat format 3
print(pcall(string.format, FORMAT, VALUE))

--- stat format 2
print(pcall(string.format, FORMAT, EDGE), pcall(string.format, FORMAT, NUM))

--- stat format 2
print(string.format("%s|%10s|%-10s|%.3s|%q", STR, STR, STR, STR, STR))

--- stat format 1
print(pcall(string.format, STR, ANYS))

--- stat format 1
print(pcall(string.format, "%d %s", ANYS), pcall(string.format, "%", INT), pcall(string.format, "%y", INT), pcall(string.format, "%0100d", INT))

--- stat format 1
print(string.format("%5d|%-5d|%05d|%+d|% d|%x|%c", INT, INT, INT, INT, INT, SMALL, 65 + SMALL))

--- stat format 1
print(string.format("%.14g %.17g %e %g %f %i %u", NUM, NUM, NUM, NUM, NUM, INT, SMALL))

--- stat format 1
print(pcall(string.format, "%q", "a\nb\0c\r\"\\" .. STR), tostring(EDGE), EDGE .. "")

--- any lib 1
_ = string.format("%s", STR)
_ = tostring(ANY)

--- stat patterns 3
local _r = PICK({a = "1", b = 2, x = false}, setmetatable({}, {__index = function(_, k) return PICK(k .. "!", nil, #k, false) end}), function(a, b) return PICK(b, a, nil, false, 1, a .. "+") end, "<%1>", "%0%%")
print(pcall(string.gsub, PICK(STR, "abc xyz", "a1b22"), PICK("%w", "(%w)(%w?)", "()", "%s*", "(a)", PATTERN), _r, PICK(nil, 0, 1, 2)))
print(pcall(string.gsub, "ab", PICK(".", "(.)"), PICK({a = {}}, function() return PICK({}, print) end, INT, "%2", "%")))

--- stat format 2
print(pcall(string.format, PICK("%d %5.2f %s", "%-8s|%8s|%08.3f", "%x %X %#x %o %c", "%e %g %G %i %u", "%q %s", "%+d % d %05d", "%.3s|%.0s|%5s", "%s %s %s", "%%%d", "%5.1s|%-5d|"), PICK(NUM, INT, STR), PICK(INT, STR, ANY), PICK(INT, NUM, nil)))
