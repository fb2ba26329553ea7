-- story: %f at word starts, ends, string ends and its missing set
print(("THE (quick) fox"):gsub("%f[%a]%a", "<%0")) print(("one two"):gsub("%f[%A]", "|")) print(("one two"):gsub("%f[%w]%w+", string.upper)) print(("aXbXc"):gsub("%f[X]", "-")) print(("abc"):find("%f[%z]")) print((""):find("%f[%z]")) print(("abc"):find("%f[a]")) print(("x1y2"):gsub("%f[%d]%d", "#"))
print(pcall(string.find, "x", "%f")) print(pcall(string.find, "x", "%fx"))
