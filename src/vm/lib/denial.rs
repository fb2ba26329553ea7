//! The functions that the sandbox takes away, replaced by ones that say so.
//!
//! Invariant: every row of [`DENIED`] has its native here, under the name of the original.

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::sandbox::{DENIED, Denial, denial_message};
use crate::vm::state::Vm;
use crate::vm::value::{Type, Value};

macro_rules! denials {
    ($($index:literal $name:literal),* $(,)?) => {
        static DENIALS: [NativeDef; DENIED.len()] = [$(NativeDef { name: $name, code: deny::<$index> }),*];
    };
}
denials! {
    0 "dofile", 1 "loadfile", 2 "io.open", 3 "io.popen", 4 "io.tmpfile", 5 "io.lines", 6 "io.input", 7 "io.output",
    8 "os.execute", 9 "os.exit", 10 "os.remove", 11 "os.rename", 12 "os.tmpname", 13 "package.loadlib",
    14 "debug.debug",
}

/// Puts the denials in place of the originals, which they keep as upvalue.
pub(super) fn install(vm: &mut Vm) {
    for (denied, def) in DENIED.iter().zip(&DENIALS) {
        debug_assert_eq!(def.short_name(), denied.function);
        let globals = vm.globals();
        let library = match denied.library {
            "" => Some(globals),
            name => vm.get_field(globals, name).as_table(),
        };
        let Some(library) = library else { continue };
        let original = vm.get_field(library, denied.function);
        if let Some(f) = original.as_native_fn() {
            let denial = vm.new_native_env(def, &[original], f.env());
            vm.set_field(library, denied.function, Value::from(denial));
        }
    }
}

fn deny<const INDEX: usize>(cx: &mut Cx<'_>) -> NativeResult {
    let denied = &DENIED[INDEX];
    let message = denial_message(denied.library, denied.function);
    match denied.denial {
        Denial::Refuse => {
            let message = cx.vm.str(message);
            cx.ret2(Value::NIL, message)
        }
        Denial::RaiseOnName if !matches!(cx.arg(0).type_of(), Type::String | Type::Number) => {
            match cx.upvalue(0).as_native_fn() {
                Some(original) => (original.def().code)(cx),
                None => cx.ret0(),
            }
        }
        Denial::Raise | Denial::RaiseOnName => Err(cx.error(message)),
    }
}
