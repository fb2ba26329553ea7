//! Loads, upvalues, globals and tables.

use crate::isa::instr::{MAX_FB, RK_CONST};
use crate::isa::{Const, Instr, Op};
use crate::matrix::asm::{Asm, Origin};
use crate::matrix::classes::{all, constants, named, tables};
use crate::matrix::{Form, To};

const FRAME: u32 = 6;

fn shown(constant: &Const) -> String {
    crate::isa::comment::constant(constant, 20)
}

pub fn loads(op: Op) -> Vec<Form> {
    let mut forms = vec![];
    let mut add = |name: String, operands: &[&[u8]], instr: &dyn Fn(&mut Asm) -> Instr, skips: bool| {
        let (mut asm, _) = Asm::new(FRAME, Origin::Local, operands);
        let instr = instr(&mut asm);
        asm.test(instr);
        if skips {
            // Only run if the one before does not skip.
            asm.emit(Instr::abc(Op::LoadBool, FRAME - 1, 1, 0));
        }
        forms.push(asm.finish(op, name));
    };
    let every = all();
    if op == Op::Move {
        for a in [0, 1, FRAME - 1] {
            for b in [0, 1] {
                add(format!("{a} {b}"), &[&every, &every[..2]], &|_| Instr::abc(op, a, b, 0), false);
            }
        }
    } else if op == Op::LoadK {
        for constant in constants() {
            let load = |asm: &mut Asm| {
                let k = asm.constant(constant.clone());
                Instr::abx(op, 1, k)
            };
            add(shown(&constant), &[], &load, false);
        }
    } else if op == Op::LoadBool {
        for (b, c) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            add(format!("{b} {c}"), &[], &|_| Instr::abc(op, 2, b, c), true);
        }
    } else {
        for a in 0..FRAME {
            for b in a..FRAME {
                add(format!("{a} {b}"), &[&every], &|_| Instr::abc(op, a, b, 0), false);
            }
        }
    }
    forms
}

pub fn upvalues(op: Op) -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for index in [0, 1] {
        for target in [0, 1, FRAME - 1] {
            let (mut asm, _) = Asm::new(FRAME, Origin::Upvalue, &[&every, &every[..3]]);
            asm.test(Instr::abc(op, target, index, 0));
            forms.push(asm.finish(op, format!("{target} {index}")));
        }
    }
    forms
}

pub fn globals(op: Op) -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for present in [false, true] {
        let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[&every]);
        asm.input(To::Environment, &tables());
        // The global is input 3.
        if present {
            asm.input(To::Global, &named(&["false", "\"a\"", "table"]));
        }
        let name = asm.text("g3");
        asm.test(Instr::abx(op, if op == Op::SetGlobal { 0 } else { FRAME - 1 }, name));
        forms.push(asm.finish(op, if present { "present" } else { "absent" }));
    }
    forms
}

pub fn get_table() -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for origin in Origin::ALL {
        let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &every]);
        asm.test(Instr::abc(Op::GetTable, FRAME - 1, r[0], r[1]));
        forms.push(asm.finish(Op::GetTable, format!("RR {}", origin.name())));
        for constant in constants() {
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every]);
            let k = asm.constant(constant.clone()) | RK_CONST;
            asm.test(Instr::abc(Op::GetTable, FRAME - 1, r[0], k));
            forms.push(asm.finish(Op::GetTable, format!("RK {} {}", origin.name(), shown(&constant))));
        }
    }
    for target in [0, 1] {
        let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every, &every]);
        asm.test(Instr::abc(Op::GetTable, target, r[0], r[1]));
        forms.push(asm.finish(Op::GetTable, format!("RR A = {target}")));
    }
    forms
}

pub fn set_table() -> Vec<Form> {
    let every = all();
    let values = named(&["nil", "1", "table"]);
    let keys = named(&["nil", "nan", "2", "\"a\"", "table"]);
    let mut forms = vec![];
    for origin in [Origin::Local, Origin::Temporary, Origin::Upvalue] {
        let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &every, &values]);
        asm.test(Instr::abc(Op::SetTable, r[0], r[1], r[2]));
        forms.push(asm.finish(Op::SetTable, format!("RR {}", origin.name())));
    }
    for origin in [Origin::Global, Origin::Field] {
        let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &values]);
        let k = asm.text("a") | RK_CONST;
        asm.test(Instr::abc(Op::SetTable, r[0], k, r[1]));
        forms.push(asm.finish(Op::SetTable, format!("KR {}", origin.name())));
    }
    for constant in constants() {
        let text = shown(&constant);
        let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every, &values]);
        let k = asm.constant(constant.clone()) | RK_CONST;
        asm.test(Instr::abc(Op::SetTable, r[0], k, r[1]));
        forms.push(asm.finish(Op::SetTable, format!("KR {text}")));
        let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every, &keys]);
        let k = asm.constant(constant.clone()) | RK_CONST;
        asm.test(Instr::abc(Op::SetTable, r[0], r[1], k));
        forms.push(asm.finish(Op::SetTable, format!("RK {text}")));
        for value in [Const::Nil, Const::Boolean(true), Const::Number(-0.0)] {
            let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every]);
            let name = format!("KK {text} {}", shown(&value));
            let (k, v) = (asm.constant(constant.clone()) | RK_CONST, asm.constant(value) | RK_CONST);
            asm.test(Instr::abc(Op::SetTable, r[0], k, v));
            forms.push(asm.finish(Op::SetTable, name));
        }
    }
    for (name, b, c) in [("t[t] = v", 0, 1), ("t[k] = t", 1, 0), ("t[t] = t", 0, 0)] {
        let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[&every, &every]);
        asm.test(Instr::abc(Op::SetTable, 0, b, c));
        forms.push(asm.finish(Op::SetTable, name));
    }
    forms
}

pub fn self_op() -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for (name, a) in [("apart", 3), ("A = B", 0), ("A + 1 = B", 1)] {
        for origin in [Origin::Local, Origin::Upvalue] {
            // Two operands: the object may be either, so that A + 1 can be B.
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &every]);
            let (object, key) = if a == 1 { (r[1], r[0]) } else { (r[0], r[1]) };
            let a = if a == 1 { 0 } else { a };
            asm.test(Instr::abc(Op::SelfOp, a, object, key));
            forms.push(asm.finish(Op::SelfOp, format!("RR {} {name}", origin.name())));
            for constant in constants().into_iter().chain([crate::matrix::classes::text(b"m")]) {
                let (mut asm, r) = Asm::new(FRAME, origin, &[&every[..1], &every]);
                let k = asm.constant(constant.clone()) | RK_CONST;
                asm.test(Instr::abc(Op::SelfOp, if name == "A = B" { 1 } else { a }, r[1], k));
                forms.push(asm.finish(Op::SelfOp, format!("RK {} {name} {}", origin.name(), shown(&constant))));
            }
        }
    }
    forms
}

pub fn new_table() -> Vec<Form> {
    let sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 64];
    let mut forms = vec![];
    for b in sizes {
        for c in sizes {
            debug_assert!(b <= MAX_FB);
            let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[]);
            asm.test(Instr::abc(Op::NewTable, 1, b, c));
            // The order of the entries shows how large the hash part is.
            for i in 0..6 {
                let key = asm.text(&format!("key {i}")) | RK_CONST;
                let value = asm.number(f64::from(i)) | RK_CONST;
                asm.emit(Instr::abc(Op::SetTable, 1, key, value));
                let index = asm.number(f64::from(2 * i)) | RK_CONST;
                asm.emit(Instr::abc(Op::SetTable, 1, index, value));
            }
            asm.emit(Instr::abc(Op::Len, 2, 1, 0));
            forms.push(asm.finish(Op::NewTable, format!("{b} {c}")));
        }
    }
    forms
}

pub fn set_list() -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    let block = |asm: &mut Asm, a, b, block: u32| match block {
        1..=511 => asm.test(Instr::abc(Op::SetList, a, b, block)),
        _ => {
            asm.test(Instr::abc(Op::SetList, a, b, 0));
            asm.emit(Instr(block));
        }
    };
    for b in [1, 2, 3, 7, 50, 60] {
        for c in [1, 2, 3, 511, 512, 600] {
            let (mut asm, _) = Asm::new(b + 3, Origin::Local, &[if c == 1 { &every } else { &every[25..27] }]);
            block(&mut asm, 0, b, c);
            forms.push(asm.finish(Op::SetList, format!("{b} {c}")));
        }
    }
    for extra in [0, 1, 2, 3, 60] {
        for c in [1, 2, 600] {
            let tables = tables();
            let (asm, _) = Asm::new(FRAME, Origin::Local, &[&tables]);
            let mut asm = asm.vararg();
            for i in 0..extra {
                asm.input(To::Parameter, &every[i % every.len()..=i % every.len()]);
            }
            asm.emit(Instr::abc(Op::VarArg, 2, 0, 0));
            block(&mut asm, 0, 0, c);
            let first = crate::isa::RegSet::range(2, 256);
            asm.forget(first);
            forms.push(asm.finish(Op::SetList, format!("open {extra} {c}")));
        }
    }
    forms
}
