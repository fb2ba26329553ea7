-- story: debug.traceback returns its argument unchanged when that is neither a string nor a number
local t = {}
print(debug.traceback(t) == t, debug.traceback(nil), debug.traceback(true), debug.traceback(print) == print)
print(debug.traceback("text"):match("^[^\n]*\n[^\n]*"))
print(debug.traceback(12):match("^[^\n]*\n[^\n]*"))
print(debug.traceback(""):match("^[^\n]*\n[^\n]*"))
print(debug.traceback():match("^[^\n]*"))
