-- seed: table driven state machines: a turnstile, a regex-free number recognizer and a vending machine
local function machine(def)
  local state, trace = def.initial, {}
  return {
    send = function(event, ...)
      local rule = def[state] and def[state][event] or def.any and def.any[event]
      if not rule then trace[#trace + 1] = state .. "!" .. event return false end
      local nxt, action = rule[1], rule[2]
      if action then local alt = action(...) nxt = alt or nxt end
      trace[#trace + 1] = state .. ">" .. nxt
      state = nxt
      return true
    end,
    state = function() return state end,
    trace = trace,
  }
end
local coins = 0
local turnstile = machine { initial = "locked", locked = { coin = { "open", function() coins = coins + 1 end }, push = { "locked" } }, open = { push = { "locked" }, coin = { "open", function() coins = coins + 1 end } } }
for _, e in ipairs { "push", "coin", "coin", "push", "push", "kick" } do turnstile.send(e) end
print(turnstile.state(), coins, table.concat(turnstile.trace, " "))
local function class(c) return c:find("%d") and "digit" or c == "." and "dot" or (c == "+" or c == "-") and "sign" or c:lower() == "e" and "exp" or "other" end
local delta = {
  start = { sign = "signed", digit = "int", dot = "lead" }, signed = { digit = "int", dot = "lead" }, int = { digit = "int", dot = "frac", exp = "e" },
  lead = { digit = "frac" }, frac = { digit = "frac", exp = "e" }, e = { sign = "esign", digit = "eint" }, esign = { digit = "eint" }, eint = { digit = "eint" },
}
local accept = { int = true, frac = true, eint = true }
local function recognize(s) local st = "start" for c in s:gmatch(".") do st = delta[st] and delta[st][class(c)] if not st then return false end end return accept[st] or false end
for _, s in ipairs { "12", "-1.5", ".5", "5.", "1e10", "1e", "+", "", "1.2.3", "-.e1", "12e-3", "x" } do io.write(s == "" and "''" or s, "=", tostring(recognize(s)), " ") end
print()
local credit, sold = 0, {}
local vend
vend = machine { initial = "idle",
  any = { coin = { "ready", function(v) credit = credit + v end }, refund = { "idle", function() credit = 0 end } },
  ready = { pick = { "idle", function(item, price) if credit < price then return "ready" end credit = credit - price sold[#sold + 1] = item if credit > 0 then return "ready" end end } } }
vend.send("pick", "tea", 5) vend.send("coin", 5) vend.send("pick", "cake", 8) vend.send("coin", 5) vend.send("pick", "cake", 8) vend.send("pick", "gum", 2) vend.send("refund")
print(vend.state(), credit, table.concat(sold, ","), table.concat(vend.trace, " "))
machines = { turnstile = turnstile.trace, vend = vend.trace, sold = sold }
