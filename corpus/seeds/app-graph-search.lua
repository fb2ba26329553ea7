-- seed: graphs: breadth first, depth first, Dijkstra, topological sort and connected components
local edges = { { "A", "B", 4 }, { "A", "C", 2 }, { "C", "B", 1 }, { "B", "D", 5 }, { "C", "D", 8 }, { "C", "E", 10 }, { "D", "E", 2 }, { "E", "F", 3 }, { "G", "H", 1 } }
graph = {}
for _, e in ipairs(edges) do
  graph[e[1]] = graph[e[1]] or {}
  graph[e[2]] = graph[e[2]] or {}
  table.insert(graph[e[1]], { to = e[2], w = e[3] })
end
local nodes = {}
for n in pairs(graph) do nodes[#nodes + 1] = n end
table.sort(nodes)
local function bfs(start)
  local seen, order, q = { [start] = 0 }, {}, { start }
  local i = 1
  while q[i] do
    local n = q[i]
    order[#order + 1] = n .. seen[n]
    for _, e in ipairs(graph[n]) do if not seen[e.to] then seen[e.to] = seen[n] + 1 q[#q + 1] = e.to end end
    i = i + 1
  end
  return table.concat(order, " ")
end
local function dfs(n, seen, out) seen[n] = true out[#out + 1] = n for _, e in ipairs(graph[n]) do if not seen[e.to] then dfs(e.to, seen, out) end end return out end
local function dijkstra(src)
  local dist, prev, done = { [src] = 0 }, {}, {}
  while true do
    local best
    for _, n in ipairs(nodes) do if dist[n] and not done[n] and (not best or dist[n] < dist[best]) then best = n end end
    if not best then return dist, prev end
    done[best] = true
    for _, e in ipairs(graph[best]) do
      local d = dist[best] + e.w
      if d < (dist[e.to] or math.huge) then dist[e.to], prev[e.to] = d, best end
    end
  end
end
print(bfs "A") print(bfs "G") print(table.concat(dfs("A", {}, {}), " "))
distances, previous = dijkstra "A"
for _, n in ipairs(nodes) do io.write(n, "=", tostring(distances[n]), " ") end print()
local function path(to) local p = { to } while previous[p[1]] do table.insert(p, 1, previous[p[1]]) end return table.concat(p, ">") end
print(path "F", path "B", path "H")
local function topo() local state, out = {}, {} local function visit(n) if state[n] == 1 then error("cycle at " .. n, 0) end if state[n] then return end state[n] = 1 for _, e in ipairs(graph[n]) do visit(e.to) end state[n] = 2 table.insert(out, 1, n) end for _, n in ipairs(nodes) do visit(n) end return table.concat(out, " ") end
print(pcall(topo)) table.insert(graph.F, { to = "C", w = 1 }) print(pcall(topo)) table.remove(graph.F)
local parent = {}
local function find(x) while parent[x] do x = parent[x] end return x end
for _, e in ipairs(edges) do local a, b = find(e[1]), find(e[2]) if a ~= b then parent[b] = a end end
local comps = {} for _, n in ipairs(nodes) do local r = find(n) comps[r] = (comps[r] or "") .. n end print(comps.A, comps.G)
