//! The same program with tracing compiled in: with `LUA_TRACE` set it counts the steps. See compare.sh.

mod program;

use lockstep::vm::Vm;
use lockstep::vm::trace::{Observer, Step};

struct Steps(u64);

impl Observer for Steps {
    fn before(&mut self, _vm: &mut Vm, _step: &Step) {
        self.0 += 1;
    }
}

fn main() {
    let traced = std::env::var_os("LUA_TRACE").is_some();
    program::run(|vm, main| {
        if !traced {
            return vm.call(main, &[]).is_ok();
        }
        let mut steps = Steps(0);
        let fine = vm.observed(&mut steps, |vm| vm.call(main, &[]).is_ok());
        println!("{} steps", steps.0);
        fine
    });
}
