//! Table access, constructors, globals and environments, `__index` and `__newindex`.

use super::{Fault, Operands, done, instead};
use crate::diagnose::symptom::Symptom::*;
use crate::isa::Op;
use crate::vm::Value;
use crate::vm::text::number::str_to_number;

pub const FAULTS: &[Fault] = &[
    done(
        "vm-index-fraction-truncated",
        "a number with a fraction indexes like an integer",
        &[WrongResult],
        &[Op::GetTable],
        |e| {
            let (table, key) = (e.was(e.instr.b()).as_table(), e.rk(e.instr.c()).as_number());
            match (table, key) {
                (Some(table), Some(key)) if key.fract() != 0.0 => e.result(table.get(Value::number(key.trunc()))),
                _ => false,
            }
        },
    ),
    done("vm-index-numeric-string", "t[\"1\"] reads t[1]", &[WrongResult], &[Op::GetTable], |e| {
        let (table, key) = (e.was(e.instr.b()).as_table(), e.rk(e.instr.c()).as_string());
        match (table, key.and_then(|s| str_to_number(s.bytes()))) {
            (Some(table), Some(key)) if !key.is_nan() => e.result(table.get(Value::number(key))),
            _ => false,
        }
    }),
    done("vm-index-false-is-nil", "t[false] is not found", &[WrongResult], &[Op::GetTable], |e| {
        let (table, key) = (e.was(e.instr.b()).as_table(), e.rk(e.instr.c()));
        table.is_some() && !key.is_nil() && !key.truthy() && e.result(Value::NIL)
    }),
    done("vm-index-negative-lost", "negative integer keys are not found", &[WrongResult], &[Op::GetTable], |e| {
        let (table, key) = (e.was(e.instr.b()).as_table(), e.rk(e.instr.c()).as_number());
        table.is_some() && key.is_some_and(|n| n < 0.0) && e.result(Value::NIL)
    }),
    done("vm-index-metamethod-ignored", "`__index` is not looked at", &[WrongResult], &[Op::GetTable], |e| {
        let Some(table) = e.was(e.instr.b()).as_table() else { return false };
        let key = e.rk(e.instr.c());
        let raw = if key.is_nil() { Value::NIL } else { table.get(key) };
        raw.is_nil() && e.result(Value::NIL)
    }),
    done(
        "vm-store-append-lost",
        "a store after the end of the array part is lost",
        &[WrongStore],
        &[Op::SetTable],
        |e| {
            let (table, key) = (e.was(e.instr.a()).as_table(), e.rk(e.instr.b()));
            match (table, key.as_number()) {
                (Some(table), Some(n)) if n >= 4.0 && n.fract() == 0.0 && !table.get(key).is_nil() => {
                    table.set(e.vm.heap(), key, Value::NIL);
                    true
                }
                _ => false,
            }
        },
    ),
    done("vm-store-nil-ignored", "storing nil leaves the old value", &[WrongStore], &[Op::SetTable], |e| {
        // The value that was there is not known any more: a stale number stands for it.
        let (table, key) = (e.was(e.instr.a()).as_table(), e.rk(e.instr.b()));
        let stored = e.rk(e.instr.c());
        match table {
            Some(table) if stored.is_nil() && !key.is_nil() && table.metatable().is_none() => {
                table.set(e.vm.heap(), key, Value::number(0.0));
                true
            }
            _ => false,
        }
    }),
    done(
        "vm-store-fraction-truncated",
        "a number with a fraction is stored like an integer",
        &[WrongStore, ForeignStore],
        &[Op::SetTable],
        |e| {
            let (table, key) = (e.was(e.instr.a()).as_table(), e.rk(e.instr.b()).as_number());
            match (table, key) {
                (Some(table), Some(n)) if n.fract() != 0.0 && n.is_finite() => {
                    let value = table.get(Value::number(n));
                    table.set(e.vm.heap(), Value::number(n), Value::NIL);
                    table.set(e.vm.heap(), Value::number(n.trunc()), value);
                    !value.is_nil()
                }
                _ => false,
            }
        },
    ),
    done(
        "vm-newindex-stores-too",
        "a store handled by `__newindex` is also made in the table",
        &[WrongStore, ForeignStore],
        &[Op::SetTable],
        |e| {
            let (table, key, value) = (e.was(e.instr.a()).as_table(), e.rk(e.instr.b()), e.rk(e.instr.c()));
            let Some(table) = table else { return false };
            let numeric_nan = key.as_number().is_some_and(f64::is_nan);
            if table.metatable().is_none() || key.is_nil() || numeric_nan || !table.get(key).is_nil() || value.is_nil()
            {
                return false;
            }
            table.set(e.vm.heap(), key, value);
            true
        },
    ),
    instead("vm-setlist-ignores-block", "SETLIST stores every block as the first", &[SetListBlock], |at| {
        (at.instr.op() == Some(Op::SetList) && at.instr.c() > 1).then(|| at.instr.with_c(1))
    }),
    instead("vm-setlist-item-lost", "SETLIST stores one item too few", &[SetListBlock, ResultAdjustment], |at| {
        (at.instr.op() == Some(Op::SetList) && at.instr.b() > 1).then(|| at.instr.with_b(at.instr.b() - 1))
    }),
    instead("vm-store-operands-swapped", "SETTABLE takes the value for the key", &[OperandOrder, WrongStore], |at| {
        let i = at.instr;
        let usable = i.op() == Some(Op::SetTable) && !at.rk(i.c()).is_nil();
        usable.then(|| i.with_b(i.c()).with_c(i.b()))
    }),
    done(
        "vm-table-reused",
        "NEWTABLE gives the table that it made the last time",
        &[WrongResult],
        &[Op::NewTable],
        |e| {
            let key = (e.step.closure.proto().address(), e.step.pc);
            let own = e.step.register(e.instr.a());
            let first = *e.memory.entry(key).or_insert(own);
            e.result(first)
        },
    ),
    done(
        "vm-getglobal-ignores-environment",
        "GETGLOBAL reads the globals of the state",
        &[WrongResult],
        &[Op::GetGlobal],
        |e| {
            let name = e.step.proto.constants()[e.instr.bx() as usize];
            let foreign = e.step.closure.env() != e.vm.globals();
            foreign && {
                let value = e.vm.globals().get(name);
                e.result(value)
            }
        },
    ),
    done(
        "vm-setglobal-ignores-environment",
        "SETGLOBAL writes the globals of the state",
        &[WrongStore, ForeignStore],
        &[Op::SetGlobal],
        |e| {
            let name = e.step.proto.constants()[e.instr.bx() as usize];
            let (env, globals) = (e.step.closure.env(), e.vm.globals());
            if env == globals || env.get(name).is_nil() {
                return false;
            }
            let value = env.get(name);
            env.set(e.vm.heap(), name, Value::NIL);
            globals.set(e.vm.heap(), name, value);
            true
        },
    ),
];
