-- seed: accounts with nested transactions, rollback on error, an audit log and error objects
local Bank = {}
Bank.__index = Bank
local BankError = { __tostring = function(e) return e.kind .. ": " .. e.text end }
local function fail(kind, fmt, ...) error(setmetatable({ kind = kind, text = fmt:format(...) }, BankError), 2) end
function Bank.new() return setmetatable({ accounts = {}, audit = {}, depth = 0 }, Bank) end
function Bank:open(name, amount) if self.accounts[name] then fail("duplicate", "account %s", name) end self.accounts[name] = amount or 0 return self end
function Bank:balance(name) return self.accounts[name] or fail("unknown", "no account %s", name) end
function Bank:transaction(f, ...)
  local saved = {}
  for k, v in pairs(self.accounts) do saved[k] = v end
  self.depth = self.depth + 1
  local results = { pcall(f, self, ...) }
  self.depth = self.depth - 1
  if not results[1] then
    self.accounts = saved
    self.audit[#self.audit + 1] = ("%srollback %s"):format((" "):rep(self.depth), tostring(results[2]):gsub("^.-:%d+: ", ""))
    error(results[2], 0)
  end
  self.audit[#self.audit + 1] = (" "):rep(self.depth) .. "commit"
  return unpack(results, 2)
end
function Bank:move(from, to, n)
  return self:transaction(function(b)
    if n <= 0 then fail("amount", "%g is not positive", n) end
    local have = b:balance(from)
    if have < n then fail("funds", "%s has %g, needs %g", from, have, n) end
    b.accounts[from] = have - n
    b.accounts[to] = b:balance(to) + n
    return b.accounts[from], b.accounts[to]
  end)
end
bank = Bank.new():open("ann", 100):open("bob"):open("cy", 5)
local function try(f, ...) local ok, e = pcall(f, ...) return ok, tostring(e), type(e) end
print(bank:move("ann", "bob", 30))
print(try(bank.move, bank, "bob", "ann", 500)) print(try(bank.move, bank, "bob", "zed", 1)) print(try(bank.move, bank, "bob", "ann", -1)) print(try(bank.open, bank, "ann"))
print(bank:balance "ann", bank:balance "bob")
print(try(bank.transaction, bank, function(b) b:move("ann", "cy", 50) b:move("cy", "bob", 55) b:move("cy", "ann", 1) end))
print(bank:balance "ann", bank:balance "bob", bank:balance "cy", bank.depth)
print(bank:transaction(function(b) pcall(b.move, b, "cy", "ann", 1e6) b:move("ann", "cy", 20) return "kept", b:balance "cy" end))
print(try(bank.transaction, bank, function(b) b.accounts.ann = nil; local x = b.accounts.ann + 1 end))
print(bank:balance "ann", table.concat(bank.audit, "|"))
local total = 0
for _, v in pairs(bank.accounts) do total = total + v end
print(total)
