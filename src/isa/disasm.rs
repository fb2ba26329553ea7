//! The listing of a function: structured rows for diffs and reports, and their rendering as text.
//!
//! pcs count from 0, as everywhere here (luac's listing counts from 1). Invariant: any [`Proto`], verified or not, has a
//! listing; two functions with equal listings have equal code, constants and debug information, long strings aside.

use std::fmt::Write;

use super::comment::{LocalMap, comment, constant, name, quote};
use super::effects::instruction_starts;
use super::instr::{Capture, Instr, Rk};
use super::ops::{Control, Format, Op, Operand};
use super::proto::{Proto, vararg};
use super::tree::ProtoTree;

/// Longest string in the table of constants, in bytes.
const LONG: usize = 200;

/// One word of the code.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// Index of the word in the code.
    pub pc: u32,
    /// `None` if the function is stripped.
    pub line: Option<u32>,
    /// The word itself.
    pub word: u32,
    /// `capture` and `block` for data words, `?` for an unknown opcode.
    pub mnemonic: &'static str,
    /// `R` registers, `K` constants, `U` upvalues, `F` functions by number, `->` targets of jumps.
    pub operands: String,
    /// What it does, with the names that are known.
    pub comment: String,
    /// The extra column.
    pub note: Option<String>,
    /// Whether an instruction other than the one before goes on here.
    pub is_target: bool,
}

/// One entry of the local variable table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LocalRow {
    /// As in the debug information.
    pub name: String,
    /// Where it lives; `None` if the table is nonsense.
    pub register: Option<u8>,
    /// The first pc at which it is active.
    pub start_pc: u32,
    /// The first pc at which it no longer is.
    pub end_pc: u32,
}

/// The listing of one function.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FunctionListing {
    /// Preorder number in the chunk.
    pub number: usize,
    /// Number of the enclosing function.
    pub parent: Option<usize>,
    /// How many functions enclose it.
    pub depth: usize,
    /// Name of the chunk, without its `=` or `@`; that of the enclosing function if this one has none.
    pub source: String,
    /// Line of the `function`; 0 for a main function.
    pub line_defined: u32,
    /// Line of the `end`; 0 for a main function.
    pub last_line_defined: u32,
    /// Fixed parameters.
    pub num_params: u8,
    /// Flags, see [`vararg`].
    pub is_vararg: u8,
    /// Registers that it needs.
    pub max_stack: u8,
    /// Upvalues of its closures.
    pub num_upvalues: u8,
    /// One per word of the code.
    pub rows: Vec<Row>,
    /// As in source text, by index.
    pub constants: Vec<String>,
    /// Its local variables, in the order of the table.
    pub locals: Vec<LocalRow>,
    /// Empty if the function is stripped.
    pub upvalues: Vec<String>,
    /// Numbers of the functions in it.
    pub functions: Vec<usize>,
}

/// The listings of all functions of a chunk in the order of their numbers. `note(function, pc)` fills the extra column.
pub fn listing(root: &Proto, note: &dyn Fn(usize, usize) -> Option<String>) -> Vec<FunctionListing> {
    let tree = ProtoTree::new(root);
    (0..tree.len()).filter_map(|number| function_listing(&tree, number, &|pc| note(number, pc))).collect()
}

/// The listing of one function, without those in it; `None` if there is no such number.
pub fn function_listing(
    tree: &ProtoTree<'_>,
    number: usize,
    note: &dyn Fn(usize) -> Option<String>,
) -> Option<FunctionListing> {
    let proto = tree.proto(number)?;
    let map = LocalMap::new(proto);
    let locals = proto.locals.iter().zip(&map.registers).map(|(local, &register)| LocalRow {
        name: name(&local.name),
        register,
        start_pc: local.start_pc,
        end_pc: local.end_pc,
    });
    Some(FunctionListing {
        number,
        parent: tree.parent(number),
        depth: tree.depth(number)?,
        source: source(tree, number).map_or_else(|| "?".to_owned(), source_name),
        line_defined: proto.line_defined,
        last_line_defined: proto.last_line_defined,
        num_params: proto.num_params,
        is_vararg: proto.is_vararg,
        max_stack: proto.max_stack,
        num_upvalues: proto.num_upvalues,
        rows: rows(tree, number, proto, &map, note),
        constants: proto.constants.iter().map(|value| constant(value, LONG)).collect(),
        locals: locals.collect(),
        upvalues: proto.upvalue_names.iter().map(|bytes| name(bytes)).collect(),
        functions: (0..proto.protos.len() as u32).filter_map(|index| tree.child(number, index)).collect(),
    })
}

/// Mnemonic, operands and comment of the word at `pc` in one line, as a trace shows it. Nested functions are
/// numbered by their place in this function's list.
pub fn instruction_text(proto: &Proto, locals: &LocalMap, pc: usize) -> String {
    let Some(&instr) = proto.code.get(pc) else { return String::new() };
    if let Some(owner) = locals.owners.get(pc).copied().flatten() {
        let (mnemonic, operands, comment) = data(proto, locals, pc, owner);
        return format!("{mnemonic:<9} {operands:<14} ; {comment}");
    }
    let operands = operands(instr, pc, &|index| format!("P{index}"));
    let comment = comment(proto, locals, pc, &|index| format!("function P{index}"));
    format!("{:<9} {operands:<14} ; {comment}", instr.op().map_or("?", Op::mnemonic))
}

fn source<'a>(tree: &ProtoTree<'a>, number: usize) -> Option<&'a [u8]> {
    let mut outwards = std::iter::successors(Some(number), |&number| tree.parent(number));
    outwards.find_map(|number| tree.proto(number)?.source.as_deref())
}

fn source_name(source: &[u8]) -> String {
    match source {
        [b'=' | b'@', rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => quote(source, LONG),
    }
}

fn rows(
    tree: &ProtoTree<'_>,
    number: usize,
    proto: &Proto,
    map: &LocalMap,
    note: &dyn Fn(usize) -> Option<String>,
) -> Vec<Row> {
    let starts = instruction_starts(proto);
    let targets = targets(proto, &starts);
    let function = |index: u32| tree.child(number, index).map_or_else(|| format!("P{index}"), |n| format!("F{n}"));
    let described = |index: u32| {
        let nested = tree.child(number, index).and_then(|n| tree.proto(n));
        let lines = nested.map_or_else(String::new, |p| format!(" <{},{}>", p.line_defined, p.last_line_defined));
        format!("function {}{lines}", function(index))
    };
    let mut rows = Vec::with_capacity(proto.code.len());
    for (pc, &instr) in proto.code.iter().enumerate() {
        let (mnemonic, operands, comment) = match map.owners[pc] {
            Some(owner) => data(proto, map, pc, owner),
            None => {
                let mnemonic = instr.op().map_or("?", Op::mnemonic);
                (mnemonic, operands(instr, pc, &function), comment(proto, map, pc, &described))
            }
        };
        rows.push(Row {
            pc: pc as u32,
            line: proto.lines.get(pc).copied(),
            word: instr.0,
            mnemonic,
            operands,
            comment,
            note: note(pc),
            is_target: targets[pc],
        });
    }
    rows
}

/// Where control may come from elsewhere than the instruction before: jumps, and what tests skip to.
fn targets(proto: &Proto, starts: &[bool]) -> Vec<bool> {
    let mut targets = vec![false; proto.code.len()];
    let mut mark = |pc: i64| {
        if let Some(target) = usize::try_from(pc).ok().and_then(|pc| targets.get_mut(pc)) {
            *target = true;
        }
    };
    for (pc, instr) in proto.code.iter().enumerate().filter(|(pc, _)| starts[*pc]) {
        let Some(op) = instr.op() else { continue };
        match op.control() {
            Control::Test => mark(pc as i64 + 2),
            Control::Jump => mark(pc as i64 + 1 + i64::from(instr.sbx())),
            Control::Skip if instr.c() != 0 => mark(pc as i64 + 2),
            Control::Skip | Control::Plain | Control::Captures | Control::Block => {}
            Control::TailCall | Control::Return => {}
        }
    }
    targets
}

/// A word that belongs to the instruction `owner` before it.
fn data(proto: &Proto, map: &LocalMap, pc: usize, owner: Op) -> (&'static str, String, String) {
    let word = proto.code[pc];
    if owner.control() != Control::Captures {
        return ("block", word.0.to_string(), String::new());
    }
    // A local function captures itself: its scope begins after the CLOSURE.
    let local = |reg| (pc..=pc + 1).rev().find_map(|pc| map.name(proto, reg, pc)).map_or_else(String::new, name);
    match Capture::decode(word) {
        Some(Capture::Register(reg)) => ("capture", format!("R{reg}"), local(reg)),
        Some(Capture::Upvalue(index)) => {
            let upvalue = proto.upvalue_names.get(index as usize);
            ("capture", format!("U{index}"), upvalue.map_or_else(String::new, |bytes| name(bytes)))
        }
        None => ("capture", format!("?{:#010x}", word.0), String::new()),
    }
}

fn operands(instr: Instr, pc: usize, function: &dyn Fn(u32) -> String) -> String {
    let Some(op) = instr.op() else { return format!("{:#010x}", instr.0) };
    let fields = match op.format() {
        Format::Abc => [Some(instr.a()), Some(instr.b()), Some(instr.c())],
        Format::Abx => [Some(instr.a()), Some(instr.bx()), None],
        Format::Asbx => [Some(instr.a()), Some(0), None],
    };
    let mut text = vec![];
    for (kind, field) in op.operands().into_iter().zip(fields) {
        let Some(field) = field else { continue };
        match kind {
            Operand::Unused if field == 0 => {}
            Operand::Unused => text.push(format!("({field})")),
            Operand::Def | Operand::Use | Operand::DefFirst | Operand::DefLast | Operand::DefPair => {
                text.push(format!("R{field}"));
            }
            Operand::UseFirst | Operand::UseLast | Operand::CallBase | Operand::ForBase | Operand::IterBase => {
                text.push(format!("R{field}"));
            }
            Operand::Rk => text.push(match Rk::decode(field) {
                Rk::Reg(_) => format!("R{field}"),
                Rk::Const(index) => format!("K{index}"),
            }),
            Operand::Konst | Operand::Global => text.push(format!("K{field}")),
            Operand::Upval => text.push(format!("U{field}")),
            Operand::Proto => text.push(function(field)),
            Operand::Flag | Operand::Size | Operand::Args | Operand::Results | Operand::Block => {
                text.push(field.to_string());
            }
            Operand::Jump => text.push(format!("-> {}", pc as i64 + 1 + i64::from(instr.sbx()))),
        }
    }
    text.join(" ")
}

impl Row {
    /// The row as a line of text without the line end.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let line = self.line.map_or_else(String::new, |line| format!("[{line}]"));
        let mark = if self.is_target { '>' } else { ' ' };
        let _ = write!(text, "{mark}{:>5} {line:>7}  {:<9} {:<14}", self.pc, self.mnemonic, self.operands);
        match &self.note {
            Some(note) => {
                let _ = write!(text, " ; {:<40} | {note}", self.comment);
            }
            None if !self.comment.is_empty() => {
                let _ = write!(text, " ; {}", self.comment);
            }
            None => {}
        }
        text.truncate(text.trim_end().len());
        text
    }
}

impl FunctionListing {
    /// The first line: number, place in the source and sizes.
    pub fn header(&self) -> String {
        let kind = if self.number == 0 { "main function" } else { "function" };
        let mut text =
            format!("{kind} F{} <{}:{},{}>", self.number, self.source, self.line_defined, self.last_line_defined);
        if let Some(parent) = self.parent {
            let _ = write!(text, " in F{parent}");
        }
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let dots = if self.is_vararg & vararg::IS_VARARG != 0 { "+" } else { "" };
        let _ = write!(
            text,
            ": {}{dots} {}, {}, {}, {}, {}, {}, {}",
            self.num_params,
            if self.num_params == 1 { "param" } else { "params" },
            plural(usize::from(self.max_stack), "register"),
            plural(usize::from(self.num_upvalues), "upvalue"),
            plural(self.locals.len(), "local"),
            plural(self.constants.len(), "constant"),
            plural(self.functions.len(), "function"),
            plural(self.rows.len(), "instruction"),
        );
        if self.is_vararg & vararg::NEEDS_ARG != 0 {
            text.push_str(", builds `arg`");
        } else if self.is_vararg & vararg::HAS_ARG != 0 {
            text.push_str(", has `arg`");
        }
        text
    }

    /// The tables after the code, a line per entry; a table without entries is left out.
    pub fn tables(&self) -> Vec<String> {
        let mut lines = vec![];
        let mut table = |title: &str, entries: Vec<String>| {
            if !entries.is_empty() {
                lines.push(format!("  {title}:"));
                lines.extend(entries.into_iter().map(|entry| format!("    {entry}")));
            }
        };
        let numbered = |letter: char, entries: &[String]| {
            entries.iter().enumerate().map(|(index, entry)| format!("{letter}{index:<4} {entry}")).collect()
        };
        table("constants", numbered('K', &self.constants));
        table("upvalues", numbered('U', &self.upvalues));
        let locals = self.locals.iter().map(|local| {
            let register = local.register.map_or_else(|| "?".into(), |register| format!("R{register}"));
            format!("{register:<5} {:<16} pc {}..{}", local.name, local.start_pc, local.end_pc)
        });
        table("locals", locals.collect());
        lines
    }

    /// All lines of the listing.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.header()];
        lines.extend(self.rows.iter().map(Row::text));
        lines.extend(self.tables());
        lines
    }
}

/// The listings as text, an empty line between two functions.
pub fn render(listings: &[FunctionListing]) -> String {
    let functions: Vec<String> = listings.iter().map(|listing| listing.lines().join("\n") + "\n").collect();
    functions.join("\n")
}
