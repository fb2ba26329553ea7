//! `collectgarbage` and `gcinfo` (manual, section 5.1).

use crate::vm::cx::{Cx, NativeResult};
use crate::vm::sandbox::{GC_COUNT, GC_TUNING};

const OPTIONS: [&str; 7] = ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul"];

/// What a sandbox shows in place of the collector's own numbers.
pub struct CollectorState {
    /// `setpause` and `setstepmul` are remembered and change nothing.
    pause: i32,
    step_multiplier: i32,
    /// The next answer to "count".
    count: i32,
}

impl Default for CollectorState {
    fn default() -> CollectorState {
        CollectorState { pause: GC_TUNING, step_multiplier: GC_TUNING, count: GC_COUNT }
    }
}

pub(super) fn collectgarbage(cx: &mut Cx<'_>) -> NativeResult {
    let option = cx.check_option(0, Some("collect"), &OPTIONS)?;
    let value = cx.opt_int(1, 0)?;
    let sandbox = cx.vm.config().sandbox;
    match OPTIONS[option] {
        "stop" => cx.vm.stop_collector(),
        "restart" => cx.vm.restart_collector(),
        "collect" => {
            // As in PUC, this undoes "stop".
            cx.vm.restart_collector();
            cx.vm.full_collection()?;
        }
        "count" => {
            let bytes = cx.vm.heap().bytes_in_use();
            let count = if sandbox { sandbox_count(cx) } else { bytes as f64 / 1024.0 };
            return cx.ret(count);
        }
        "step" => {
            // A step collects everything: the cycle is always at its end.
            cx.vm.restart_collector();
            cx.vm.full_collection()?;
            return cx.ret(true);
        }
        "setpause" => {
            let previous = match sandbox {
                true => std::mem::replace(&mut cx.vm.host().collector.pause, value),
                false => cx.vm.set_collector_pause(value),
            };
            return cx.ret(f64::from(previous));
        }
        _ => {
            let previous = match sandbox {
                true => std::mem::replace(&mut cx.vm.host().collector.step_multiplier, value),
                false => cx.vm.set_collector_step_multiplier(value),
            };
            return cx.ret(f64::from(previous));
        }
    }
    cx.ret(0.0)
}

pub(super) fn gcinfo(cx: &mut Cx<'_>) -> NativeResult {
    let bytes = cx.vm.heap().bytes_in_use();
    let sandbox = cx.vm.config().sandbox;
    let count = if sandbox { sandbox_count(cx) } else { (bytes / 1024) as f64 };
    cx.ret(count)
}

fn sandbox_count(cx: &mut Cx<'_>) -> f64 {
    let count = &mut cx.vm.host().collector.count;
    *count = count.wrapping_add(1);
    f64::from(count.wrapping_sub(1))
}
