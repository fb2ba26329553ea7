//! Mutators of statements.

use super::names::{adapt, of_letter};
use super::sites::{Site, SiteScope, change, names_before, some_stats};
use super::{MutationRandom, library};
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// Statements that move at once, at most.
const MOST: usize = 4;

fn any_block(site: &Site<'_>, _: &SiteScope) -> bool {
    matches!(site, Site::Block(_))
}

fn block_of(least: usize) -> impl Fn(&Site<'_>, &SiteScope) -> bool {
    move |site, _| matches!(site, Site::Block(b) if b.stats.len() >= least)
}

/// Where new statements may go: before a last `return` or `break`.
fn place(block: &Block, random: &mut MutationRandom) -> usize {
    let ends = block.stats.last().is_some_and(|s| matches!(s.kind, StatKind::Return(_) | StatKind::Break));
    random.below(block.stats.len() + usize::from(!ends))
}

/// A range of statements: first and count.
fn range(block: &Block, random: &mut MutationRandom) -> (usize, usize) {
    let first = random.below(block.stats.len());
    (first, 1 + random.below(MOST.min(block.stats.len() - first)))
}

/// Puts statements of the donor somewhere.
pub fn splice(program: &mut Chunk, donor: &mut Chunk, random: &mut MutationRandom) -> bool {
    let Some(stats) = some_stats(donor, random, MOST) else { return false };
    change(program, random, &any_block, &mut |site, scope, random| {
        let Site::Block(block) = site else { return false };
        let at = place(block, random);
        let stats = adapt(stats.clone(), &names_before(block, at, scope), random);
        block.stats.splice(at..at, stats);
        true
    })
}

/// Ends the program as the donor ends.
pub fn tail(program: &mut Chunk, donor: &mut Chunk, random: &mut MutationRandom) -> bool {
    let (ours, theirs) = (&mut program.body.stats, &donor.body.stats);
    if ours.is_empty() || theirs.is_empty() {
        return false;
    }
    ours.truncate(random.below(ours.len()));
    let names = names_before(&program.body, program.body.stats.len(), &SiteScope::main());
    let tail = theirs[random.below(theirs.len())..].to_vec();
    program.body.stats.extend(adapt(tail, &names, random));
    true
}

/// Repeats statements, somewhere in their block.
pub fn duplicate(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &block_of(1), &mut |site, _, random| {
        let Site::Block(block) = site else { return false };
        let (first, count) = range(block, random);
        let copy = block.stats[first..first + count].to_vec();
        let at = place(block, random);
        block.stats.splice(at..at, copy);
        true
    })
}

/// Exchanges two statements of a block.
pub fn swap(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &block_of(2), &mut |site, _, random| {
        let Site::Block(block) = site else { return false };
        let (i, j) = (random.below(block.stats.len()), random.below(block.stats.len()));
        block.stats.swap(i, j);
        i != j
    })
}

/// Moves the first statements of a block to its end.
pub fn rotate(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &block_of(2), &mut |site, _, random| {
        let Site::Block(block) = site else { return false };
        let by = 1 + random.below(block.stats.len() - 1);
        block.stats.rotate_left(by);
        true
    })
}

pub fn delete(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &block_of(1), &mut |site, _, random| {
        let Site::Block(block) = site else { return false };
        let (first, count) = range(block, random);
        block.stats.drain(first..first + count);
        true
    })
}

/// Puts a statement of the donor in place of one.
pub fn replace(program: &mut Chunk, donor: &mut Chunk, random: &mut MutationRandom) -> bool {
    let Some(stats) = some_stats(donor, random, 1) else { return false };
    change(program, random, &block_of(1), &mut |site, scope, random| {
        let Site::Block(block) = site else { return false };
        let at = random.below(block.stats.len());
        let stats = adapt(stats.clone(), &names_before(block, at, scope), random);
        block.stats.splice(at..=at, stats);
        true
    })
}

/// Puts statements into a loop, a function, a coroutine, a protected call or a branch.
pub fn wrap(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &block_of(1), &mut |site, _, random| {
        let Site::Block(block) = site else { return false };
        let (first, count) = range(block, random);
        let inner: Vec<Stat> = block.stats.drain(first..first + count).collect();
        let outer = wrapped(inner, random);
        block.stats.splice(first..first, outer);
        true
    })
}

fn name(text: &str) -> SourceBytes {
    SourceBytes::from(text.as_bytes())
}

/// `function(...) body end`
fn function(body: Vec<Stat>) -> Expr {
    Expr::function(Function { vararg: true, body: Block::from(body), ..Function::default() })
}

fn global(path: &str) -> Expr {
    let mut parts = path.split('.');
    let base = Expr::name(parts.next().unwrap_or_default().as_bytes());
    parts.fold(base, |e, field| Expr::field(e, field.as_bytes()))
}

fn wrapped(inner: Vec<Stat>, random: &mut MutationRandom) -> Vec<Stat> {
    let times = || Expr::number(2.0);
    let print = |e: Expr| vec![StatKind::Call(Expr::call(global("print"), vec![e])).into()];
    let one = |kind: StatKind| vec![Stat::from(kind)];
    let body = Block::from(inner.clone());
    match random.below(12) {
        0 => one(StatKind::Do(body)),
        1 => one(StatKind::NumericFor(Box::new(NumericFor {
            var: name("i"),
            start: Expr::number(1.0),
            limit: times(),
            step: random.once_in(3).then(|| Expr::number(0.5)),
            body,
            do_line: Line::UNKNOWN,
        }))),
        2 => {
            let values = vec![Expr::call(global("pairs"), vec![Expr::table(vec![Expr::number(7.0).into()])])];
            let names = ["k", "v", "w"][..1 + random.below(3)].iter().map(|n| name(n)).collect();
            let lines = (Line::UNKNOWN, Line::UNKNOWN);
            one(StatKind::GenericFor(Box::new(GenericFor {
                names,
                values: values.into(),
                body,
                values_line: lines.0,
                do_line: lines.1,
            })))
        }
        3 => {
            let count = SourceBytes::from(format!("i{}", random.below(1000)).as_bytes());
            let local =
                StatKind::Local { names: vec![count.clone()], values: vec![times()].into(), names_end: Line::UNKNOWN };
            let less = Expr::binary(BinaryOp::Sub, Expr::name(count.clone()), Expr::number(1.0));
            let step = StatKind::Assign { targets: vec![Expr::name(count.clone())], values: vec![less].into() };
            let stats = std::iter::once(step.into()).chain(inner).collect::<Vec<Stat>>();
            let cond = Expr::binary(BinaryOp::Gt, Expr::name(count), Expr::number(0.0));
            vec![local.into(), StatKind::While { cond, body: Block::from(stats) }.into()]
        }
        4 => one(StatKind::Repeat { body, cond: ExprKind::True.into() }),
        5 => one(StatKind::If { arms: vec![Arm { cond: ExprKind::True.into(), body }], otherwise: None }),
        6 => {
            let cond = library::constant(random);
            one(StatKind::If { arms: vec![Arm { cond, body }], otherwise: Some(Block::from(inner)) })
        }
        7 => one(StatKind::Call(Expr::call(function(inner), vec![Expr::number(1.0), Expr::vararg()]))),
        8 => print(Expr::call(function(inner), vec![Expr::vararg()])),
        9 => print(Expr::call(global("pcall"), vec![function(inner), Expr::vararg()])),
        10 => print(Expr::call(Expr::call(global("coroutine.wrap"), vec![function(inner)]), vec![Expr::vararg()])),
        _ => {
            let f = Function { vararg: true, body, ..Function::default() };
            let local = StatKind::LocalFunction { name: name("f"), function: Box::new(f) };
            let mut stats = vec![Stat::from(local)];
            stats.extend(print(Expr::call(Expr::name(name("f")), vec![library::constant(random)])));
            stats
        }
    }
}

/// Puts the inside of a compound statement in its place.
pub fn unwrap(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted =
        |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Block(b) if b.stats.iter().any(|s| body(s).is_some()));
    change(program, random, &wanted, &mut |site, _, random| {
        let Site::Block(block) = site else { return false };
        let places: Vec<usize> = (0..block.stats.len()).filter(|&i| body(&block.stats[i]).is_some()).collect();
        let at = *random.pick(&places);
        let inner = body(&block.stats[at]).map_or(Vec::new(), |b| b.stats.clone());
        block.stats.splice(at..=at, inner);
        true
    })
}

/// The first block of a statement.
fn body(stat: &Stat) -> Option<&Block> {
    match &stat.kind {
        StatKind::Do(b) | StatKind::While { body: b, .. } | StatKind::Repeat { body: b, .. } => Some(b),
        StatKind::If { arms, .. } => arms.first().map(|a| &a.body),
        StatKind::NumericFor(f) => Some(&f.body),
        StatKind::GenericFor(f) => Some(&f.body),
        StatKind::LocalFunction { function, .. } | StatKind::Function { function, .. } => Some(&function.body),
        StatKind::Call(_)
        | StatKind::Assign { .. }
        | StatKind::Local { .. }
        | StatKind::Return(_)
        | StatKind::Break => None,
    }
}

/// Leaves a loop or a function in its middle, always or on a condition.
pub fn leave(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, scope: &SiteScope| matches!(site, Site::Block(b) if !b.stats.is_empty() && (scope.loops > 0 || scope.functions > 0));
    change(program, random, &wanted, &mut |site, scope, random| {
        let Site::Block(block) = site else { return false };
        let names = scope.names.clone();
        let value = |random: &mut MutationRandom| match names.is_empty() {
            true => library::constant(random),
            false => Expr::name(random.pick(&names).clone()),
        };
        let exit = if scope.loops > 0 && !random.once_in(3) {
            StatKind::Break
        } else {
            let mut values: Vec<Expr> = (0..random.below(4)).map(|_| value(random)).collect();
            if scope.vararg && random.once_in(3) {
                values.push(Expr::vararg());
            }
            StatKind::Return(values.into())
        };
        let arm = Arm { cond: value(random), body: Block::from(vec![exit.into()]) };
        let at = place(block, random);
        block.stats.insert(at, StatKind::If { arms: vec![arm], otherwise: None }.into());
        true
    })
}

/// Calls a library function with variables of fitting names or with constants, and prints what it gives.
pub fn call(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &any_block, &mut |site, scope, random| {
        let Site::Block(block) = site else { return false };
        let at = place(block, random);
        let names = names_before(block, at, scope);
        let (path, kinds) = *random.pick(library::CALLS);
        let mut args = Vec::new();
        for kind in kinds.bytes() {
            if kind.is_ascii_uppercase() && random.once_in(2) {
                break;
            }
            args.push(argument(kind.to_ascii_lowercase(), &names, random));
        }
        if scope.vararg && random.once_in(6) {
            args.push(Expr::vararg());
        }
        // Errors are caught more often than not, so that what follows still runs.
        let call = match random.below(4) {
            0 => Expr::call(global(path), args),
            _ => {
                args.insert(0, global(path));
                Expr::call(global("pcall"), args)
            }
        };
        let stat = match random.below(3) {
            0 => StatKind::Local { names: vec![name("v")], values: vec![call].into(), names_end: Line::UNKNOWN },
            _ => StatKind::Call(Expr::call(global("print"), vec![call])),
        };
        block.stats.insert(at, stat.into());
        true
    })
}

fn argument(kind: u8, names: &[SourceBytes], random: &mut MutationRandom) -> Expr {
    if random.once_in(10) {
        return library::constant(random);
    }
    let variable = of_letter(kind, names, random);
    if let Some(variable) = variable
        && !random.once_in(3)
    {
        return variable;
    }
    match kind {
        b'i' => library::small(random),
        b'n' => library::number(random),
        b's' => library::string(random),
        b'p' => library::pattern(random),
        b'q' => library::format(random),
        b'l' | b't' => Expr::table((0..random.below(3)).map(|_| library::constant(random).into()).collect()),
        b'f' => function(vec![StatKind::Return(vec![Expr::vararg()].into()).into()]),
        b'c' => Expr::call(global("coroutine.create"), vec![function(Vec::new())]),
        _ if names.is_empty() => library::constant(random),
        _ => Expr::name(random.pick(names).clone()),
    }
}
