//! The reducer's own tree: binary operators are nested, sugar is gone, variables are resolved.
//!
//! Invariants: every block, statement and expression has an id that no other node of the program has and that
//! survives edits elsewhere; every declaration of a local has a variable of its own, so that moving code never
//! captures a name. A variable that no declaration is in scope for is a global.

use crate::syntax::SourceBytes;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// Identity of a node.
pub type Id = u32;
/// A variable: a local, or a global that the standard library does not define.
pub type VarId = u32;

/// A whole program.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The statements of the main function.
    pub body: BlockNode,
    /// What each variable was called in the source.
    pub names: Vec<SourceBytes>,
    next: Id,
}

/// Statements that run one after the other.
#[derive(Clone, Debug)]
pub struct BlockNode {
    /// Identity, kept while the program changes.
    pub id: Id,
    /// Its statements.
    pub stats: Vec<StatNode>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct StatNode {
    /// Identity, kept while the program changes.
    pub id: Id,
    /// What it is.
    pub kind: StatShape,
}

/// The kinds of statements; function statements are assignments.
#[derive(Clone, Debug)]
pub enum StatShape {
    /// `f(x)`
    Call(ExprNode),
    /// `a, b = x, y`
    Assign(Vec<ExprNode>, Vec<ExprNode>),
    /// The values see the variable itself only if it is one function (a `local function`).
    Local(Vec<VarId>, Vec<ExprNode>),
    /// `do ... end`
    Do(BlockNode),
    /// `while c do ... end`
    While(ExprNode, BlockNode),
    /// `repeat ... until c`
    Repeat(BlockNode, ExprNode),
    /// `if c then ... elseif d then ... else ... end`
    If(Vec<(ExprNode, BlockNode)>, Option<BlockNode>),
    /// `for i = start, limit, step do ... end`
    For(Box<ForNode>),
    /// `for k, v in x, y, z do ... end`
    In(Vec<VarId>, Vec<ExprNode>, BlockNode),
    /// `return x, y`
    Return(Vec<ExprNode>),
    /// `break`
    Break,
}

/// A numeric loop.
#[derive(Clone, Debug)]
pub struct ForNode {
    /// The loop's variable.
    pub var: VarId,
    /// Its first value.
    pub start: ExprNode,
    /// Where it ends.
    pub limit: ExprNode,
    /// What is added each time; 1 if there is none.
    pub step: Option<ExprNode>,
    /// What is repeated.
    pub body: BlockNode,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct ExprNode {
    /// Identity, kept while the program changes.
    pub id: Id,
    /// What it is.
    pub kind: ExprShape,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprShape {
    /// `nil`
    Nil,
    /// `true`
    True,
    /// `false`
    False,
    /// A numeral.
    Number(f64),
    /// A string.
    String(SourceBytes),
    /// `...`
    Vararg,
    /// `function(...) ... end`
    Function(Box<FunctionNode>),
    /// `{a, k = b, [x] = c}`
    Table(Vec<FieldNode>),
    /// A variable.
    Var(VarId),
    /// A global of the standard library.
    Builtin(SourceBytes),
    /// `a[k]`
    Index(Box<ExprNode>, Box<ExprNode>),
    /// `f(x)`
    Call(Box<ExprNode>, Vec<ExprNode>),
    /// `a:m(x)`
    Method(Box<ExprNode>, SourceBytes, Vec<ExprNode>),
    /// Cuts to one value; only around calls and `...`.
    Paren(Box<ExprNode>),
    /// `-a`, `not a`, `#a`
    Unary(UnaryOp, Box<ExprNode>),
    /// `a + b` and the like, `and` and `or` too
    Binary(BinaryOp, Box<ExprNode>, Box<ExprNode>),
}

/// A table item: with its key, or the next array item.
#[derive(Clone, Debug)]
pub struct FieldNode {
    /// `k` of `[k] = v`; none in a list item.
    pub key: Option<ExprNode>,
    /// The value.
    pub value: ExprNode,
}

/// A function body.
#[derive(Clone, Debug)]
pub struct FunctionNode {
    /// The named parameters.
    pub params: Vec<VarId>,
    /// Whether it takes `...`.
    pub vararg: bool,
    /// Its statements.
    pub body: BlockNode,
}

impl Tree {
    /// A program without statements, whose block is [`Tree::fresh`].
    pub fn new() -> Tree {
        Tree { body: BlockNode { id: 0, stats: Vec::new() }, names: Vec::new(), next: 1 }
    }

    /// An id that no node has.
    pub fn fresh(&mut self) -> Id {
        self.next += 1;
        self.next - 1
    }

    /// A new variable.
    pub fn variable(&mut self, name: &[u8]) -> VarId {
        self.names.push(SourceBytes::from(name));
        (self.names.len() - 1) as VarId
    }

    /// An expression with a new identity.
    pub fn expr(&mut self, kind: ExprShape) -> ExprNode {
        ExprNode { id: self.fresh(), kind }
    }

    /// A statement with a new identity.
    pub fn stat(&mut self, kind: StatShape) -> StatNode {
        StatNode { id: self.fresh(), kind }
    }

    /// A block with a new identity.
    pub fn block(&mut self, stats: Vec<StatNode>) -> BlockNode {
        BlockNode { id: self.fresh(), stats }
    }

    /// Gives the nodes of a copied expression ids of their own. Variables declared in it get fresh ones too.
    pub fn renew(&mut self, e: &ExprNode) -> ExprNode {
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

impl Default for Tree {
    fn default() -> Tree {
        Tree::new()
    }
}

/// Any node, for walks.
pub enum Node<'a> {
    /// A block.
    Block(&'a BlockNode),
    /// A statement.
    Stat(&'a StatNode),
    /// An expression.
    Expr(&'a ExprNode),
}

/// Any node, for changes in place.
pub enum NodeMut<'a> {
    /// A block.
    Block(&'a mut BlockNode),
    /// A statement.
    Stat(&'a mut StatNode),
    /// An expression.
    Expr(&'a mut ExprNode),
}

macro_rules! walks {
    ($each:ident, $children:ident, $Node:ident, [$($lt:lifetime)?], $iter:ident, $($mut:tt)?) => {
        impl BlockNode {
            /// Calls `f` for this and every node in it, parents first.
            pub fn $each$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut($Node$(<$lt>)?)) {
                f($Node::Block(self));
                for stat in self.stats.$iter() {
                    stat.$each(f);
                }
            }
        }

        impl StatNode {
            /// Calls `f` for this and every node in it, parents first.
            pub fn $each$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut($Node$(<$lt>)?)) {
                f($Node::Stat(self));
                match & $($mut)? self.kind {
                    StatShape::Call(e) => e.$each(f),
                    StatShape::Assign(targets, values) => {
                        targets.$iter().chain(values.$iter()).for_each(|e| e.$each(f));
                    }
                    StatShape::Local(_, values) | StatShape::Return(values) => {
                        values.$iter().for_each(|e| e.$each(f));
                    }
                    StatShape::Do(b) => b.$each(f),
                    StatShape::While(e, b) => {
                        e.$each(f);
                        b.$each(f);
                    }
                    StatShape::Repeat(b, e) => {
                        b.$each(f);
                        e.$each(f);
                    }
                    StatShape::If(arms, otherwise) => {
                        for (e, b) in arms.$iter() {
                            e.$each(f);
                            b.$each(f);
                        }
                        if let Some(b) = otherwise {
                            b.$each(f);
                        }
                    }
                    StatShape::For(l) => {
                        l.start.$each(f);
                        l.limit.$each(f);
                        if let Some(e) = & $($mut)? l.step {
                            e.$each(f);
                        }
                        l.body.$each(f);
                    }
                    StatShape::In(_, values, b) => {
                        values.$iter().for_each(|e| e.$each(f));
                        b.$each(f);
                    }
                    StatShape::Break => {}
                }
            }
        }

        impl ExprNode {
            /// Calls `f` for this and every node in it, parents first.
            pub fn $each$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut($Node$(<$lt>)?)) {
                f($Node::Expr(self));
                if let ExprShape::Function(function) = & $($mut)? self.kind {
                    return function.body.$each(f);
                }
                self.$children(&mut |e| e.$each(f));
            }

            /// Calls `f` for the expressions directly in this; a function has none.
            pub fn $children$(<$lt>)?(&$($lt)? $($mut)? self, f: &mut dyn FnMut(&$($lt)? $($mut)? ExprNode)) {
                match & $($mut)? self.kind {
                    ExprShape::Nil | ExprShape::True | ExprShape::False | ExprShape::Number(_) | ExprShape::String(_) | ExprShape::Vararg => {}
                    ExprShape::Var(_) | ExprShape::Builtin(_) | ExprShape::Function(_) => {}
                    ExprShape::Table(fields) => {
                        for field in fields.$iter() {
                            if let Some(key) = & $($mut)? field.key {
                                f(key);
                            }
                            f(& $($mut)? field.value);
                        }
                    }
                    ExprShape::Index(a, b) | ExprShape::Binary(_, a, b) => {
                        f(a);
                        f(b);
                    }
                    ExprShape::Call(a, args) | ExprShape::Method(a, _, args) => {
                        f(a);
                        args.$iter().for_each(f);
                    }
                    ExprShape::Paren(e) | ExprShape::Unary(_, e) => f(e),
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
                        StatShape::Local(names, _) | StatShape::In(names, ..) => names.iter_mut().for_each(&mut *f),
                        StatShape::For(l) => f(&mut l.var),
                        _ => {}
                    },
                    NodeMut::Expr(ExprNode { kind: ExprShape::Function(function), .. }) => {
                        function.params.iter_mut().for_each(&mut *f);
                    }
                    _ => {}
                });
            }

            /// Replaces variables, in declarations and uses.
            pub fn rename(&mut self, to: &dyn Fn(VarId) -> VarId) {
                self.declared(&mut |var| *var = to(*var));
                self.each_mut(&mut |node| {
                    if let NodeMut::Expr(ExprNode { kind: ExprShape::Var(var), .. }) = node {
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
                    if matches!(node, Node::Expr(ExprNode { kind: ExprShape::Var(v), .. }) if *v == var) {
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

variables!(BlockNode);
variables!(StatNode);
variables!(ExprNode);

/// Tokens of a node without those of the nodes in it.
fn weight(node: &Node<'_>) -> usize {
    match node {
        Node::Block(_) => 0,
        Node::Stat(s) => match &s.kind {
            StatShape::Call(_) => 0,
            StatShape::Assign(..) | StatShape::Return(_) | StatShape::Break => 1,
            StatShape::Local(names, _) => 1 + 2 * names.len(),
            StatShape::Do(_) | StatShape::Repeat(..) => 2,
            StatShape::While(..) => 3,
            StatShape::If(arms, _) => 3 * arms.len() + 1,
            StatShape::For(_) => 7,
            StatShape::In(names, ..) => 3 + 2 * names.len(),
        },
        Node::Expr(e) => match &e.kind {
            ExprShape::Function(f) => 4 + (2 * f.params.len()).saturating_sub(1),
            ExprShape::Table(fields) => 2 + 2 * fields.len(),
            ExprShape::Index(_, key) => {
                if matches!(key.kind, ExprShape::String(_)) {
                    1
                } else {
                    2
                }
            }
            ExprShape::Call(_, args) => 2 + args.len().saturating_sub(1),
            ExprShape::Method(_, _, args) => 4 + args.len().saturating_sub(1),
            ExprShape::Paren(_) => 2,
            _ => 1,
        },
    }
}

impl ExprShape {
    /// A string.
    pub fn string(text: &[u8]) -> ExprShape {
        ExprShape::String(SourceBytes::from(text))
    }

    /// A global variable of the libraries.
    pub fn builtin(name: &str) -> ExprShape {
        ExprShape::Builtin(SourceBytes::from(name.as_bytes()))
    }
}

impl ExprNode {
    /// Whether this can give any number of values.
    pub fn is_multi(&self) -> bool {
        matches!(self.kind, ExprShape::Call(..) | ExprShape::Method(..) | ExprShape::Vararg)
    }

    /// Whether it is a call of a function or method.
    pub fn is_call(&self) -> bool {
        matches!(self.kind, ExprShape::Call(..) | ExprShape::Method(..))
    }

    /// Whether this is nil, a boolean, a number or a string.
    pub fn is_literal(&self) -> bool {
        matches!(
            self.kind,
            ExprShape::Nil | ExprShape::True | ExprShape::False | ExprShape::Number(_) | ExprShape::String(_)
        )
    }

    /// The variable that this is.
    pub fn var(&self) -> Option<VarId> {
        match self.kind {
            ExprShape::Var(var) => Some(var),
            _ => None,
        }
    }

    /// The key, if this is a field access with a constant string.
    pub fn field_name(&self) -> Option<&SourceBytes> {
        match &self.kind {
            ExprShape::Index(_, key) => match &key.kind {
                ExprShape::String(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    /// The function, if it is one.
    pub fn function(&self) -> Option<&FunctionNode> {
        match &self.kind {
            ExprShape::Function(f) => Some(f),
            _ => None,
        }
    }

    /// Whether `...` of the enclosing function occurs in this.
    pub fn has_vararg(&self) -> bool {
        let mut found = matches!(self.kind, ExprShape::Vararg);
        self.children(&mut |e| found |= e.has_vararg());
        found
    }
}

impl BlockNode {
    /// The expression with this id.
    pub fn find(&self, id: Id) -> Option<&ExprNode> {
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
    pub fn change(&mut self, id: Id, f: &mut dyn FnMut(&mut ExprNode) -> bool) -> bool {
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
    pub fn put(&mut self, var: VarId, value: &mut dyn FnMut() -> ExprNode) -> usize {
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
    pub fn around(&mut self, id: Id, f: &mut dyn FnMut(&mut BlockNode, usize) -> bool) -> bool {
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
    pub fn change_stat(&mut self, id: Id, f: &mut dyn FnMut(&mut StatNode) -> bool) -> bool {
        self.around(id, &mut |block, at| f(&mut block.stats[at]))
    }
}
