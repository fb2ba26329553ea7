//! The collector: roots, barriers, interned strings. Acts when a program collects.

use super::{Fault, rule};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::injector::Rule;
use crate::vm::Value;

pub const FAULTS: &[Fault] = &[
    rule(
        "vm-gc-upvalue-no-root",
        "the collector does not follow the upvalues of the running function",
        &[ForeignStore, LibraryEffect, LibraryResult, WrongResult],
        Rule::Native("collectgarbage", |e| {
            let object = |v: Value| v.as_table().is_some() || v.as_lua_fn().is_some();
            let lost = e.step.closure.upvals().iter().find(|upvalue| object(upvalue.get().get()));
            lost.inspect(|upvalue| upvalue.get().set(Value::NIL)).is_some()
        }),
    ),
    rule(
        "vm-gc-register-no-root",
        "the collector does not follow the first register of the running function",
        &[ForeignWrite, LibraryEffect, LibraryResult],
        Rule::Native("collectgarbage", |e| {
            let object = e.step.register(0);
            let lost = (object.as_table().is_some() || object.as_lua_fn().is_some()) && e.instr.a() > 0;
            lost && e.set(0, Value::NIL)
        }),
    ),
    rule(
        "vm-gc-array-no-root",
        "the collector does not follow the array part of the table in the first register",
        &[ForeignStore, LibraryEffect, LibraryResult],
        Rule::Native("collectgarbage", |e| {
            let Some(table) = e.step.register(0).as_table() else { return false };
            let lost = table.get_int(1).as_table().is_some();
            if lost {
                table.set_int(e.vm.heap(), 1, Value::NIL);
            }
            lost
        }),
    ),
];
