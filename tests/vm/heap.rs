//! The heap's accounts: what programs drop is given back, while a state lives and when it ends.

use lockstep::engine::ours::machine::{Machine, MachineSetup};

fn state(sandbox: bool) -> Machine {
    Machine::new(MachineSetup { sandbox, ..MachineSetup::default() })
}

/// Leaves behind, as garbage, objects of every kind in many sizes.
const LITTER: &str = r#"
function litter()
for size = 0, 300, 7 do
  local array, hash = {}, {}
  for i = 1, size do array[i] = i hash["k" .. i] = {} end
  for i = 1, size - 2 do array[i] = nil hash["k" .. i] = nil end
  local text = ("x"):rep(size * 10)
  local up, names = size, {}
  for i = 1, 20 do names[i] = "v" .. i end
  local source = "local " .. table.concat(names, ",") .. " = ... return function(a) v1 = a v2 = '" .. text .. "' return v1, v2, a end"
  local f = assert(loadstring(source))
  f(1)(up)
  local waiting = coroutine.wrap(function(...)
    local function deep(n) if n > 0 then return 1 + deep(n - 1) end coroutine.yield(n) return 0 end
    return deep(...)
  end)
  waiting(size)
  local proxy = newproxy(true)
  getmetatable(proxy).held = function() return up, text, waiting, proxy end
  setmetatable(hash, { __mode = "k" })[proxy] = array
end
end
"#;

#[test]
fn what_is_dropped_is_given_back_while_the_state_lives() {
    let mut machine = state(true);
    machine.run(LITTER.as_bytes(), b"=litter").expect("it is defined");
    let level = |machine: &mut Machine| {
        machine.run(b"litter()", b"=call").expect("it succeeds");
        // Twice: what finalizers and weak tables held on to goes with the second.
        for _ in 0..2 {
            machine.collect().expect("no finalizer fails");
        }
        machine.bytes_in_use()
    };
    // The first runs also make room that stays, as for the table of strings.
    let first = (0..3).map(|_| level(&mut machine)).last();
    let later = (0..5).map(|_| level(&mut machine)).last();
    assert_eq!(first, later);
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_state_holds_is_given_back_when_it_ends() {
    const STATES: usize = 1_000;
    const HELD: &str = "held = {} for i = 1, 2000 do held[i] = {i} end text = ('x'):rep(2 * 1024 * 1024)";
    let resident = || {
        let text = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
        let pages: usize = text.split(' ').nth(1).and_then(|n| n.parse().ok()).expect("a number of pages");
        pages * 4096
    };
    let before = resident();
    for _ in 0..STATES {
        state(true).run(HELD.as_bytes(), b"=held").expect("it succeeds");
    }
    // Half of what a leak would come to: other tests run in this process, too.
    let grown = resident().saturating_sub(before);
    assert!(grown < STATES * 1024 * 1024, "{} MB more than before", grown >> 20);
}

#[test]
fn what_is_written_is_in_the_file_when_the_state_ends() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let mut machine = state(false);
    machine.set_global("name", file.path().to_str().expect("a plain name"));
    machine.run(b"held = io.open(name, 'w') held:write('kept ', 1)", b"=open").expect("it succeeds");
    let written = || std::fs::read_to_string(file.path()).expect("readable");
    assert_eq!(written(), "", "buffered as in C");
    drop(machine);
    assert_eq!(written(), "kept 1");
}
