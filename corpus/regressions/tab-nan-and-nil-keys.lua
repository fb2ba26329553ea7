-- story: NaN and nil keys are refused on writing and absent on reading, in every form of store
local t, nan = {}, 0 / 0
print(t[nan], t[nil], rawget(t, nan), rawget(t, nil))
print(pcall(function() t[nan] = 1 end)) print(pcall(function() t[nil] = 1 end)) print(pcall(rawset, t, nan, 1)) print(pcall(rawset, t, nil, 1)) print(pcall(function() return { [nan] = 1 } end)) print(pcall(function() return { [nil] = 1 } end))
print(pcall(function() t[nan] = nil end)) print(pcall(function() t[nil] = nil end)) print(pcall(next, t, nan)) print(next(t, nil)) print(next(t))
