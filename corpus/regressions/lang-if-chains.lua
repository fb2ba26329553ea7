-- story: elseif chains take the first true branch and evaluate no later condition
local log = {}
local function c(name, v) log[#log + 1] = name return v end
local function pick(a, b, d)
  if c("1", a) then return "first" elseif c("2", b) then return "second" elseif c("3", d) then return "third" else return "else" end
end
print(pick(true), pick(nil, 1), pick(false, nil, 0), pick()) print(table.concat(log, " "))
if nil then elseif nil then else print("else of empty branches") end
if 1 then if nil then else print("inner else") end end
local function nested(x) if x > 0 then if x > 10 then return "big" end return "small" end return "negative" end
print(nested(11), nested(5), nested(-1))
