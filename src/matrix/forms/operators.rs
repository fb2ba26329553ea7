//! Operators and tests: full cross products of operands.

use crate::isa::instr::RK_CONST;
use crate::isa::{Const, Instr, Op};
use crate::matrix::Form;
use crate::matrix::asm::{Asm, Origin};
use crate::matrix::classes::{ValueClass, all, constants, named};

/// Registers of a frame; operands come first.
const FRAME: u32 = 5;

fn shown(constant: &Const) -> String {
    crate::isa::comment::constant(constant, 20)
}

/// Pairs of operands with at least one constant: names, and what to put where.
fn with_constants(mut form: impl FnMut(Asm, String, u32, u32)) {
    let every = all();
    for constant in constants() {
        let text = shown(&constant);
        for left in [false, true] {
            let (mut asm, registers) = Asm::new(FRAME, Origin::Local, &[&every]);
            let k = asm.constant(constant.clone()) | RK_CONST;
            match left {
                false => form(asm, format!("RK {text}"), registers[0], k),
                true => form(asm, format!("KR {text}"), k, registers[0]),
            }
        }
        for other in constants() {
            let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[]);
            let name = format!("KK {text} {}", shown(&other));
            let (b, c) = (asm.constant(constant.clone()) | RK_CONST, asm.constant(other) | RK_CONST);
            form(asm, name, b, c);
        }
    }
}

pub fn arithmetic(op: Op) -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for origin in Origin::ALL {
        let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &every]);
        asm.test(Instr::abc(op, FRAME - 1, r[0], r[1]));
        forms.push(asm.finish(op, format!("RR {}", origin.name())));
    }
    for (name, target) in [("A = B", 0), ("A = C", 1)] {
        let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every, &every]);
        asm.test(Instr::abc(op, r[target], r[0], r[1]));
        forms.push(asm.finish(op, format!("RR {name}")));
    }
    for target in [0, FRAME - 1] {
        let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every]);
        asm.test(Instr::abc(op, target, r[0], r[0]));
        forms.push(asm.finish(op, format!("RR same, A = {target}")));
    }
    with_constants(|mut asm, name, b, c| {
        asm.test(Instr::abc(op, FRAME - 1, b, c));
        forms.push(asm.finish(op, name));
    });
    forms
}

pub fn unary(op: Op) -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for origin in Origin::ALL {
        for in_place in [false, true] {
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every]);
            asm.test(Instr::abc(op, if in_place { r[0] } else { FRAME - 1 }, r[0], 0));
            forms.push(asm.finish(op, format!("{}{}", origin.name(), if in_place { ", A = B" } else { "" })));
        }
    }
    forms
}

pub fn comparison(op: Op) -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for a in [0, 1] {
        for origin in [Origin::Local, Origin::Upvalue] {
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &every]);
            asm.branch(Instr::abc(op, a, r[0], r[1]));
            forms.push(asm.finish(op, format!("{a} RR {}", origin.name())));
        }
        let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every]);
        asm.branch(Instr::abc(op, a, r[0], r[0]));
        forms.push(asm.finish(op, format!("{a} RR same")));
        with_constants(|mut asm, name, b, c| {
            asm.branch(Instr::abc(op, a, b, c));
            forms.push(asm.finish(op, format!("{a} {name}")));
        });
    }
    forms
}

pub fn tests(op: Op) -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for c in [0, 1] {
        for in_place in [false, true] {
            let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every]);
            asm.branch(if op == Op::TestSet {
                Instr::abc(op, if in_place { r[0] } else { FRAME - 1 }, r[0], c)
            } else {
                Instr::abc(op, r[0], 0, c)
            });
            forms.push(asm.finish(op, format!("C = {c}{}", if in_place { ", A = B" } else { "" })));
        }
    }
    forms
}

pub fn concat() -> Vec<Form> {
    let every = all();
    let some = named(&[
        "nil",
        "true",
        "-0",
        "0.5",
        "nan",
        "1e308",
        "\"\"",
        "\"a\"",
        "\"10\\0\"",
        "table",
        "table value",
        "table nothing",
        "table many",
        "table raises",
        "table callable",
        "table number",
        "function",
        "userdata value",
    ]);
    let few = named(&["1", "\"a\"", "table value", "table many", "userdata yes", "false"]);
    let ranges: [&[&[ValueClass]]; 4] = [
        &[&every, &every],
        &[&some, &some, &some],
        &[&few, &few, &few, &few],
        &[&few[..3], &few[..3], &few[..3], &few[..3], &few[..3], &few[..3]],
    ];
    let mut forms = vec![];
    for operands in ranges {
        let origins: &[Origin] = if operands.len() == 2 { &Origin::ALL } else { &[Origin::Local, Origin::Temporary] };
        for &origin in origins {
            let count = operands.len() as u32;
            let (probe, first) = (count + 3, u32::from(origin == Origin::Field));
            let targets = [probe - 1, first, first + count - 1];
            // Where the result goes matters with two operands as with more.
            let targets = if origin == Origin::Local && count == 2 { &targets[..] } else { &targets[..1] };
            for &target in targets {
                let (mut asm, r) = Asm::new(probe, origin, operands);
                asm.test(Instr::abc(Op::Concat, target, r[0], r[r.len() - 1]));
                forms.push(asm.finish(Op::Concat, format!("{count} {}, A = {target}", origin.name())));
            }
        }
    }
    forms
}
