-- story: a tail call leaves one mark per lost level
local function cut(s) return (s:gsub("\n[^\n]*in main chunk.*", "")) end
local function leaf(m) return (cut(debug.traceback(m))) end
local function one(m) return leaf(m) end
local function two(m) return one(m) end
local function three(m) return two(m) end
print((leaf("none")))
print((one("one")))
print((two("two")))
print((three("three")))
