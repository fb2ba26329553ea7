-- Reading numbers as fscanf does, and what it leaves. FILE is the name of a file to use.
local N = FILE
local parts = {"0","1","12","0x","0X","x",".","e","E","+","-","p","P","a","f","nan","inf","INF","infinity","NaN","i","n"," ","\n","e5","e+3","p4","9999999999","\0","_","in","infi"}
for i = 1, ROUNDS do
  local t = {} for j = 1, rnd(9) do t[j] = pick(parts) end
  local s = table.concat(t)
  local h = io.open(N, "w") h:write(s) h:close()
  local f = io.open(N)
  print(i, show(s), (shown(f:read("*n")):gsub("-nan","nan")), show(f:read("*a"))) f:seek("set") print((shown(f:read("*n", 1, "*n", "*l")):gsub("-nan","nan")))
  f:close()
end
os.remove(N)
return output()
