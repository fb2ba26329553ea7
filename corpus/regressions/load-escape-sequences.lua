-- story: valid and invalid escapes in strings
for _, s in ipairs { [['\65\066\0679']], [['\256']], [['\300']], [['\x41']], [['\z']], [['\
']], [['\a\b\f\n\r\t\v\\\"\'' ]], [['\0']], [['\00065']], [['\999']], [['\u{41}']], [['\q\w']] } do
  local f, e = loadstring("return " .. s, "=e")
  if f then print(#f(), f():byte(1, -1)) else print(e) end
end
