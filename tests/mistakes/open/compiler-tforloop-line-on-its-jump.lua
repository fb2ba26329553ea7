-- An error in calling the iterator has the line of the for.
print(pcall(function()
  for word in ("a b"):gmatch("%a"), nil do
    if word == "b" then break end
  end
  for k in { "no iterator" } do
    print(k)
  end
end))
