-- seed: a line editor with commands as closures, undo and redo stacks, marks and search
local Editor = {}
Editor.__index = Editor
local function new(text) local e = setmetatable({ lines = {}, undo_stack = {}, redo_stack = {}, marks = {} }, Editor) for l in text:gmatch("[^\n]+") do e.lines[#e.lines + 1] = l end return e end
function Editor:apply(cmd, keep) local inverse = cmd(self) if not keep then self.redo_stack = {} end table.insert(self.undo_stack, inverse) return self end
local insert_cmd, delete_cmd
function insert_cmd(at, line) return function(e) table.insert(e.lines, at, line) return delete_cmd(at) end end
function delete_cmd(at) return function(e) local old = table.remove(e.lines, at) return insert_cmd(at, old) end end
local function replace_cmd(at, line) return function(e) local old = e.lines[at] if not old then error("no line " .. at, 0) end e.lines[at] = line return replace_cmd(at, old) end end
local function group(...) local cmds = { ... } return function(e) local inv = {} for i, c in ipairs(cmds) do inv[#cmds - i + 1] = c(e) end return group and group(unpack(inv)) end end
local function group2(cmds) return function(e) local inv = {} for i, c in ipairs(cmds) do inv[#cmds - i + 1] = c(e) end return group2 and group2(inv) end end
local function batch(cmds)
  local function make(list) return function(e) local inv = {} for i, c in ipairs(list) do inv[#list - i + 1] = c(e) end return make(inv) end end
  return make(cmds)
end
function Editor:undo() local c = table.remove(self.undo_stack) if not c then return false end table.insert(self.redo_stack, c(self)) return true end
function Editor:redo() local c = table.remove(self.redo_stack) if not c then return false end self:apply(c, true) return true end
function Editor:text() return table.concat(self.lines, "/") end
function Editor:substitute(pat, repl)
  local cmds = {}
  for i, l in ipairs(self.lines) do local s, n = l:gsub(pat, repl) if n > 0 then cmds[#cmds + 1] = (function(at, line) return function(e) local old = e.lines[at] e.lines[at] = line return function(e2) local o = e2.lines[at] e2.lines[at] = old return function(e3) e3.lines[at] = line return function(e4) e4.lines[at] = old end end end end end)(i, s) end end
  return #cmds > 0 and self:apply(batch(cmds)) and #cmds or 0
end
editor = new "one\ntwo\nthree"
editor:apply(insert_cmd(2, "1.5")):apply(delete_cmd(1)):apply(insert_cmd(4, "four"))
print(editor:text())
print(editor:undo(), editor:text()) print(editor:undo(), editor:text()) print(editor:redo(), editor:text()) print(editor:undo(), editor:undo(), editor:undo(), editor:text())
print(editor:redo(), editor:redo(), editor:redo(), editor:redo(), editor:text())
print(editor:substitute("o", "0"), editor:text()) print(editor:undo(), editor:text()) print(editor:redo(), editor:text())
print(editor:substitute("zzz", ""), pcall(editor.apply, editor, replace_cmd(99, "x")))
editor:apply(batch { insert_cmd(1, "top"), insert_cmd(2, "second"), delete_cmd(3) })
print(editor:text(), #editor.undo_stack, #editor.redo_stack) print(editor:undo(), editor:text())
final_text = editor:text()
