-- story: traversal order of string keys follows their hashes and the order of insertion
local t = {}
for w in ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"):gmatch("%a+") do t[w] = #w end
local out = {}
for k in pairs(t) do out[#out + 1] = k end
print(table.concat(out, " "))
t.beta, t.eta = nil, nil
t.new1, t.new2 = 1, 2
out = {} for k in pairs(t) do out[#out + 1] = k end print(table.concat(out, " "))
local c = { mu = 1, lambda = 2, kappa = 3, iota = 4 }
out = {} for k in pairs(c) do out[#out + 1] = k end print(table.concat(out, " "))
