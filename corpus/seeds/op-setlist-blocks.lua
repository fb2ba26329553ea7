-- seed: SETLIST in one, two and three blocks of fifty, with exact multiples and hash items in between
local exact = {
  1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,
  26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,
}
print(#exact, exact[50], exact[51])
local over = {
  1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,
  26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50, "fifty-one",
}
print(#over, over[51])
local two = {
  1,1,1,1,1,1,1,1,1,1, 2,2,2,2,2,2,2,2,2,2, 3,3,3,3,3,3,3,3,3,3, x = "hash", 4,4,4,4,4,4,4,4,4,4,
  5,5,5,5,5,5,5,5,5,5, 6,6,6,6,6,6,6,6,6,6, 7,7,7,7,7,7,7,7,7,7, 8,8,8,8,8,8,8,8,8,8, y = "late",
  9,9,9,9,9,9,9,9,9,9, 10,10,10,10,10,10,10,10,10,10,
}
print(#two, two[50], two[51], two[100], two.x, two.y)
local three = {
  "a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a",
  "b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b","b",
  "c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c","c",
  "d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d","d",
  "e",
}
print(#three, table.concat(three):gsub("(.)%1+", "%1"))
local sum = 0
for i, v in ipairs(two) do sum = sum + i * v end
print(sum)
lists = { exact = exact, over = over, two = two }
