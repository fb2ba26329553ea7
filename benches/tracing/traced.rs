//! The same program with tracing compiled in: with `LUA_TRACE` set it counts the steps. See compare.sh.

mod program;

use lockstep::engine::ours::watch::{Watch, WatchedStep};

struct Steps(u64);

impl Watch for Steps {
    fn before(&mut self, _step: &mut WatchedStep<'_>) {
        self.0 += 1;
    }
}

fn main() {
    let traced = std::env::var_os("LUA_TRACE").is_some();
    program::run(|machine, text| {
        if !traced {
            return machine.run(text, b"=program").is_ok();
        }
        let mut steps = Steps(0);
        let fine = machine.run_watched(text, b"=program", &mut steps).is_ok();
        println!("{} steps", steps.0);
        fine
    });
}
