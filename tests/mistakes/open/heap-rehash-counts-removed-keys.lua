-- The order of a traversal after fields were removed in one, and others were added.
local set = {}
for i = 1, 8 do set["old" .. i] = true end
for k in pairs(set) do set[k] = nil end
for i, fruit in ipairs { "apple", "pear", "plum", "fig", "kiwi", "lime", "melon" } do set[fruit] = i end
for k, v in pairs(set) do print(k, v) end
