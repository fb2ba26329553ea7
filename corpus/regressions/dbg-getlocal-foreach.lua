-- story: table.foreach holds the key and the value as temporaries while it calls the function
table.foreach({ "only" }, function()
  for i = 1, 5 do
    local name, value = debug.getlocal(2, i)
    print(i, name, type(value) == "table" and "table" or type(value) == "function" and "function" or value)
  end
end)
