-- story: the result type of every option of collectgarbage
print(collectgarbage(), collectgarbage("collect"), collectgarbage("stop"), collectgarbage("restart"))
print(type(collectgarbage("count")), type(collectgarbage("step")), type(collectgarbage("step", 10)))
collectgarbage("setpause", 190) print(collectgarbage("setpause", 200)) collectgarbage("setstepmul", 210) print(collectgarbage("setstepmul", 200))
print(pcall(collectgarbage, "nothing")) print(pcall(collectgarbage, 1)) print(pcall(collectgarbage, "step", "x")) print(pcall(collectgarbage, nil)) print(type(gcinfo()))
