-- An iterator without state of its own: 1 to 4 are to be seen.
local rounds = 0
local function up(limit, i)
  rounds = rounds + 1
  if i < limit and rounds < 8 then return i + 1 end
end
for i in up, 4, 0 do print(i) end
