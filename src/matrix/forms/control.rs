//! Jumps, calls, loops, closures and variable arguments.

use crate::isa::instr::RK_CONST;
use crate::isa::proto::vararg;
use crate::isa::{Instr, Op, Proto, RegSet};
use crate::matrix::asm::{Asm, Origin};
use crate::matrix::classes::{all, named};
use crate::matrix::{Form, To};

/// Register of the called function; its arguments are marked numbers.
const BASE: u32 = 4;
const FRAME: u32 = 11;

pub fn jumps() -> Vec<Form> {
    let mut forms = vec![];
    for distance in 0..4 {
        let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[]);
        asm.test(Instr::asbx(Op::Jmp, 0, distance));
        for register in 0..4 {
            asm.emit(Instr::abc(Op::LoadNil, register, register, 0));
        }
        forms.push(asm.finish(Op::Jmp, format!("{distance}")));
    }
    let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[&named(&["1", "-1", "0.5", "inf", "nan"])]);
    let (one, ten) = (asm.number(1.0) | RK_CONST, asm.number(10.0) | RK_CONST);
    asm.emit(Instr::abc(Op::Add, 0, 0, one));
    asm.emit(Instr::abc(Op::Add, 1, 1, one));
    asm.emit(Instr::abc(Op::Lt, 0, 0, ten));
    asm.emit(Instr::asbx(Op::Jmp, 0, 3));
    let limit = asm.number(1010.0) | RK_CONST;
    asm.emit(Instr::abc(Op::Lt, 1, limit, 1));
    asm.emit(Instr::asbx(Op::Jmp, 0, 1));
    asm.test(Instr::asbx(Op::Jmp, 0, -7));
    forms.push(asm.finish(Op::Jmp, "-7"));
    forms
}

/// Ends a function after a CALL with `c`.
fn finish_call(asm: Asm, op: Op, c: u32, name: String) -> Form {
    if c == 0 { asm.finish_open(op, name) } else { asm.finish(op, name) }
}

pub fn calls() -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for c in [0, 1, 2, 3, 6] {
        for b in [1, 2, 3, 6] {
            for origin in Origin::ALL {
                let (mut asm, r) = Asm::new(FRAME, origin, &[&every]);
                asm.emit(Instr::abc(Op::Move, BASE, r[0], 0));
                asm.test(Instr::abc(Op::Call, BASE, b, c));
                forms.push(finish_call(asm, Op::Call, c, format!("{b} {c} {}", origin.name())));
            }
            let (mut asm, r) = Asm::new(FRAME, Origin::Local, &[&every]);
            asm.test(Instr::abc(Op::Call, r[0], b, c));
            forms.push(finish_call(asm, Op::Call, c, format!("{b} {c} the variable itself")));
        }
        for extra in [0, 1, 2, 5] {
            let (asm, r) = Asm::new(FRAME, Origin::Local, &[&every]);
            let mut asm = asm.vararg();
            (0..extra).for_each(|i| asm.input(To::Parameter, &every[i + 3..i + 4]));
            asm.emit(Instr::abc(Op::Move, BASE, r[0], 0));
            asm.emit(Instr::abc(Op::VarArg, BASE + 1, 0, 0));
            asm.test(Instr::abc(Op::Call, BASE, 0, c));
            forms.push(finish_call(asm, Op::Call, c, format!("open {extra} {c}")));
        }
        for origin in Origin::ALL {
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every]);
            let name = asm.text("m") | RK_CONST;
            asm.emit(Instr::abc(Op::SelfOp, BASE, r[0], name));
            asm.test(Instr::abc(Op::Call, BASE, 3, c));
            forms.push(finish_call(asm, Op::Call, c, format!("method {c} {}", origin.name())));
        }
        forms.extend(entries(c));
    }
    forms
}

/// Calls of functions with all kinds of parameter lists.
fn entries(c: u32) -> Vec<Form> {
    let mut forms = vec![];
    for parameters in 0..4 {
        for flags in [0, 1, 2, 3, 7] {
            for b in 1..=6 {
                let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[]);
                asm.proto.protos.push(callee(parameters, flags));
                asm.emit(Instr::abx(Op::Closure, BASE, 0));
                asm.test(Instr::abc(Op::Call, BASE, b, c));
                forms.push(finish_call(asm, Op::Call, c, format!("{b} {c} {parameters} parameters, flags {flags}")));
            }
        }
    }
    forms
}

/// A function that returns its parameters, its `arg` and its variable arguments.
fn callee(parameters: u32, flags: u8) -> Proto {
    let fixed = parameters + u32::from(flags & vararg::HAS_ARG);
    let open = flags & vararg::IS_VARARG != 0 && flags & vararg::NEEDS_ARG == 0;
    let mut code = vec![];
    if open {
        code.push(Instr::abc(Op::VarArg, fixed, 0, 0));
        code.push(Instr::abc(Op::Return, 0, 0, 0));
    }
    code.push(Instr::abc(Op::Return, 0, fixed + 1, 0));
    nested(Proto {
        num_params: parameters as u8,
        is_vararg: flags,
        max_stack: fixed as u8 + 2,
        code,
        ..Proto::default()
    })
}

/// A nested function with the debug information that it needs: its lines are those of its own instructions.
fn nested(mut proto: Proto) -> Proto {
    proto.lines = (1..=proto.code.len() as u32).collect();
    // Without names the reference does not show the values of upvalues.
    proto.upvalue_names = (0..proto.num_upvalues).map(|u| format!("u{u}").into_bytes().into()).collect();
    proto
}

pub fn tail_calls() -> Vec<Form> {
    let every = all();
    let mut forms = vec![];
    for origin in Origin::ALL {
        for b in [1, 2, 3, 6] {
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every]);
            asm.emit(Instr::abc(Op::Move, BASE, r[0], 0));
            asm.emit(Instr::abc(Op::TailCall, BASE, b, 0));
            asm.emit(Instr::abc(Op::Return, BASE, 0, 0));
            forms.push(asm.finish(Op::TailCall, format!("{b} {}", origin.name())));
        }
        for extra in [0, 1, 2, 5] {
            let (asm, r) = Asm::new(FRAME, origin, &[&every]);
            let mut asm = asm.vararg();
            (0..extra).for_each(|i| asm.input(To::Parameter, &every[i + 3..i + 4]));
            asm.emit(Instr::abc(Op::Move, BASE, r[0], 0));
            asm.emit(Instr::abc(Op::VarArg, BASE + 1, 0, 0));
            asm.emit(Instr::abc(Op::TailCall, BASE, 0, 0));
            asm.emit(Instr::abc(Op::Return, BASE, 0, 0));
            forms.push(asm.finish(Op::TailCall, format!("open {extra} {}", origin.name())));
        }
    }
    forms
}

pub fn returns() -> Vec<Form> {
    let values = named(&["nil", "1", "table"]);
    let mut forms = vec![];
    for a in 0..5 {
        for b in 1..6 {
            let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[&values, &values]);
            asm.emit(Instr::abc(Op::Return, a, b, 0));
            forms.push(asm.finish(Op::Return, format!("{a} {b} to a library function")));
            for c in [0, 1, 2, 3, 6] {
                let mut code: Vec<Instr> = vec![Instr::abc(Op::LoadNil, 0, 9, 0)];
                code.push(Instr::abc(Op::LoadBool, a, 1, 0));
                code.push(Instr::abc(Op::Return, a, b, 0));
                code.push(Instr::abc(Op::Return, 0, 1, 0));
                let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[&values]);
                asm.proto.protos.push(nested(Proto { max_stack: 10, code, ..Proto::default() }));
                asm.emit(Instr::abx(Op::Closure, BASE, 0));
                asm.test(Instr::abc(Op::Call, BASE, 1, c));
                forms.push(finish_call(asm, Op::Return, c, format!("{a} {b} to a call for {c}")));
            }
        }
        for extra in [0, 1, 2, 5] {
            let (asm, _) = Asm::new(FRAME, Origin::Local, &[&values]);
            let mut asm = asm.vararg();
            (0..extra).for_each(|i| asm.input(To::Parameter, &values[i % 3..i % 3 + 1]));
            asm.emit(Instr::abc(Op::VarArg, a + 2, 0, 0));
            asm.emit(Instr::abc(Op::Return, a, 0, 0));
            forms.push(asm.finish(Op::Return, format!("{a} open {extra}")));
        }
    }
    forms
}

pub fn numeric_loops(op: Op) -> Vec<Form> {
    let every = all();
    let few = named(&["1", "-1", "\"10\"", "\"0x10\""]);
    let numbers = named(&[
        "0", "-0", "1", "-1", "2", "0.5", "-2.5", "2^53", "1e308", "5e-324", "nan", "inf", "-inf", "\"a\"", "\"10\"",
        "\"0x10\"", "\" 10 \"", "\"1e1\"", "nil",
    ]);
    let operands: &[[&[u8]; 3]] = if op == Op::ForPrep {
        &[[&every, &few, &few], [&few, &every, &few], [&few, &few, &every]]
    } else {
        &[[&numbers, &numbers, &numbers]]
    };
    let mut forms = vec![];
    for operands in operands {
        for origin in [Origin::Local, Origin::Temporary] {
            let (mut asm, _) = Asm::new(7, origin, operands);
            let (zero, one, most) = (asm.number(0.0), asm.number(1.0) | RK_CONST, asm.number(6.0) | RK_CONST);
            // R4 counts, R5 holds what the variable was.
            asm.emit(Instr::abx(Op::LoadK, 4, zero));
            asm.emit(Instr::abc(Op::NewTable, 5, 0, 0));
            asm.test(Instr::asbx(Op::ForPrep, 0, 4));
            asm.emit(Instr::abc(Op::Add, 4, 4, one));
            asm.emit(Instr::abc(Op::SetTable, 5, 4, 3));
            asm.emit(Instr::abc(Op::Lt, 1, most, 4));
            asm.emit(Instr::asbx(Op::Jmp, 0, 1));
            asm.emit(Instr::asbx(Op::ForLoop, 0, -5));
            asm.forget(RegSet::one(0));
            let name =
                format!("{} {} x {} x {}", origin.name(), operands[0].len(), operands[1].len(), operands[2].len());
            forms.push(asm.finish(op, name));
        }
    }
    forms
}

pub fn generic_loops() -> Vec<Form> {
    let every = all();
    let (state, control) = (named(&["nil", "1", "list", "table value"]), named(&["nil", "1", "2", "\"a\""]));
    let mut forms = vec![];
    for origin in [Origin::Local, Origin::Temporary, Origin::Upvalue] {
        for c in [1, 2, 3, 4, 6] {
            let (mut asm, r) = Asm::new(FRAME, origin, &[&every, &state, &control]);
            asm.branch(Instr::abc(Op::TForLoop, r[0], 0, c));
            forms.push(asm.finish(Op::TForLoop, format!("{c} {}", origin.name())));
        }
    }
    forms
}

/// A function that captures upvalues; it gives all new values if `sets`, else returns the first.
fn capturing(upvalues: u32, sets: bool) -> Proto {
    let mut code = vec![];
    if sets {
        code.push(Instr::abc(Op::LoadBool, 0, 1, 0));
        code.extend((0..upvalues).map(|u| Instr::abc(Op::SetUpval, 0, u, 0)));
        code.push(Instr::abc(Op::Return, 0, 1, 0));
    } else {
        code.push(if upvalues > 0 { Instr::abc(Op::GetUpval, 0, 0, 0) } else { Instr::abc(Op::LoadNil, 0, 0, 0) });
        code.push(Instr::abc(Op::Return, 0, 2, 0));
    }
    nested(Proto { num_upvalues: upvalues as u8, max_stack: 2, code, ..Proto::default() })
}

fn capture(register: u32) -> Instr {
    Instr::abc(Op::Move, 0, register, 0)
}

pub fn closes() -> Vec<Form> {
    let values = named(&["nil", "1", "table"]);
    let mut forms = vec![];
    for from in 0..5 {
        for captured in [&[][..], &[0], &[1], &[2], &[0, 1], &[2, 0], &[0, 1, 2], &[1, 1], &[2, 1, 0, 1]] {
            let (mut asm, _) = Asm::new(FRAME, Origin::Local, &[&values, &values]);
            asm.proto.protos.push(capturing(1, false));
            for (i, &register) in captured.iter().enumerate() {
                asm.emit(Instr::abx(Op::Closure, BASE + i as u32, 0));
                asm.emit(capture(register));
            }
            asm.test(Instr::abc(Op::Close, from, 0, 0));
            // What is still open follows the registers.
            for register in 0..3 {
                asm.emit(Instr::abc(Op::LoadBool, register, 1, 0));
            }
            forms.push(asm.finish(Op::Close, format!("{from} of {captured:?}")));
        }
    }
    forms
}

pub fn closures() -> Vec<Form> {
    let values = named(&["nil", "1", "table"]);
    let upvalue = |index| Instr::abc(Op::GetUpval, 0, index, 0);
    let lists: [&[Instr]; 14] = [
        &[],
        &[capture(0)],
        &[capture(1)],
        &[upvalue(0)],
        &[upvalue(1)],
        &[capture(0), capture(1)],
        &[capture(1), capture(0)],
        &[capture(0), capture(0)],
        &[upvalue(0), upvalue(0)],
        &[upvalue(0), capture(0)],
        &[capture(0), capture(1), upvalue(0), upvalue(1)],
        &[capture(BASE)],
        &[capture(BASE), capture(0)],
        &[capture(BASE), upvalue(1), capture(9)],
    ];
    let mut forms = vec![];
    for list in lists {
        for sets in [false, true] {
            for calls in [false, true] {
                let (mut asm, _) = Asm::new(FRAME, Origin::Upvalue, &[&values, &values]);
                asm.proto.protos.push(capturing(list.len() as u32, sets));
                asm.test(Instr::abx(Op::Closure, BASE, 0));
                list.iter().for_each(|&word| asm.emit(word));
                if calls {
                    asm.emit(Instr::abc(Op::Move, BASE + 1, BASE, 0));
                    asm.emit(Instr::abc(Op::Call, BASE + 1, 1, 2));
                    asm.forget(RegSet::range(BASE + 2, FRAME));
                }
                asm.emit(Instr::abc(Op::Move, 0, 1, 0));
                let words: Vec<String> = list.iter().map(|word| format!("{word:?}")).collect();
                let name = format!("[{}] sets {sets} calls {calls}", words.join(", "));
                forms.push(asm.finish(Op::Closure, name));
            }
        }
    }
    forms
}

pub fn varargs() -> Vec<Form> {
    let values = named(&["nil", "1", "table"]);
    let mut forms = vec![];
    for extra in 0..6 {
        for a in [0, 1, 3] {
            for b in [0, 1, 2, 3, 4, 7] {
                let (asm, _) = Asm::new(FRAME, Origin::Local, &[&values]);
                let mut asm = asm.vararg();
                (0..extra).for_each(|i| asm.input(To::Parameter, &values[i % 3..i % 3 + 1]));
                asm.test(Instr::abc(Op::VarArg, a, b, 0));
                let name = format!("{a} {b} of {extra}");
                forms.push(if b == 0 { asm.finish_open(Op::VarArg, name) } else { asm.finish(Op::VarArg, name) });
            }
        }
    }
    forms
}
