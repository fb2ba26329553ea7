//! Expressions straight from the grammar: every operator with every kind of operand on either side, chains, groups,
//! suffixes. Templates know idioms; this knows none, and so comes to where compilers have their corner cases: jump lists
//! of nested `and`, `or`, `not` and comparisons, constant folding, operands that are constants, registers or relocatable.
//!
//! Invariant: as of [`super::expr`]; operations are chosen so that operands of their types do not fail.

use super::build::{Gen, call};
use super::scope::Ty;
use crate::syntax::ast::*;

const ARITHMETIC: [BinaryOp; 6] =
    [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div, BinaryOp::Mod, BinaryOp::Pow];
const COMPARISONS: [BinaryOp; 6] = [BinaryOp::Lt, BinaryOp::Le, BinaryOp::Gt, BinaryOp::Ge, BinaryOp::Eq, BinaryOp::Ne];

impl Gen<'_, '_> {
    /// An expression of the type from the grammar; `None` for types of which it makes none.
    pub fn grown(&mut self, ty: Ty) -> Option<Expr> {
        Some(match ty {
            Ty::Int => self.whole_number(),
            Ty::Num => self.grown_number(),
            Ty::Bool => self.comparison_or_logic(),
            Ty::Str => self.grown_text(),
            Ty::Any => self.any_shape(),
            Ty::Map => self.constructor(),
            Ty::List | Ty::Fun | Ty::Obj | Ty::Co => return None,
        })
    }

    /// What stands where only the truth of a value counts.
    pub fn condition(&mut self) -> Expr {
        if self.swarm.grammar == 0 {
            return self.expr(Ty::Bool);
        }
        self.depth += 1;
        let e = match self.below(12) {
            0..4 => self.expr(Ty::Bool),
            4..7 => self.logic(Ty::Bool),
            7 | 8 => self.logic(Ty::Any),
            9 => self.comparison(),
            10 => {
                let e = self.logic(Ty::Any);
                Expr::unary(UnaryOp::Not, e)
            }
            _ => self.expr(Ty::Any),
        };
        self.depth -= 1;
        e
    }

    /// Two to five operands, joined from the left, from the right, or in groups.
    fn joined(
        &mut self,
        mut operand: impl FnMut(&mut Self) -> Expr,
        mut op: impl FnMut(&mut Self) -> BinaryOp,
    ) -> Expr {
        let count = match self.below(8) {
            0..4 => 2,
            4 | 5 => 3,
            6 => 4,
            _ => 5,
        };
        let mut parts: Vec<Expr> = (0..count).map(|_| operand(self)).collect();
        while parts.len() > 1 {
            let at = self.below(parts.len() as u32 - 1) as usize;
            let right = parts.remove(at + 1);
            let left = std::mem::replace(&mut parts[at], ExprKind::Nil.into());
            let op = op(self);
            let whole = Expr::binary(op, left, right);
            parts[at] = if self.chance(30) { Expr::paren(whole) } else { whole };
        }
        parts.pop().unwrap_or_else(|| ExprKind::Nil.into())
    }

    fn whole_number(&mut self) -> Expr {
        match self.below(8) {
            0..4 => self.joined(|g| g.expr(Ty::Int), |g| g.pick(&ARITHMETIC[..3])),
            4 => {
                let e = self.expr(Ty::Int);
                Expr::unary(UnaryOp::Minus, e)
            }
            5 => {
                let e = if self.chance(128) { self.expr(Ty::List) } else { self.expr(Ty::Str) };
                Expr::unary(UnaryOp::Len, e)
            }
            6 => self.chosen(Ty::Int),
            _ => {
                let (e, by) = (self.expr(Ty::Int), f64::from(self.below(20)) + 2.0);
                Expr::binary(BinaryOp::Mod, e, Expr::number(by))
            }
        }
    }

    fn grown_number(&mut self) -> Expr {
        match self.below(10) {
            0..5 => self.joined(|g| g.number_operand(), |g| g.pick(&ARITHMETIC)),
            // Constants alone: folded where that is allowed.
            5 => self.joined(|g| g.literal(Ty::Num), |g| g.pick(&ARITHMETIC)),
            6 => {
                let e = self.number_operand();
                Expr::unary(UnaryOp::Minus, e)
            }
            7 => self.chosen(Ty::Num),
            8 => {
                let e = self.expr(Ty::Num);
                Expr::paren(e)
            }
            _ => self.whole_number(),
        }
    }

    fn number_operand(&mut self) -> Expr {
        match self.below(12) {
            0..7 => self.expr(Ty::Num),
            7 => {
                let e = self.expr(Ty::Num);
                Expr::unary(UnaryOp::Minus, e)
            }
            8 | 9 => self.literal(Ty::Num),
            10 => Expr::string(self.pick(&[&b"10"[..], b"0x1F", b" 2.5 ", b"1e1", b"-3"])),
            _ => {
                let e = self.expr(Ty::Str);
                Expr::unary(UnaryOp::Len, e)
            }
        }
    }

    /// `condition and a or b`, where `a` is never false.
    fn chosen(&mut self, ty: Ty) -> Expr {
        let (cond, yes, no) = (self.condition(), self.expr(ty), self.expr(ty));
        Expr::binary(BinaryOp::Or, Expr::binary(BinaryOp::And, cond, yes), no)
    }

    fn comparison_or_logic(&mut self) -> Expr {
        match self.below(8) {
            0..4 => self.comparison(),
            4..6 => self.logic(Ty::Bool),
            6 => {
                let e = self.condition();
                Expr::unary(UnaryOp::Not, e)
            }
            _ => {
                let e = self.condition();
                Expr::unary(UnaryOp::Not, Expr::unary(UnaryOp::Not, e))
            }
        }
    }

    fn comparison(&mut self) -> Expr {
        let op = self.pick(&COMPARISONS);
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        let ty = match self.below(4) {
            0 | 1 => Ty::Num,
            2 => Ty::Str,
            _ if equality => Ty::Any,
            _ => Ty::Int,
        };
        let (mut left, mut right) = (self.expr(ty), self.expr(ty));
        match self.below(8) {
            0 => left = self.literal(ty),
            1 | 2 => right = self.literal(ty),
            3 if equality => {
                let kind = self.pick(&[0, 1, 2]);
                right = [ExprKind::Nil, ExprKind::True, ExprKind::False]
                    .into_iter()
                    .nth(kind)
                    .unwrap_or(ExprKind::Nil)
                    .into();
            }
            // A comparison compared.
            4 if equality => {
                self.depth += 1;
                left = Expr::paren(self.comparison_or_leaf());
                self.depth -= 1;
            }
            _ => {}
        }
        Expr::binary(op, left, right)
    }

    fn comparison_or_leaf(&mut self) -> Expr {
        if self.depth >= self.profile.depth || self.fuel < 0 { self.leaf(Ty::Bool) } else { self.comparison() }
    }

    /// Operands with `and` and `or` between them, some negated, some groups.
    fn logic(&mut self, ty: Ty) -> Expr {
        if self.depth >= self.profile.depth + 2 || self.fuel < 0 {
            return self.leaf(ty);
        }
        self.depth += 1;
        let e = self.joined(
            |g| match g.below(10) {
                0..3 => g.leaf(ty),
                3 | 4 => g.expr(ty),
                5 | 6 => g.comparison_or_leaf(),
                7 => {
                    let e = g.leaf(Ty::Any);
                    Expr::unary(UnaryOp::Not, e)
                }
                8 => {
                    let e = g.logic(ty);
                    if g.chance(100) { Expr::unary(UnaryOp::Not, e) } else { e }
                }
                _ => match g.below(4) {
                    0 => ExprKind::True.into(),
                    1 => ExprKind::False.into(),
                    2 if ty == Ty::Any => ExprKind::Nil.into(),
                    3 if ty == Ty::Any => g.literal(Ty::Int),
                    _ => g.leaf(ty),
                },
            },
            |g| g.pick(&[BinaryOp::And, BinaryOp::Or]),
        );
        self.depth -= 1;
        e
    }

    fn grown_text(&mut self) -> Expr {
        match self.below(8) {
            0..4 => self.joined(
                |g| {
                    let ty = g.pick(&[Ty::Str, Ty::Str, Ty::Int, Ty::Num]);
                    g.expr(ty)
                },
                |_| BinaryOp::Concat,
            ),
            4 | 5 => self.chosen(Ty::Str),
            6 => {
                // Methods one after the other.
                let mut e = self.leaf(Ty::Str);
                if !matches!(e.kind, ExprKind::Name(_)) {
                    e = Expr::paren(e);
                }
                for _ in 0..=self.below(3) {
                    let (name, args): (&str, Vec<Expr>) = match self.below(5) {
                        0 => ("upper", vec![]),
                        1 => ("lower", vec![]),
                        2 => ("reverse", vec![]),
                        3 => ("sub", vec![self.literal(Ty::Int), self.literal(Ty::Int)]),
                        _ => ("sub", vec![self.leaf(Ty::Int)]),
                    };
                    e = Expr::method(e, name.as_bytes(), args);
                }
                e
            }
            _ => {
                let e = self.expr(Ty::Any);
                call("tostring", vec![Expr::paren(e)])
            }
        }
    }

    fn any_shape(&mut self) -> Expr {
        match self.below(16) {
            0..4 => self.logic(Ty::Any),
            4 => self.comparison(),
            5 => self.grown_number(),
            6 => self.grown_text(),
            7 => self.constructor(),
            8 => {
                let e = self.expr(Ty::Any);
                Expr::paren(e)
            }
            9 => {
                let e = self.condition();
                Expr::unary(UnaryOp::Not, e)
            }
            10 if self.function().vararg => Expr::paren(Expr::vararg()),
            10 | 11 => {
                // An index into what was just made.
                let table = self.constructor();
                let base = Expr::paren(table);
                if self.chance(128) { Expr::field(base, self.field_name()) } else { Expr::index(base, self.key()) }
            }
            12 => {
                // A chain of indices that does not fail.
                let Some(i) = self.find_var(|v| v.ty == Ty::Map) else { return self.leaf(Ty::Any) };
                let t = Expr::name(self.vars[i].name.clone());
                let (key, other) = (self.key(), self.field_name());
                let inner = Expr::binary(BinaryOp::And, Expr::index(t.clone(), key.clone()), t.clone());
                let base = Expr::binary(BinaryOp::Or, inner, Expr::table(vec![]));
                let e = Expr::field(Expr::paren(base), other);
                Expr::binary(BinaryOp::Or, e, Expr::index(t, key))
            }
            13 => {
                // A table in a table, reached through names and keys.
                let value = self.expr(Ty::Any);
                let (a, b) = (self.field_name(), self.key());
                let inner = Field { key: FieldKey::Expr(b.clone()), ..Field::from(value) };
                let outer = Field { key: FieldKey::Name(a.clone()), ..Field::from(Expr::table(vec![inner])) };
                Expr::index(Expr::field(Expr::paren(Expr::table(vec![outer])), a), b)
            }
            14 => {
                let count = self.below(4);
                let mut args: Vec<Expr> = (0..count).map(|_| self.expr(Ty::Any)).collect();
                if self.chance(80) {
                    args.push(self.multi());
                }
                let body = Block::from(vec![Stat::from(StatKind::Return(vec![Expr::vararg()].into()))]);
                let f = Expr::function(Function { vararg: true, body, ..Function::default() });
                Expr::call(Expr::paren(f), args)
            }
            _ => self.chosen(Ty::Any),
        }
    }

    /// A table constructor with fields of all kinds.
    fn constructor(&mut self) -> Expr {
        let count = self.below(6);
        let mut fields: Vec<Field> =
            (0..count)
                .map(|_| {
                    if self.chance(128) { Field::from(self.expr(Ty::Any)) } else { self.map_field(|g| g.expr(Ty::Any)) }
                })
                .collect();
        if self.chance(60) {
            let e = self.multi();
            fields.push(if self.chance(60) { Expr::paren(e) } else { e }.into());
        }
        Expr::table(fields)
    }
}
