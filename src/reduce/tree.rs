//! The reducer's own tree: binary operators are nested, sugar is gone, variables are resolved.
//!
//! Invariants: every block, statement and expression has an id that no other node of the program has and that
//! survives edits elsewhere; every declaration of a local has a variable of its own, so that moving code never
//! captures a name. A variable that no declaration is in scope for is a global.

use crate::syntax::Bytes;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// Identity of a node.
pub type Id = u32;
/// A variable: a local, or a global that the standard library does not define.
pub type VarId = u32;

/// A whole program.
#[derive(Clone, Debug)]
pub struct Program {
    pub body: Block,
    /// What each variable was called in the source.
    pub names: Vec<Bytes>,
    next: Id,
}

/// Statements that run one after the other.
#[derive(Clone, Debug)]
pub struct Block {
    pub id: Id,
    pub stats: Vec<Stat>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stat {
    pub id: Id,
    pub kind: StatKind,
}

/// The kinds of statements; function statements are assignments.
#[derive(Clone, Debug)]
pub enum StatKind {
    Call(Expr),
    Assign(Vec<Expr>, Vec<Expr>),
    /// The values see the variable itself only if it is one function (a `local function`).
    Local(Vec<VarId>, Vec<Expr>),
    Do(Block),
    While(Expr, Block),
    Repeat(Block, Expr),
    If(Vec<(Expr, Block)>, Option<Block>),
    For(Box<NumericFor>),
    In(Vec<VarId>, Vec<Expr>, Block),
    Return(Vec<Expr>),
    Break,
}

/// A numeric loop.
#[derive(Clone, Debug)]
pub struct NumericFor {
    pub var: VarId,
    pub start: Expr,
    pub limit: Expr,
    pub step: Option<Expr>,
    pub body: Block,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    pub id: Id,
    pub kind: Kind,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum Kind {
    Nil,
    True,
    False,
    Number(f64),
    String(Bytes),
    Vararg,
    Function(Box<Function>),
    Table(Vec<Field>),
    Var(VarId),
    /// A global of the standard library.
    Builtin(Bytes),
    Index(Box<Expr>, Box<Expr>),
    Call(Box<Expr>, Vec<Expr>),
    Method(Box<Expr>, Bytes, Vec<Expr>),
    /// Cuts to one value; only around calls and `...`.
    Paren(Box<Expr>),
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
}

/// A table item: with its key, or the next array item.
#[derive(Clone, Debug)]
pub struct Field {
    pub key: Option<Expr>,
    pub value: Expr,
}

/// A function body.
#[derive(Clone, Debug)]
pub struct Function {
    pub params: Vec<VarId>,
    pub vararg: bool,
    pub body: Block,
}

impl Program {
    /// A program without statements, whose block is [`Program::fresh`].
    pub fn new() -> Program {
        Program { body: Block { id: 0, stats: Vec::new() }, names: Vec::new(), next: 1 }
    }

    /// An id that no node has.
    pub fn fresh(&mut self) -> Id {
        self.next += 1;
        self.next - 1
    }

    /// A new variable.
    pub fn variable(&mut self, name: &[u8]) -> VarId {
        self.names.push(Bytes::from(name));
        (self.names.len() - 1) as VarId
    }

    pub fn expr(&mut self, kind: Kind) -> Expr {
        Expr { id: self.fresh(), kind }
    }

    pub fn stat(&mut self, kind: StatKind) -> Stat {
        Stat { id: self.fresh(), kind }
    }

    pub fn block(&mut self, stats: Vec<Stat>) -> Block {
        Block { id: self.fresh(), stats }
    }

    /// Gives the nodes of a copied expression ids of their own. Variables declared in it get fresh ones too.
    pub fn renew(&mut self, e: &Expr) -> Expr {
        let mut copy = e.clone();
        let mut map = Vec::new();
        let (mut next, mut names) = (self.next, std::mem::take(&mut self.names));
        copy.declared(&mut |var| {
            let name = names[*var as usize].clone();
            map.push((*var, names.len() as VarId));
            names.push(name);
        });
        copy.each_mut(&mut |node| {
            let id = match node {
                NodeMut::Block(b) => &mut b.id,
                NodeMut::Stat(s) => &mut s.id,
                NodeMut::Expr(e) => &mut e.id,
            };
            *id = next;
            next += 1;
        });
        copy.rename(&|var| map.iter().find(|(from, _)| *from == var).map_or(var, |(_, to)| *to));
        (self.next, self.names) = (next, names);
        copy
    }
}

impl Default for Program {
    fn default() -> Program {
        Program::new()
    }
}

/// Any node, for walks.
pub enum Node<'a> {
    Block(&'a Block),
    Stat(&'a Stat),
    Expr(&'a Expr),
}

/// Any node, for changes in place.
pub enum NodeMut<'a> {
    Block(&'a mut Block),
    Stat(&'a mut Stat),
    Expr(&'a mut Expr),
}

macro_rules! walks {
    ($each:ident, $children:ident, $Node:ident, [$($lt:lifetime)?], $iter:ident, $($mut:tt)?) => {
        impl Block {
            /// Calls `f` for this and every node in it, parents first.
            pub fn $each$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut($Node$(<$lt>)?)) {
                f($Node::Block(self));
                for stat in self.stats.$iter() {
                    stat.$each(f);
                }
            }
        }

        impl Stat {
            /// Calls `f` for this and every node in it, parents first.
            pub fn $each$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut($Node$(<$lt>)?)) {
                f($Node::Stat(self));
                match & $($mut)? self.kind {
                    StatKind::Call(e) => e.$each(f),
                    StatKind::Assign(targets, values) => {
                        targets.$iter().chain(values.$iter()).for_each(|e| e.$each(f));
                    }
                    StatKind::Local(_, values) | StatKind::Return(values) => {
                        values.$iter().for_each(|e| e.$each(f));
                    }
                    StatKind::Do(b) => b.$each(f),
                    StatKind::While(e, b) => {
                        e.$each(f);
                        b.$each(f);
                    }
                    StatKind::Repeat(b, e) => {
                        b.$each(f);
                        e.$each(f);
                    }
                    StatKind::If(arms, otherwise) => {
                        for (e, b) in arms.$iter() {
                            e.$each(f);
                            b.$each(f);
                        }
                        if let Some(b) = otherwise {
                            b.$each(f);
                        }
                    }
                    StatKind::For(l) => {
                        l.start.$each(f);
                        l.limit.$each(f);
                        if let Some(e) = & $($mut)? l.step {
                            e.$each(f);
                        }
                        l.body.$each(f);
                    }
                    StatKind::In(_, values, b) => {
                        values.$iter().for_each(|e| e.$each(f));
                        b.$each(f);
                    }
                    StatKind::Break => {}
                }
            }
        }

        impl Expr {
            /// Calls `f` for this and every node in it, parents first.
            pub fn $each$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut($Node$(<$lt>)?)) {
                f($Node::Expr(self));
                if let Kind::Function(function) = & $($mut)? self.kind {
                    return function.body.$each(f);
                }
                self.$children(&mut |e| e.$each(f));
            }

            /// Calls `f` for the expressions directly in this; a function has none.
            pub fn $children$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut(&$($lt)? $($mut)? Expr)) {
                match & $($mut)? self.kind {
                    Kind::Nil | Kind::True | Kind::False | Kind::Number(_) | Kind::String(_) | Kind::Vararg => {}
                    Kind::Var(_) | Kind::Builtin(_) | Kind::Function(_) => {}
                    Kind::Table(fields) => {
                        for field in fields.$iter() {
                            if let Some(key) = & $($mut)? field.key {
                                f(key);
                            }
                            f(& $($mut)? field.value);
                        }
                    }
                    Kind::Index(a, b) | Kind::Binary(_, a, b) => {
                        f(a);
                        f(b);
                    }
                    Kind::Call(a, args) | Kind::Method(a, _, args) => {
                        f(a);
                        args.$iter().for_each(f);
                    }
                    Kind::Paren(e) | Kind::Unary(_, e) => f(e),
                }
            }
        }
    };
}

walks!(each, children, Node, ['a], iter,);
walks!(each_mut, children_mut, NodeMut, [], iter_mut, mut);

macro_rules! variables {
    ($T:ty) => {
        impl $T {
            /// Calls `f` for every variable that is declared in this.
            pub fn declared(&mut self, f: &mut dyn FnMut(&mut VarId)) {
                self.each_mut(&mut |node| match node {
                    NodeMut::Stat(s) => match &mut s.kind {
                        StatKind::Local(names, _) | StatKind::In(names, ..) => names.iter_mut().for_each(&mut *f),
                        StatKind::For(l) => f(&mut l.var),
                        _ => {}
                    },
                    NodeMut::Expr(Expr { kind: Kind::Function(function), .. }) => {
                        function.params.iter_mut().for_each(&mut *f);
                    }
                    _ => {}
                });
            }

            /// Replaces variables, in declarations and uses.
            pub fn rename(&mut self, to: &dyn Fn(VarId) -> VarId) {
                self.declared(&mut |var| *var = to(*var));
                self.each_mut(&mut |node| {
                    if let NodeMut::Expr(Expr { kind: Kind::Var(var), .. }) = node {
                        *var = to(*var);
                    }
                });
            }

            /// Whether the variable occurs in this (other than as a declaration).
            pub fn mentions(&self, var: VarId) -> bool {
                self.uses(var) > 0
            }

            /// How often the variable occurs in this (declarations not counted).
            pub fn uses(&self, var: VarId) -> usize {
                let mut count = 0;
                self.each(&mut |node| {
                    if matches!(node, Node::Expr(Expr { kind: Kind::Var(v), .. }) if *v == var) {
                        count += 1;
                    }
                });
                count
            }

            /// About how many tokens this is.
            pub fn size(&self) -> usize {
                let mut size = 0;
                self.each(&mut |node| size += weight(&node));
                size
            }
        }
    };
}

variables!(Block);
variables!(Stat);
variables!(Expr);

/// Tokens of a node without those of the nodes in it.
fn weight(node: &Node<'_>) -> usize {
    match node {
        Node::Block(_) => 0,
        Node::Stat(s) => match &s.kind {
            StatKind::Call(_) => 0,
            StatKind::Assign(..) | StatKind::Return(_) | StatKind::Break => 1,
            StatKind::Local(names, _) => 1 + 2 * names.len(),
            StatKind::Do(_) | StatKind::Repeat(..) => 2,
            StatKind::While(..) => 3,
            StatKind::If(arms, _) => 3 * arms.len() + 1,
            StatKind::For(_) => 7,
            StatKind::In(names, ..) => 3 + 2 * names.len(),
        },
        Node::Expr(e) => match &e.kind {
            Kind::Function(f) => 4 + (2 * f.params.len()).saturating_sub(1),
            Kind::Table(fields) => 2 + 2 * fields.len(),
            Kind::Index(_, key) => {
                if matches!(key.kind, Kind::String(_)) {
                    1
                } else {
                    2
                }
            }
            Kind::Call(_, args) => 2 + args.len().saturating_sub(1),
            Kind::Method(_, _, args) => 4 + args.len().saturating_sub(1),
            Kind::Paren(_) => 2,
            _ => 1,
        },
    }
}

impl Kind {
    pub fn string(text: &[u8]) -> Kind {
        Kind::String(Bytes::from(text))
    }

    pub fn builtin(name: &str) -> Kind {
        Kind::Builtin(Bytes::from(name.as_bytes()))
    }
}

impl Expr {
    /// Whether this can give any number of values.
    pub fn is_multi(&self) -> bool {
        matches!(self.kind, Kind::Call(..) | Kind::Method(..) | Kind::Vararg)
    }

    pub fn is_call(&self) -> bool {
        matches!(self.kind, Kind::Call(..) | Kind::Method(..))
    }

    /// Whether this is nil, a boolean, a number or a string.
    pub fn is_literal(&self) -> bool {
        matches!(self.kind, Kind::Nil | Kind::True | Kind::False | Kind::Number(_) | Kind::String(_))
    }

    /// The variable that this is.
    pub fn var(&self) -> Option<VarId> {
        match self.kind {
            Kind::Var(var) => Some(var),
            _ => None,
        }
    }

    /// The key, if this is a field access with a constant string.
    pub fn field_name(&self) -> Option<&Bytes> {
        match &self.kind {
            Kind::Index(_, key) => match &key.kind {
                Kind::String(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn function(&self) -> Option<&Function> {
        match &self.kind {
            Kind::Function(f) => Some(f),
            _ => None,
        }
    }

    /// Whether `...` of the enclosing function occurs in this.
    pub fn has_vararg(&self) -> bool {
        let mut found = matches!(self.kind, Kind::Vararg);
        self.children(&mut |e| found |= e.has_vararg());
        found
    }
}

impl Block {
    /// The expression with this id.
    pub fn find(&self, id: Id) -> Option<&Expr> {
        let mut found = None;
        self.each(&mut |node| {
            if let Node::Expr(e) = node
                && e.id == id
            {
                found = Some(e);
            }
        });
        found
    }

    /// Changes the expression with this id; whether there was one and the change was made.
    pub fn change(&mut self, id: Id, f: &mut dyn FnMut(&mut Expr) -> bool) -> bool {
        let mut done = None;
        self.each_mut(&mut |node| {
            if let NodeMut::Expr(e) = node
                && e.id == id
                && done.is_none()
            {
                done = Some(f(e));
            }
        });
        done == Some(true)
    }

    /// Puts a value in place of each use of the variable, without a look into the value; how many there were.
    pub fn put(&mut self, var: VarId, value: &mut dyn FnMut() -> Expr) -> usize {
        let mut ids = Vec::new();
        self.each(&mut |node| {
            if let Node::Expr(e) = node
                && e.var() == Some(var)
            {
                ids.push(e.id);
            }
        });
        for id in &ids {
            self.change(*id, &mut |e| {
                *e = value();
                true
            });
        }
        ids.len()
    }

    /// Changes the block that holds the statement with this id, given the statement's place in it.
    pub fn around(&mut self, id: Id, f: &mut dyn FnMut(&mut Block, usize) -> bool) -> bool {
        let mut done = None;
        self.each_mut(&mut |node| {
            if let NodeMut::Block(b) = node
                && done.is_none()
                && let Some(at) = b.stats.iter().position(|s| s.id == id)
            {
                done = Some(f(b, at));
            }
        });
        done == Some(true)
    }

    /// Changes the statement with this id.
    pub fn change_stat(&mut self, id: Id, f: &mut dyn FnMut(&mut Stat) -> bool) -> bool {
        self.around(id, &mut |block, at| f(&mut block.stats[at]))
    }
}
