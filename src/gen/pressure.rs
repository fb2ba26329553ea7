//! Statements that come near the limits of the instruction format: many registers, constants, upvalues,
//! items, arguments and levels.

use super::build::{Gen, call, local};
use super::scope::{Open, Ty};
use super::stat::in_block;
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

impl Gen<'_, '_> {
    /// One of them.
    pub fn pressure(&mut self, out: &mut Vec<Stat>) {
        match self.below(10) {
            0 => self.many_locals(out),
            1 => self.many_constants(out),
            2 => self.long_constructor(out),
            3 => self.long_chain(out),
            4 => self.many_arguments(out),
            5 => self.nested_calls(out),
            6 => self.upvalue_chain(out),
            7 => self.nested_blocks(out),
            8 => self.long_assignment(out),
            _ => self.long_branches(out),
        }
    }

    fn print(&mut self, args: Vec<Expr>, out: &mut Vec<Stat>) {
        out.push(StatKind::Call(call("print", args)).into());
    }

    /// Registers far up, and operations among them.
    fn many_locals(&mut self, out: &mut Vec<Stat>) {
        let room = 180_usize.saturating_sub(self.function().locals) as u32;
        let most = self.pick(&[20, 60, 120, 180, 180]);
        let count = (most - self.below(10)).min(room);
        if count == 0 {
            return;
        }
        let mut stats = Vec::new();
        self.scoped(|g| {
            let step = 1 + g.below(12);
            let mut left = count;
            while left > 0 {
                let here = step.min(left);
                let names: Vec<SourceBytes> = (0..here).map(|_| g.fresh_name("i")).collect();
                let values = (0..here).map(|_| g.leaf(Ty::Int)).collect();
                stats.push(local(names.clone(), values));
                for name in names {
                    g.declare(name, Ty::Int);
                }
                left -= here;
            }
            g.depth = 1;
            g.stats(2, &mut stats);
            let values = (0..3).map(|_| g.expr(Ty::Int)).collect();
            g.print(values, &mut stats);
            // Up to the last registers.
            let values = (0..g.below(40)).map(|_| g.leaf(Ty::Int)).collect();
            g.print(values, &mut stats);
        });
        out.push(in_block(stats));
    }

    /// Constants whose index does not fit an operand, used by every kind of instruction.
    fn many_constants(&mut self, out: &mut Vec<Stat>) {
        let first = f64::from(self.below(50)) + 0.25;
        let count = 200 + self.below(120);
        let items: Vec<Field> = (0..count).map(|i| Field::from(Expr::number(first + f64::from(i)))).collect();
        let table = self.fresh_name("t");
        let mut stats = vec![local(vec![table.clone()], vec![Expr::table(items)])];
        let t = || Expr::name(table.clone());
        let method = Expr::field(t(), "zz3".as_bytes());
        stats.push(
            StatKind::Assign { targets: vec![method], values: vec![Expr::name("type".as_bytes())].into() }.into(),
        );
        for i in 0..2 + self.below(4) {
            let k = first + f64::from(count - 1 - self.below(60).min(count - 1));
            let name: SourceBytes = format!("key{i}").into_bytes().into();
            let value = match self.below(6) {
                0 => Expr::binary(BinaryOp::Add, Expr::number(k), Expr::index(t(), Expr::number(1.0))),
                1 => Expr::binary(BinaryOp::Lt, Expr::index(t(), Expr::number(2.0)), Expr::number(k)),
                2 => Expr::binary(BinaryOp::Eq, Expr::field(t(), "zz1".as_bytes()), Expr::string("zz2".as_bytes())),
                // The object in a register that the call takes over.
                3 => Expr::method(
                    Expr::index(Expr::table(vec![Field::from(t())]), Expr::number(1.0)),
                    "zz3".as_bytes(),
                    vec![],
                ),
                4 => {
                    Expr::method(Expr::paren(Expr::string("zz".as_bytes())), "rep".as_bytes(), vec![Expr::number(2.0)])
                }
                _ => Expr::binary(BinaryOp::Concat, Expr::number(k), Expr::string("zz".as_bytes())),
            };
            stats.push(StatKind::Assign { targets: vec![Expr::field(t(), name)], values: vec![value].into() }.into());
        }
        let shown = ["key0", "key1", "key2"].map(|k| Expr::field(t(), k.as_bytes()));
        self.print(shown.into(), &mut stats);
        out.push(in_block(stats));
    }

    /// More items than one SETLIST takes, a hash part between them, open results at the end.
    fn long_constructor(&mut self, out: &mut Vec<Stat>) {
        // Behind so many items the number of the block no longer fits the instruction.
        let huge = if self.below(8) == 0 { 25_550 } else { 0 };
        // One or two items in the last block, or many.
        let few = self.chance(if huge == 0 { 96 } else { 170 });
        let rest = match few {
            true => 50 * self.below(3) + 1 + self.below(2),
            false => self.pick(&[45, 50, 51, 99, 100, 101, 150, 260]) + self.below(4),
        };
        let (count, hash) = (huge + rest, if few { 0 } else { self.below(20) });
        let mut fields = Vec::new();
        for i in 0..count {
            if i < huge {
                fields.push(Field::from(Expr::number(f64::from(i % 10))));
            } else if self.below(40) < hash {
                let field = self.map_field(|g| g.leaf(Ty::Int));
                fields.push(field);
            } else {
                fields.push(Field::from(self.leaf(Ty::Int)));
            }
        }
        if !few && (huge > 0 || self.chance(128)) {
            fields.push(Field::from(self.multi()));
        }
        let name = self.fresh_name("t");
        out.push(local(vec![name.clone()], vec![Expr::table(fields)]));
        self.declare(name.clone(), Ty::Map);
        let t = || Expr::name(name.clone());
        let at = Expr::index(t(), Expr::number(f64::from(count)));
        self.print(vec![Expr::unary(UnaryOp::Len, t()), Expr::index(t(), Expr::number(51.0)), at], out);
    }

    /// How many registers one expression may still hold here.
    fn spare_registers(&mut self) -> u32 {
        // Hidden variables of loops and what surrounds the expression need some, too.
        220_usize.saturating_sub(self.function().locals) as u32
    }

    /// `a .. b .. c ...`, `a + b - c ...`, `a and b or c ...`
    fn long_chain(&mut self, out: &mut Vec<Stat>) {
        let most = self.spare_registers().min(120);
        let count = 2 + self.below(most);
        let e = match self.below(3) {
            0 => {
                let mut parts: Vec<Expr> = (0..count).map(|_| self.leaf(Ty::Int)).collect();
                let mut e = parts.pop().unwrap_or_else(|| Expr::string("".as_bytes()));
                // Concatenation binds to the right, so that this is one instruction.
                while let Some(left) = parts.pop() {
                    e = Expr::binary(BinaryOp::Concat, left, e);
                    if parts.len() + 150 < count as usize {
                        break;
                    }
                }
                e
            }
            1 => {
                let mut e = self.leaf(Ty::Int);
                for _ in 0..count {
                    let op = self.pick(&[BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul]);
                    let right = self.leaf(Ty::Int);
                    e = Expr::binary(op, e, right);
                }
                e
            }
            _ => {
                let mut e = self.leaf(Ty::Any);
                for _ in 0..count {
                    let op = self.pick(&[BinaryOp::And, BinaryOp::Or]);
                    let right = if self.chance(128) { self.leaf(Ty::Any) } else { self.leaf(Ty::Bool) };
                    e = Expr::binary(op, e, right);
                }
                e
            }
        };
        self.print(vec![e], out);
    }

    fn many_arguments(&mut self, out: &mut Vec<Stat>) {
        let most = self.spare_registers().min(180);
        let count = 2 + self.below(most);
        let args: Vec<Expr> = (0..count).map(|_| self.leaf(Ty::Any)).collect();
        let selector = if self.chance(128) { Expr::string("#".as_bytes()) } else { Expr::number(f64::from(count / 2)) };
        let e = call("select", [vec![selector], args].concat());
        self.print(vec![e], out);
    }

    /// Every level of the call holds registers of its own.
    fn nested_calls(&mut self, out: &mut Vec<Stat>) {
        let mut e = self.leaf(Ty::Int);
        let most = (self.spare_registers() / 4).min(24);
        for _ in 0..1 + self.below(most) {
            let before = (0..self.below(3)).map(|_| self.leaf(Ty::Int)).collect::<Vec<_>>();
            e = match self.below(3) {
                0 => {
                    Expr::call(Expr::field(Expr::name("math".as_bytes()), "max".as_bytes()), [before, vec![e]].concat())
                }
                1 => Expr::paren(call("select", [vec![Expr::number(1.0)], vec![e], before].concat())),
                _ => Expr::unary(
                    UnaryOp::Len,
                    Expr::table([before, vec![e]].concat().into_iter().map(Field::from).collect()),
                ),
            };
        }
        self.print(vec![e], out);
    }

    /// Functions in functions, the innermost of which uses and changes a variable of each.
    fn upvalue_chain(&mut self, out: &mut Vec<Stat>) {
        let levels = 2 + self.below(8);
        let names: Vec<SourceBytes> = (0..levels).map(|_| self.fresh_name("u")).collect();
        let mut sum = Expr::number(0.0);
        for name in &names {
            sum = Expr::binary(BinaryOp::Add, sum, Expr::name(name.clone()));
        }
        let change = |name: &SourceBytes, by: f64| -> Stat {
            let value = Expr::binary(BinaryOp::Add, Expr::name(name.clone()), Expr::number(by));
            StatKind::Assign { targets: vec![Expr::name(name.clone())], values: vec![value].into() }.into()
        };
        let mut body = names.iter().map(|n| change(n, 1.0)).collect::<Vec<Stat>>();
        body.push(StatKind::Return(vec![sum].into()).into());
        for (i, name) in names.iter().enumerate().rev() {
            let value = self.literal(Ty::Int);
            let inner = Expr::function(Function { body: body.into(), ..Function::default() });
            let mut stats = vec![local(vec![name.clone()], vec![value])];
            if i % 2 == 0 {
                let f = self.fresh_name("f");
                stats.push(local(vec![f.clone()], vec![inner]));
                let call = || Expr::call(Expr::name(f.clone()), vec![]);
                stats.push(change(name, 10.0));
                stats.push(StatKind::Return(vec![Expr::binary(BinaryOp::Add, call(), call())].into()).into());
            } else {
                stats.push(StatKind::Return(vec![Expr::call(Expr::paren(inner), vec![])].into()).into());
            }
            body = stats;
        }
        let f = Expr::function(Function { body: body.into(), ..Function::default() });
        self.spend(40 << (levels / 2));
        self.print(vec![Expr::call(Expr::paren(f), vec![])], out);
    }

    fn nested_blocks(&mut self, out: &mut Vec<Stat>) {
        let levels = 3 + self.below(25);
        let mut stats = Vec::new();
        self.nesting += levels;
        self.stats(1, &mut stats);
        for _ in 0..levels {
            let inner = Block::from(stats);
            let kind = match self.below(4) {
                0 => StatKind::Do(inner),
                1 => {
                    let cond = self.leaf(Ty::Bool);
                    StatKind::If { arms: vec![Arm { cond, body: inner }], otherwise: None }
                }
                2 => {
                    let cond = ExprKind::True.into();
                    StatKind::Repeat { body: inner, cond }
                }
                _ => {
                    let mut body = inner;
                    body.stats.push(StatKind::Break.into());
                    StatKind::While { cond: ExprKind::True.into(), body }
                }
            };
            stats = vec![kind.into()];
        }
        self.nesting -= levels;
        // What the innermost statement declared is gone: it is in a block of its own in any case.
        out.append(&mut stats);
    }

    /// Targets and values by the dozen, each value read before any target is written.
    fn long_assignment(&mut self, out: &mut Vec<Stat>) {
        let Some(i) = self.find_var(|v| v.ty == Ty::Map) else { return };
        let name = self.vars[i].name.clone();
        // A value and, where the constants are many, a key each.
        let most = (self.spare_registers() / 2).clamp(1, 40);
        let count = 3 + self.below(most);
        let mut targets = Vec::new();
        for _ in 0..count {
            let key = self.key();
            targets.push(Expr::index(Expr::name(name.clone()), key));
        }
        let mut values: Vec<Expr> = (0..count).map(|_| self.leaf(Ty::Int)).collect();
        if self.chance(100) {
            values.truncate(count as usize / 2);
            values.push(self.multi());
        }
        out.push(StatKind::Assign { targets, values: values.into() }.into());
    }

    /// Jumps that are patched in long lists.
    fn long_branches(&mut self, out: &mut Vec<Stat>) {
        let count = 4 + self.below(30);
        let subject = self.leaf(Ty::Any);
        let open = Open::default();
        let arms = self.inside(open, |g| {
            (0..count)
                .map(|_| {
                    let value = g.literal(Ty::Int);
                    let mut cond = Expr::binary(BinaryOp::Eq, Expr::name("v".as_bytes()), value);
                    if g.chance(128) {
                        let op = g.pick(&[BinaryOp::And, BinaryOp::Or]);
                        let right = Expr::unary(UnaryOp::Not, Expr::name("v".as_bytes()));
                        cond = Expr::binary(op, cond, right);
                    }
                    let value = g.literal(Ty::Str);
                    Arm { cond, body: vec![StatKind::Return(vec![value].into()).into()].into() }
                })
                .collect::<Vec<_>>()
        });
        let otherwise = Some(Block::from(vec![Stat::from(StatKind::Return(vec![Expr::name("v".as_bytes())].into()))]));
        let body = vec![Stat::from(StatKind::If { arms, otherwise })].into();
        let function = Function { params: vec![SourceBytes::from(&b"v"[..])], body, ..Function::default() };
        self.print(vec![Expr::call(Expr::paren(Expr::function(function)), vec![subject])], out);
    }
}
