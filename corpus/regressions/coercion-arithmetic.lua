-- story: strings in arithmetic convert like tonumber, hexadecimal and spaces included
print("10" + 1, "0x10" + 1, " 7 " * "2", "1e1" / 4, "9" % "4", "2" ^ "3", -"3", - -"3")
print(pcall(function() return "" + 1 end))
print(pcall(function() return " " + 1 end))
print(pcall(function() return "1x" + 1 end))
print(pcall(function() return "0x" * 1 end))
print(pcall(function() return "inf" + 1 end))
print("1" + "1" .. "1", 1 .. 1 + 1, "5" * "5" == 25, "5" == 5)
