-- A replacement function gets the whole match if the pattern has no captures.
print((("hello big world"):gsub("%a+", function(word)
  return word and word:sub(1, 1):upper() .. word:sub(2)
end)))
