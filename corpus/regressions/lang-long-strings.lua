-- story: levels, first newline, embedded brackets and line ends in long strings
print([[a]], [=[b]]c]=], [==[d]=]e]==], #[[
x]], #[[

x]], [[\n]], #[[a
b]])
print(#loadstring("return [[a\r\nb]]")(), #loadstring("return [[\r\na]]")(), #loadstring("return [[a\n\rb\r]]")())
print([[]] == "", [=[]]=] == "]", #[==[]=]==])
print(loadstring("return [=[x]]", "=l")) print(loadstring("return [=x", "=l")) print(loadstring("return [[x", "=l"))
