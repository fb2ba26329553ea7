-- seed: a recursive descent JSON parser with error positions and unicode escapes
local function decode(s)
  local pos = 1
  local value
  local function fail(msg) error(("%s at %d"):format(msg, pos), 0) end
  local function ws() pos = s:find("[^ \t\r\n]", pos) or #s + 1 end
  local function literal(word, v) if s:sub(pos, pos + #word - 1) ~= word then fail("bad literal") end pos = pos + #word return v end
  local function str()
    local out, i = {}, pos + 1
    while true do
      local j = s:find('["\\]', i)
      if not j then fail("unfinished string") end
      out[#out + 1] = s:sub(i, j - 1)
      if s:sub(j, j) == '"' then pos = j + 1 return table.concat(out) end
      local e = s:sub(j + 1, j + 1)
      if e == "u" then
        local hex = s:match("^%x%x%x%x", j + 2)
        if not hex then pos = j fail("bad escape") end
        local c = tonumber(hex, 16)
        out[#out + 1] = c < 128 and string.char(c) or c < 2048 and string.char(192 + math.floor(c / 64), 128 + c % 64) or string.char(224 + math.floor(c / 4096), 128 + math.floor(c / 64) % 64, 128 + c % 64)
        i = j + 6
      else
        out[#out + 1] = ({ n = "\n", t = "\t", r = "\r", b = "\b", f = "\f" })[e] or e
        i = j + 2
      end
    end
  end
  local function list(close, item)
    local t = {}
    pos = pos + 1 ws()
    if s:sub(pos, pos) == close then pos = pos + 1 return t end
    while true do
      item(t) ws()
      local c = s:sub(pos, pos)
      pos = pos + 1
      if c == close then return t elseif c ~= "," then pos = pos - 1 fail("expected , or " .. close) end
      ws()
    end
  end
  function value()
    ws()
    local c = s:sub(pos, pos)
    if c == "{" then return list("}", function(t) if s:sub(pos, pos) ~= '"' then fail("expected key") end local k = str() ws() if s:sub(pos, pos) ~= ":" then fail("expected :") end pos = pos + 1 t[k] = value() end)
    elseif c == "[" then return list("]", function(t) t[#t + 1] = value() end)
    elseif c == '"' then return str()
    elseif c == "t" then return literal("true", true) elseif c == "f" then return literal("false", false) elseif c == "n" then return literal("null", nil) end
    local num = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", pos)
    if not num then fail("unexpected " .. (c == "" and "end" or c)) end
    pos = pos + #num
    return tonumber(num)
  end
  local v = value() ws()
  if pos <= #s then fail("trailing garbage") end
  return v
end
doc = decode [[ {"a": [1, -2.5e3, "x\n\u0041\u00e9"], "b": {"t": true, "f": false, "n": null}, "e": [], "o": {}} ]]
print(doc.a[1], doc.a[2], (doc.a[3]:gsub("\n", "/")), doc.b.t, doc.b.f, doc.b.n, #doc.e, next(doc.o))
for _, bad in ipairs { "", "{", "[1,", "[1 2]", '{"a" 1}', "{a:1}", "tru", '"open', "1 2", '"\\u12"' } do print(bad, pcall(decode, bad)) end
