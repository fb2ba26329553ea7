-- story: an uncaught error value that is a table without __tostring (uncaught)
result = { stage = 1 }
print("stage", result.stage)
result.stage = 2
error({ code = 42, stage = result.stage })
