-- seed: EQ, LT and LE with every register and constant placement, both polarities, numbers and strings
local a, b, s, n = 1, 2, "m", nil
local function yes(c) return c and "y" or "n" end
local r = {}
if a == 1 then r[#r + 1] = "a==1" end
if 1 == a then r[#r + 1] = "1==a" end
if a == b then r[#r + 1] = "a==b" end
if a ~= b then r[#r + 1] = "a~=b" end
if "m" == s then r[#r + 1] = "m==s" end
if n == nil then r[#r + 1] = "n==nil" end
if nil ~= a then r[#r + 1] = "nil~=a" end
if true == (a < b) then r[#r + 1] = "true==" end
if a < b then r[#r + 1] = "a<b" end
if a < 1 then r[#r + 1] = "a<1" end
if 0 < a then r[#r + 1] = "0<a" end
if 1 < 2 then r[#r + 1] = "1<2" end
if a > b then r[#r + 1] = "a>b" end
if a > 0 then r[#r + 1] = "a>0" end
if 3 > b then r[#r + 1] = "3>b" end
if a <= 1 then r[#r + 1] = "a<=1" end
if 1 <= a then r[#r + 1] = "1<=a" end
if "x" <= "x" then r[#r + 1] = "x<=x" end
if 2 >= b then r[#r + 1] = "2>=b" end
if not (a < b) then r[#r + 1] = "not<" end
if not (a <= 0) then r[#r + 1] = "not<=" end
if not (s == "m") then r[#r + 1] = "not==" end
print(table.concat(r, " "))
print(yes("a" < "b"), yes("a" < "B"), yes("" < "a"), yes("a\0b" < "a\0c"), yes("Z" < "a"), yes("10" < "9"))
print(yes(0 == -0), yes(1 == "1"), yes("1" == 1), yes(0 / 0 == 0 / 0), yes(nil == false))
print(yes({} == {}), yes(print == print), yes(0.1 + 0.2 == 0.3), yes(2 ^ 53 == 2 ^ 53 + 1))
local nan = 0 / 0
print(yes(nan < 1), yes(nan > 1), yes(nan <= nan), yes(nan ~= nan), yes(1 / 0 > 1e308), yes(-1 / 0 < -1e308))
taken = r
