-- seed: arithmetic, comparison, index and self written out with constant slots past 255 in plain source
local lines = {}
for i = 1, 260 do lines[i] = "x = " .. i + 0.5 end
local body = table.concat(lines, "\n")
local function try(tail, ...)
  local f, msg = loadstring("local p, q = ...\n" .. body .. "\n" .. tail, "=far")
  if not f then
    print("syntax", msg)
    return
  end
  print(tail, pcall(f, ...))
end
try("return p + 1000.5, 1000.25 - p, p * 1000.125", 3)
try("return p / 2000.5, p % 1001.5, p ^ 2.75, 3.25 ^ p", 4)
try("return p == 5000.5, 5000.5 == p, p ~= 5000.5", 5000.5)
try("return p < 7000.5, p <= 7000.5, p > 7000.5, p >= 7000.5", 7000.5)
try("return p.farfield, p['far field'], p[9000.5]", { farfield = "a", ["far field"] = "b", [9000.5] = "c" })
try("p.newfield = 'new value' p[8000.5] = 8001.5 return p.newfield, p[8000.5]", {})
try("return p:faraway(q)", { faraway = function(self, v) return "self", v end }, 12)
try("return p .. 'far string' .. q", "<", ">")
try("return p:missing()", {})
try("return p.nothere.x", {})
try("p.nothere.x = 1", {})
print(x)
far = { x = x, lines = #lines }
