//! Builds the function of a case around one instruction.
//!
//! Invariant: every register has a known value before the instruction, and all registers that the contract defines after
//! it are returned, so that what it writes and what it leaves alone both show.

use super::classes::ValueClass;
use super::{Form, Input, To, World};
use crate::isa::instr::RK_CONST;
use crate::isa::proto::vararg;
use crate::isa::{Const, Instr, LocalVar, Op, Proto, RegSet, effects};

/// Where operands come from: it shows in error messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A parameter that is a named local variable.
    Local,
    /// A parameter without a name.
    Temporary,
    /// An upvalue.
    Upvalue,
    /// A global variable.
    Global,
    /// A field of a table.
    Field,
}

impl Origin {
    /// All of them.
    pub const ALL: [Origin; 5] = [Origin::Local, Origin::Temporary, Origin::Upvalue, Origin::Global, Origin::Field];

    /// What cases call it.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Local => "local",
            Origin::Temporary => "temporary",
            Origin::Upvalue => "upvalue",
            Origin::Global => "global",
            Origin::Field => "field",
        }
    }
}

/// A function in the making.
pub struct Asm {
    pub proto: Proto,
    inputs: Vec<Input>,
    registers: u32,
    /// The first instruction under test, and the one after the last.
    tested: Option<usize>,
}

impl Asm {
    /// A function with `registers` registers and operands of these classes from `origin`, and the registers they are in.
    pub fn new(registers: u32, origin: Origin, operands: &[&[ValueClass]]) -> (Asm, Vec<u32>) {
        let mut asm = Asm { proto: Proto::default(), inputs: vec![], registers, tested: None };
        asm.proto.max_stack = registers as u8;
        let count = operands.len() as u32;
        let direct = matches!(origin, Origin::Local | Origin::Temporary);
        let first = match origin {
            Origin::Local | Origin::Temporary | Origin::Upvalue | Origin::Global => 0,
            Origin::Field => 1,
        };
        let parameters = first + if direct { count } else { 0 };
        asm.proto.num_params = parameters as u8;
        if origin == Origin::Field {
            asm.inputs.push(Input { to: To::Holder, classes: vec![0] });
        }
        for register in parameters..registers {
            asm.mark(register);
        }
        for (i, classes) in operands.iter().enumerate() {
            // Names count from 1, and count the holder.
            let number = asm.inputs.len() + 1;
            let register = first + i as u32;
            let to = match origin {
                Origin::Local | Origin::Temporary => To::Parameter,
                Origin::Upvalue => {
                    asm.proto.upvalue_names.push(format!("u{number}").into_bytes().into());
                    asm.emit(Instr::abc(Op::GetUpval, register, u32::from(asm.proto.num_upvalues), 0));
                    asm.proto.num_upvalues += 1;
                    To::Upvalue
                }
                Origin::Global => {
                    let name = asm.text(&format!("g{number}"));
                    asm.emit(Instr::abx(Op::GetGlobal, register, name));
                    To::Global
                }
                Origin::Field => {
                    let name = asm.text(&format!("f{number}"));
                    asm.emit(Instr::abc(Op::GetTable, register, 0, name | RK_CONST));
                    To::Field
                }
            };
            if origin == Origin::Local {
                let name = [b'a' + i as u8];
                asm.proto.locals.push(LocalVar { name: name[..].into(), start_pc: 0, end_pc: 0 });
            }
            asm.inputs.push(Input { to, classes: classes.to_vec() });
        }
        (asm, (first..first + count).collect())
    }

    /// A function that takes variable arguments.
    pub fn vararg(mut self) -> Asm {
        self.proto.is_vararg = vararg::IS_VARARG;
        self
    }

    /// Another operand, after the others; a parameter of a vararg function becomes a variable argument.
    pub fn input(&mut self, to: To, classes: &[ValueClass]) {
        self.inputs.push(Input { to, classes: classes.to_vec() });
    }

    pub fn constant(&mut self, constant: Const) -> u32 {
        let constants = &mut self.proto.constants;
        let found = constants.iter().position(|c| *c == constant);
        found.unwrap_or_else(|| {
            constants.push(constant);
            constants.len() - 1
        }) as u32
    }

    pub fn number(&mut self, n: f64) -> u32 {
        self.constant(Const::Number(n))
    }

    pub fn text(&mut self, text: &str) -> u32 {
        self.constant(super::classes::text(text.as_bytes()))
    }

    /// A number that tells the register apart.
    pub fn mark(&mut self, register: u32) {
        let mark = self.number(f64::from(1000 + register));
        self.emit(Instr::abx(Op::LoadK, register, mark));
    }

    pub fn emit(&mut self, instr: Instr) {
        self.proto.code.push(instr);
    }

    /// The instruction under test.
    pub fn test(&mut self, instr: Instr) {
        self.tested.get_or_insert(self.proto.code.len());
        self.emit(instr);
    }

    /// A test and its jump: the register after the last one of the frame is marked if the jump is not taken.
    pub fn branch(&mut self, instr: Instr) {
        let marker = self.registers;
        self.registers += 1;
        self.proto.max_stack += 1;
        self.proto.code.insert(0, Instr::abc(Op::LoadBool, marker, 0, 0));
        self.test(instr);
        self.emit(Instr::asbx(Op::Jmp, 0, 1));
        self.emit(Instr::abc(Op::LoadBool, marker, 1, 0));
    }

    /// Nothing defines these registers any more.
    pub fn forget(&mut self, registers: RegSet) {
        let end = self.registers;
        for register in registers.iter().map(u32::from).filter(|r| *r < end) {
            self.emit(Instr::abc(Op::LoadNil, register, register, 0));
        }
    }

    /// Forgets what the instruction at `pc` leaves undefined.
    pub fn forget_after(&mut self, pc: usize) {
        // The instruction goes on somewhere once the function is complete.
        let mut complete = self.proto.clone();
        complete.code.resize(complete.code.len() + 3, Instr::abc(Op::Return, 0, 1, 0));
        if let Ok(found) = effects(&complete, pc) {
            let written = found.next.iter().map(|edge| edge.writes).reduce(|a, b| a & b).unwrap_or(RegSet::EMPTY);
            self.forget((found.clobbers | found.scratch) - written);
        }
    }

    /// Returns all registers.
    pub fn finish(mut self, op: Op, name: impl Into<String>) -> Form {
        if let Some(pc) = self.tested {
            self.forget_after(pc);
        }
        self.emit(Instr::abc(Op::Return, 0, self.registers + 1, 0));
        self.close(op, name)
    }

    /// Returns all registers up to top.
    pub fn finish_open(mut self, op: Op, name: impl Into<String>) -> Form {
        self.emit(Instr::abc(Op::Return, 0, 0, 0));
        self.emit(Instr::abc(Op::Return, 0, 1, 0));
        self.close(op, name)
    }

    /// A function whose code is complete.
    pub fn close(mut self, op: Op, name: impl Into<String>) -> Form {
        let end = self.proto.code.len() as u32;
        self.proto.lines = (1..=end).collect();
        for local in &mut self.proto.locals {
            local.end_pc = end;
        }
        Form { op, name: name.into(), proto: self.proto, inputs: self.inputs, world: World::Plain }
    }
}
