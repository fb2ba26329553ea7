//! `collectgarbage` and `gcinfo` (manual, section 5.1).

use crate::vm::cx::{Cx, NativeResult};

const OPTIONS: [&str; 7] = ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul"];

pub(super) fn collectgarbage(cx: &mut Cx<'_>) -> NativeResult {
    let option = cx.check_option(0, Some("collect"), &OPTIONS)?;
    let value = cx.opt_int(1, 0)?;
    match OPTIONS[option] {
        "stop" => cx.vm.stop_collector(),
        "restart" => cx.vm.restart_collector(),
        "collect" => cx.vm.full_collection()?,
        "count" => {
            let bytes = cx.vm.heap().bytes_in_use();
            return cx.ret(bytes as f64 / 1024.0);
        }
        "step" => {
            // A step collects everything: the cycle is always at its end.
            cx.vm.full_collection()?;
            return cx.ret(true);
        }
        "setpause" => {
            let previous = cx.vm.set_collector_pause(value);
            return cx.ret(f64::from(previous));
        }
        _ => {
            let previous = cx.vm.set_collector_step_multiplier(value);
            return cx.ret(f64::from(previous));
        }
    }
    cx.ret(0.0)
}

pub(super) fn gcinfo(cx: &mut Cx<'_>) -> NativeResult {
    let bytes = cx.vm.heap().bytes_in_use();
    cx.ret((bytes / 1024) as f64)
}
