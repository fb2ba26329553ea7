//! `cargo bench --bench startup`: small things that harnesses do thousands of times a second, on both engines: a new
//! state with libraries, a 20-line script in a fresh state, compiling.

use divan::{Bencher, black_box};
use lockstep::engine::ours;
use lockstep::engine::ours::machine::{Machine, MachineSetup};
use lockstep::isa::Bytes;

fn main() {
    divan::main();
}

const SCRIPT: &str = r#"
local Account = {}
Account.__index = Account
function Account.new(b) return setmetatable({balance = b}, Account) end
function Account:deposit(v) self.balance = self.balance + v end
function Account:get() return self.balance end
local a = Account.new(10)
for i = 1, 5 do a:deposit(i) end
local t = {}
for i = 1, 10 do t[i] = i * i end
local s = 0
for i, v in ipairs(t) do s = s + v end
local names = {}
for k in pairs({x = 1, y = 2}) do names[#names + 1] = k end
table.sort(names)
local ok, e = pcall(error, "no")
local text = string.format("%d %d %s %s", s, a:get(), table.concat(names, ","), tostring(ok))
result = text:upper()
return result, e
"#;

const PROGRAM: &str = include_str!("programs/nbody.lua");

fn state() -> Machine {
    Machine::new(MachineSetup::default())
}

#[divan::bench]
fn new_state_ours(b: Bencher) {
    b.bench(state);
}

#[divan::bench]
fn new_state_puc(b: Bencher) {
    // SAFETY: nothing runs in it.
    b.bench(|| unsafe { mlua::Lua::unsafe_new() });
}

#[divan::bench]
fn script_ours(b: Bencher) {
    b.bench(|| black_box(state().run(SCRIPT.as_bytes(), b"=script").is_ok()));
}

#[divan::bench]
fn script_puc(b: Bencher) {
    b.bench(|| {
        // SAFETY: the script is harmless.
        let lua = unsafe { mlua::Lua::unsafe_new() };
        black_box(lua.load(SCRIPT).exec().is_ok())
    });
}

#[divan::bench]
fn compile_ours(b: Bencher) {
    let name = Bytes::from(&b"=nbody"[..]);
    b.bench(|| ours::compile(black_box(PROGRAM.as_bytes()), None, &name, 1).is_ok());
}

#[divan::bench]
fn compile_puc(b: Bencher) {
    // SAFETY: nothing runs in it.
    let lua = unsafe { mlua::Lua::unsafe_new() };
    b.bench_local(|| lua.load(black_box(PROGRAM)).into_function().is_ok());
}
