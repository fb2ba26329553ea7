-- story: module creates a table, fills the standard fields and becomes the caller's environment
local P, T, G = print, type, _G
local function define()
  module("pkg.sub.leaf")
  value = 10
  function get() return value end
  P(T(_M), _NAME, _PACKAGE, _M._M == _M, print)
end
define()
print(pkg.sub.leaf.value, pkg.sub.leaf.get(), package.loaded["pkg.sub.leaf"] == pkg.sub.leaf, value)
local function again() module("pkg.sub.leaf") more = 1 end
again()
print(pkg.sub.leaf.more, pkg.sub.leaf.value)
print(pkg._NAME, type(pkg.sub))
