-- story: currentline follows the running instruction of each level
local function here() return debug.getinfo(2, "l").currentline end
print(here())
print(
  here()
)
local x = here() local y = here()
print(x, y, here() +
  here())
local t = {
  here(),
  here(),
}
print(t[1], t[2])
if here() then print((here())) end
