//! Operators: folding of constants, arithmetic, comparisons, the logical operators.

use super::expr::{Exp, ExpKind};
use super::func::Codegen;
use super::intent::Intent;
use crate::isa::{Arithmetic, Instr, Op};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::syntax::build::Built;

impl Codegen {
    pub(super) fn unary_op(&mut self, op: UnaryOp, mut e: Exp) -> Built<Exp> {
        match op {
            UnaryOp::Not => {
                self.negate(&mut e)?;
                Ok(e)
            }
            UnaryOp::Minus => match e.numeral().filter(|n| !n.is_nan()) {
                Some(n) => Ok(ExpKind::Number(-n).into()),
                None => self.unary_instr(Op::Unm, op, e),
            },
            UnaryOp::Len => self.unary_instr(Op::Len, op, e),
        }
    }

    fn unary_instr(&mut self, code: Op, op: UnaryOp, mut e: Exp) -> Built<Exp> {
        let operand = self.put_in_any(&mut e)?;
        self.intend(operand, |_| Intent::Operand { op: op.text(), index: 1 });
        self.free_expr(&e);
        Ok(ExpKind::Open(self.emit(Instr::abc(code, 0, operand, 0))?).into())
    }

    fn negate(&mut self, e: &mut Exp) -> Built<()> {
        self.discharge(e)?;
        e.kind = match e.kind {
            ExpKind::Nil | ExpKind::False => ExpKind::True,
            ExpKind::Constant(_) | ExpKind::Number(_) | ExpKind::True => ExpKind::False,
            ExpKind::Jump(pc) => {
                self.invert(pc);
                ExpKind::Jump(pc)
            }
            _ => {
                let reg = self.value_to_any(e)?;
                self.intend(reg, |_| Intent::Operand { op: UnaryOp::Not.text(), index: 1 });
                self.free_expr(e);
                ExpKind::Open(self.emit(Instr::abc(Op::Not, 0, reg, 0))?)
            }
        };
        std::mem::swap(&mut e.if_true, &mut e.if_false);
        self.drop_values(e.if_true);
        self.drop_values(e.if_false);
        Ok(())
    }

    /// Before the right operand is read: what must be in a register by then, is put there.
    pub(super) fn left_operand(&mut self, op: BinaryOp, e: &mut Exp) -> Built<()> {
        match op {
            BinaryOp::And => self.go_if_true(e),
            BinaryOp::Or => self.go_if_false(e),
            BinaryOp::Concat => self.put_in_next(e),
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod | BinaryOp::Pow
                if e.numeral().is_some() =>
            {
                Ok(())
            }
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Mod
            | BinaryOp::Pow
            | BinaryOp::Ne
            | BinaryOp::Eq
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => self.make_rk(e).map(|_| ()),
        }
    }

    pub(super) fn binary_op(&mut self, op: BinaryOp, left: Exp, right: Exp) -> Built<Exp> {
        match op {
            BinaryOp::And => {
                let mut e = right;
                self.discharge(&mut e)?;
                self.join(&mut e.if_false, left.if_false)?;
                Ok(e)
            }
            BinaryOp::Or => {
                let mut e = right;
                self.discharge(&mut e)?;
                self.join(&mut e.if_true, left.if_true)?;
                Ok(e)
            }
            BinaryOp::Concat => self.concat(left, right),
            BinaryOp::Add => self.arithmetic(Op::Add, op, left, right),
            BinaryOp::Sub => self.arithmetic(Op::Sub, op, left, right),
            BinaryOp::Mul => self.arithmetic(Op::Mul, op, left, right),
            BinaryOp::Div => self.arithmetic(Op::Div, op, left, right),
            BinaryOp::Mod => self.arithmetic(Op::Mod, op, left, right),
            BinaryOp::Pow => self.arithmetic(Op::Pow, op, left, right),
            BinaryOp::Eq => self.comparison(Op::Eq, true, op, left, right),
            BinaryOp::Ne => self.comparison(Op::Eq, false, op, left, right),
            BinaryOp::Lt => self.comparison(Op::Lt, true, op, left, right),
            BinaryOp::Le => self.comparison(Op::Le, true, op, left, right),
            // `a > b` is `b < a`; the operands were evaluated in the order of the source.
            BinaryOp::Gt => self.comparison(Op::Lt, false, op, left, right),
            BinaryOp::Ge => self.comparison(Op::Le, false, op, left, right),
        }
    }

    /// `left .. right`; a concatenation on the right is extended to the left.
    fn concat(&mut self, left: Exp, mut right: Exp) -> Built<Exp> {
        self.settle(&mut right)?;
        if let (ExpKind::Open(pc), ExpKind::Register(first)) = (right.kind, left.kind) {
            let instr = self.f.code[pc as usize];
            if instr.op() == Some(Op::Concat) {
                debug_assert_eq!(first + 1, instr.b(), "operands are in consecutive registers");
                self.intend(first, |_| Intent::Operand { op: BinaryOp::Concat.text(), index: 1 });
                self.free_expr(&left);
                self.f.code[pc as usize] = instr.with_b(first);
                return Ok(Exp { kind: ExpKind::Open(pc), ..left });
            }
        }
        self.put_in_next(&mut right)?;
        self.arithmetic(Op::Concat, BinaryOp::Concat, left, right)
    }

    fn arithmetic(&mut self, code: Op, op: BinaryOp, mut left: Exp, mut right: Exp) -> Built<Exp> {
        if let (Some(a), Some(b)) = (left.numeral(), right.numeral())
            && let Some(value) = fold(code, a, b)
        {
            return Ok(Exp { kind: ExpKind::Number(value), ..left });
        }
        // The right operand first: if the left one is still a numeral, its constant comes second.
        let c = self.make_rk(&mut right)?;
        let b = self.make_rk(&mut left)?;
        self.intend_rk(b, |_| Intent::Operand { op: op.text(), index: 1 });
        self.intend_rk(c, |_| Intent::Operand { op: op.text(), index: 2 });
        if b > c {
            self.free_expr(&left);
            self.free_expr(&right);
        } else {
            self.free_expr(&right);
            self.free_expr(&left);
        }
        let kind = ExpKind::Open(self.emit(Instr::abc(code, 0, b, c))?);
        Ok(Exp { kind, ..left })
    }

    fn comparison(&mut self, code: Op, cond: bool, op: BinaryOp, mut left: Exp, mut right: Exp) -> Built<Exp> {
        let mut b = self.make_rk(&mut left)?;
        let mut c = self.make_rk(&mut right)?;
        self.intend_rk(b, |_| Intent::Operand { op: op.text(), index: 1 });
        self.intend_rk(c, |_| Intent::Operand { op: op.text(), index: 2 });
        self.free_expr(&right);
        self.free_expr(&left);
        let mut cond = cond;
        if !cond && code != Op::Eq {
            std::mem::swap(&mut b, &mut c);
            cond = true;
        }
        let kind = ExpKind::Jump(self.test_jump(Instr::abc(code, u32::from(cond), b, c))?);
        Ok(Exp { kind, ..left })
    }
}

/// The value of an operation on two numerals, unless it is left to run time: division by zero and NaN are.
fn fold(op: Op, a: f64, b: f64) -> Option<f64> {
    let value = match op.arithmetic()? {
        Arithmetic::Add => a + b,
        Arithmetic::Sub => a - b,
        Arithmetic::Mul => a * b,
        Arithmetic::Div if b != 0.0 => a / b,
        Arithmetic::Mod if b != 0.0 => a - (a / b).floor() * b,
        Arithmetic::Pow => a.powf(b),
        Arithmetic::Div | Arithmetic::Mod | Arithmetic::Unm => return None,
    };
    (!value.is_nan()).then_some(value)
}
