//! The passes: each a small function from a program, and what its run showed, to edits.
//!
//! Invariant: a pass only proposes; whether an edit keeps what is reduced, and whether it makes the program rank
//! lower, is for the driver to find out.

pub mod calls;
pub mod delete;
pub mod fields;
pub mod forward;
pub mod grow;
pub mod inline;
pub mod literals;
pub mod loops;
pub mod params;
pub mod replace;
pub mod unwrap;

use super::edit::{Edit, Mode, Pass};
use super::facts::Facts;
use super::tree::{BlockNode, ExprNode, ExprShape, Id, Node, StatNode, StatShape, Tree, VarId};

/// All passes, in the order of the first round.
pub const ALL: &[Pass] = &[
    Pass { name: "empty blocks that never ran", mode: Mode::Chunks, edits: delete::never_ran },
    Pass { name: "delete statements", mode: Mode::Chunks, edits: delete::statements },
    Pass { name: "delete variables with their uses", mode: Mode::Each, edits: delete::variables },
    Pass { name: "unwrap blocks", mode: Mode::Each, edits: unwrap::compound },
    Pass { name: "run loops once", mode: Mode::Each, edits: loops::once },
    Pass { name: "hoist function bodies", mode: Mode::Each, edits: unwrap::functions },
    Pass { name: "return early", mode: Mode::Each, edits: unwrap::returned },
    Pass { name: "delete list items", mode: Mode::Chunks, edits: delete::items },
    Pass { name: "replace by observed values", mode: Mode::Chunks, edits: replace::by_observation },
    Pass { name: "replace by nil", mode: Mode::Each, edits: replace::nil },
    Pass { name: "replace by an operand", mode: Mode::Each, edits: replace::operands },
    Pass { name: "hoist calls", mode: Mode::Each, edits: unwrap::calls },
    Pass { name: "specialise parameters", mode: Mode::Each, edits: params::specialise },
    Pass { name: "drop parameters", mode: Mode::Each, edits: params::drop },
    Pass { name: "turn fields into variables", mode: Mode::Each, edits: fields::variables },
    Pass { name: "forward values", mode: Mode::Each, edits: forward::single },
    Pass { name: "forward results", mode: Mode::Each, edits: forward::results },
    Pass { name: "pull uses to the value", mode: Mode::Each, edits: forward::pulled },
    Pass { name: "forward into all uses", mode: Mode::Each, edits: forward::everywhere },
    Pass { name: "inline called functions", mode: Mode::Each, edits: inline::immediate },
    Pass { name: "inline expression functions", mode: Mode::Each, edits: inline::everywhere },
    Pass { name: "eta-reduce", mode: Mode::Each, edits: calls::eta },
    Pass { name: "shift calls", mode: Mode::Each, edits: calls::shift },
    Pass { name: "unpack constructors", mode: Mode::Each, edits: calls::unpacked },
    Pass { name: "select from calls", mode: Mode::Each, edits: calls::selected },
    Pass { name: "write down tables", mode: Mode::Each, edits: grow::snapshots },
    Pass { name: "fuse statements", mode: Mode::Each, edits: calls::fuse },
    Pass { name: "sink calls", mode: Mode::Each, edits: calls::sink },
    Pass { name: "look up in constructors", mode: Mode::Each, edits: fields::elements },
    Pass { name: "look up the first", mode: Mode::Each, edits: fields::first_of },
    Pass { name: "wrap coroutines", mode: Mode::Each, edits: calls::wrap },
    Pass { name: "replace closures", mode: Mode::Each, edits: replace::closures },
    Pass { name: "merge declarations", mode: Mode::Each, edits: forward::merge },
    Pass { name: "merge into constructors", mode: Mode::Each, edits: fields::constructors },
    Pass { name: "drop receivers", mode: Mode::Each, edits: calls::methods },
    Pass { name: "drop local", mode: Mode::Chunks, edits: forward::globals },
    Pass { name: "remove aliases", mode: Mode::Each, edits: replace::aliases },
    Pass { name: "simplify loops", mode: Mode::Each, edits: loops::simplify },
    Pass { name: "simplify leaves", mode: Mode::Each, edits: literals::leaves },
    Pass { name: "shorten field names", mode: Mode::Chunks, edits: literals::fields },
];

/// Passes that make a program smaller, but harder for the others; they join when those have done their part.
pub const LAST: &[Pass] = &[
    Pass { name: "use library tables", mode: Mode::Each, edits: literals::tables },
    Pass { name: "use what is not folded", mode: Mode::Each, edits: literals::unfolded },
];

/// Passes that go up; what they propose is kept if the others then get below.
pub const GROW: &[Pass] = &[
    Pass { name: "write down tables", mode: Mode::Each, edits: grow::snapshots },
    Pass { name: "inline expression functions", mode: Mode::Each, edits: inline::everywhere },
    Pass { name: "forward values everywhere", mode: Mode::Each, edits: grow::forward },
    Pass { name: "split metatables", mode: Mode::Each, edits: grow::metatables },
    Pass { name: "unroll loops", mode: Mode::Each, edits: grow::unroll },
    Pass { name: "drop receivers", mode: Mode::Each, edits: calls::methods },
    Pass { name: "run loops once", mode: Mode::Each, edits: loops::once },
    Pass { name: "turn fields into variables", mode: Mode::Each, edits: fields::variables },
    Pass { name: "forward results", mode: Mode::Each, edits: forward::results },
    Pass { name: "hoist function bodies", mode: Mode::Each, edits: unwrap::functions },
    Pass { name: "look up in constructors", mode: Mode::Each, edits: fields::elements },
    Pass { name: "specialise parameters", mode: Mode::Each, edits: params::specialise },
    Pass { name: "lengthen tables", mode: Mode::Each, edits: grow::lengthen },
    Pass { name: "raise numbers", mode: Mode::Each, edits: grow::raise },
    Pass { name: "unify variables", mode: Mode::Each, edits: replace::unify },
];

/// Every expression, parents first.
fn exprs(program: &Tree) -> Vec<&ExprNode> {
    let mut found = Vec::new();
    program.body.each(&mut |node| {
        if let Node::Expr(e) = node {
            found.push(e);
        }
    });
    found
}

/// Every statement, parents first.
fn stats(program: &Tree) -> Vec<&StatNode> {
    let mut found = Vec::new();
    program.body.each(&mut |node| {
        if let Node::Stat(s) = node {
            found.push(s);
        }
    });
    found
}

/// The expressions directly in a statement, and those in them, but not those in nested functions and blocks.
fn shallow(stat: &StatNode) -> Vec<&ExprNode> {
    let mut found = Vec::new();
    for e in top(stat) {
        flat(e, &mut found);
    }
    found
}

fn flat<'a>(e: &'a ExprNode, found: &mut Vec<&'a ExprNode>) {
    found.push(e);
    e.children(&mut |child| flat(child, found));
}

/// The expressions directly in a statement.
fn top(stat: &StatNode) -> Vec<&ExprNode> {
    match &stat.kind {
        StatShape::Call(e) | StatShape::While(e, _) | StatShape::Repeat(_, e) => vec![e],
        StatShape::Assign(targets, values) => targets.iter().chain(values).collect(),
        StatShape::Local(_, values) | StatShape::Return(values) | StatShape::In(_, values, _) => {
            values.iter().collect()
        }
        StatShape::If(arms, _) => arms.iter().map(|(e, _)| e).collect(),
        StatShape::For(l) => [Some(&l.start), Some(&l.limit), l.step.as_ref()].into_iter().flatten().collect(),
        StatShape::Do(_) | StatShape::Break => Vec::new(),
    }
}

/// The blocks directly in a statement, not those in functions.
fn blocks(stat: &StatNode) -> Vec<&BlockNode> {
    match &stat.kind {
        StatShape::Do(b) | StatShape::While(_, b) | StatShape::Repeat(b, _) | StatShape::In(_, _, b) => vec![b],
        StatShape::If(arms, otherwise) => arms.iter().map(|(_, b)| b).chain(otherwise).collect(),
        StatShape::For(l) => vec![&l.body],
        StatShape::Call(_) | StatShape::Assign(..) | StatShape::Local(..) | StatShape::Return(_) | StatShape::Break => {
            Vec::new()
        }
    }
}

/// A variable that gets its value in one place.
struct Definition<'a> {
    var: VarId,
    /// The statement, a `local` or an assignment with one variable and one value.
    stat: &'a StatNode,
    value: &'a ExprNode,
    /// Uses other than the definition's target.
    uses: usize,
}

/// The variables that one statement `local v = e` or `v = e` defines, and no other.
fn definitions(program: &Tree) -> Vec<Definition<'_>> {
    let mut found = Vec::new();
    for stat in stats(program) {
        let (var, value, is_local) = match &stat.kind {
            StatShape::Local(vars, values) if vars.len() == 1 && values.len() == 1 => (vars[0], &values[0], true),
            StatShape::Assign(targets, values) if targets.len() == 1 && values.len() == 1 => {
                let Some(var) = targets[0].var() else { continue };
                (var, &values[0], false)
            }
            _ => continue,
        };
        let assigned = assignments(program, var);
        if assigned == usize::from(!is_local) && (is_local || !declared(program, var)) {
            found.push(Definition { var, stat, value, uses: program.body.uses(var) - assigned });
        }
    }
    found
}

/// How often a variable is assigned to.
fn assignments(program: &Tree, var: VarId) -> usize {
    let mut count = 0;
    for stat in stats(program) {
        if let StatShape::Assign(targets, _) = &stat.kind {
            count += targets.iter().filter(|t| t.var() == Some(var)).count();
        }
    }
    count
}

/// Whether some statement or function declares the variable.
fn declared(program: &Tree, var: VarId) -> bool {
    let mut found = false;
    program.body.clone().declared(&mut |v| found |= *v == var);
    found
}

/// Deletes a statement.
fn delete(program: &mut Tree, id: Id) -> bool {
    program.body.around(id, &mut |block, at| {
        block.stats.remove(at);
        true
    })
}

/// Puts the expression in place of each use of the variable, with ids of its own from the second on.
fn substitute(program: &mut Tree, var: VarId, value: &ExprNode) -> bool {
    let mut first = true;
    let mut body = std::mem::replace(&mut program.body, BlockNode { id: 0, stats: Vec::new() });
    let count = body.put(var, &mut || if std::mem::take(&mut first) { value.clone() } else { program.renew(value) });
    program.body = body;
    count > 0
}

/// A value as an expression.
fn constant(program: &mut Tree, value: &ExprShape) -> ExprNode {
    match value {
        ExprShape::Number(n) if n.is_sign_negative() => {
            let positive = program.expr(ExprShape::Number(-n));
            program.expr(ExprShape::Unary(crate::syntax::ast::UnaryOp::Minus, Box::new(positive)))
        }
        ExprShape::Builtin(name) if name.contains(&b'.') => {
            let dot = name.iter().position(|&b| b == b'.').unwrap_or(0);
            let base = program.expr(ExprShape::string(&name[..dot]));
            let base = ExprNode { id: base.id, kind: ExprShape::builtin(&String::from_utf8_lossy(&name[..dot])) };
            let key = program.expr(ExprShape::string(&name[dot + 1..]));
            program.expr(ExprShape::Index(Box::new(base), Box::new(key)))
        }
        kind => program.expr(kind.clone()),
    }
}
