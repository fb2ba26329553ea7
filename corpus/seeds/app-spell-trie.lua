-- seed: a trie with insert, prefix search, deletion and spelling suggestions within one edit
local function node() return { kids = {}, count = 0 } end
trie = node()
local function insert(w, data) local n = trie for c in w:gmatch(".") do n.kids[c] = n.kids[c] or node() n = n.kids[c] n.count = n.count + 1 end n.word, n.data = w, data end
local function find(prefix) local n = trie for c in prefix:gmatch(".") do n = n.kids[c] if not n then return nil end end return n end
local function collect(n, out)
  if n.word then out[#out + 1] = n.word end
  local keys = {}
  for c in pairs(n.kids) do keys[#keys + 1] = c end
  table.sort(keys)
  for _, c in ipairs(keys) do collect(n.kids[c], out) end
  return out
end
local function delete(w)
  local path, n = {}, trie
  for c in w:gmatch(".") do
    path[#path + 1] = { n, c }
    n = n.kids[c]
    if not n then return false end
  end
  if not n.word then return false end
  n.word, n.data = nil, nil
  for i = #path, 1, -1 do
    local parent, c = path[i][1], path[i][2]
    local kid = parent.kids[c]
    kid.count = kid.count - 1
    if kid.count == 0 then parent.kids[c] = nil end
  end
  return true
end
for w in ("car card care careful cat dog do dot door done apple app"):gmatch("%a+") do insert(w, #w) end
print(table.concat(collect(trie, {}), " "))
for _, p in ipairs { "car", "do", "x", "appl", "" } do local n = find(p) print(p, n and n.count or 0, n and table.concat(collect(n, {}), ",") or "-") end
print(delete "card", delete "card", delete "ca", delete "zzz", find "card", find "car".word, find "care".word, find("car").count)
local function edits(w)
  local seen = {}
  local function try(s) if not seen[s] then seen[s] = true local n = find(s) if n and n.word then seen[#seen + 1] = s end end end
  for i = 1, #w + 1 do
    local a, b = w:sub(1, i - 1), w:sub(i)
    if b ~= "" then try(a .. b:sub(2)) end
    if #b > 1 then try(a .. b:sub(2, 2) .. b:sub(1, 1) .. b:sub(3)) end
    for c = 97, 122 do
      if b ~= "" then try(a .. string.char(c) .. b:sub(2)) end
      try(a .. string.char(c) .. b)
    end
  end
  table.sort(seen)
  return table.concat(seen, " ")
end
for _, w in ipairs { "cax", "dgo", "aple", "doen", "zzzz", "cat" } do print(w, edits(w)) end
suggestions = { cax = edits "cax", root_keys = collect(trie, {}) }
