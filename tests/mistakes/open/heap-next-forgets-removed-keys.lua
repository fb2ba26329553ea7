-- Fields may be removed during a traversal, and a collection may come.
local jobs = {}
for i = 1, 6 do jobs["job" .. i] = i end
local sum = 0
for name, cost in pairs(jobs) do
  sum = sum + cost
  jobs[name] = nil
  collectgarbage()
end
print(sum, next(jobs))
