//! What an instruction does, in the notation of Lua, with the names of variables where the debug information knows them:
//! the comment column of listings and traces.
//!
//! Invariant: any word sequence gives a text; an operand that names nothing shows as its number.

use super::effects::{HeapEffect, effects, instruction_starts};
use super::instr::{Instr, Rk, fb_to_int};
use super::ops::Op;
use super::proto::{Const, Proto};

/// Longest piece of a string constant in a comment, in bytes.
const SHORT: usize = 40;

/// A string constant in quotes, cut after `max` bytes; what is not printable ASCII is escaped as in Lua.
pub fn quote(s: &[u8], max: usize) -> String {
    let mut text = String::from('"');
    let shown = &s[..s.len().min(max)];
    for (at, &byte) in shown.iter().enumerate() {
        match byte {
            b'"' | b'\\' => text.extend(['\\', char::from(byte)]),
            b'\n' => text.push_str("\\n"),
            b'\t' => text.push_str("\\t"),
            b'\r' => text.push_str("\\r"),
            b' '..=b'~' => text.push(char::from(byte)),
            _ if shown.get(at + 1).is_some_and(u8::is_ascii_digit) => text.push_str(&format!("\\{byte:03}")),
            _ => text.push_str(&format!("\\{byte}")),
        }
    }
    text.push('"');
    if shown.len() < s.len() {
        text.push_str("...");
    }
    text
}

/// A number so that it reads back as the same one.
pub fn number(n: f64) -> String {
    if n.is_nan() {
        (if n.is_sign_negative() { "-nan" } else { "nan" }).into()
    } else {
        let text = format!("{n:?}");
        text.strip_suffix(".0").unwrap_or(&text).to_owned()
    }
}

/// A constant as in source text, strings cut after `max` bytes.
pub fn constant(value: &Const, max: usize) -> String {
    match value {
        Const::Nil => "nil".into(),
        Const::Boolean(b) => b.to_string(),
        Const::Number(n) => number(*n),
        Const::String(s) => quote(s, max),
    }
}

/// A name as it is if it is one, in quotes otherwise.
pub fn name(bytes: &[u8]) -> String {
    let word =
        bytes.iter().enumerate().all(|(i, b)| b.is_ascii_alphabetic() || *b == b'_' || i > 0 && b.is_ascii_digit());
    match std::str::from_utf8(bytes) {
        Ok(text) if word && !text.is_empty() => text.to_owned(),
        Ok(text) if text.starts_with("(for ") => text.to_owned(),
        _ => quote(bytes, SHORT),
    }
}

/// Where each local variable lives, to find the one that a register holds at a pc; and which words are no instructions.
#[derive(Clone, Debug, Default)]
pub struct LocalMap {
    /// Per word of the code the instruction that it is data of.
    pub owners: Vec<Option<Op>>,
    /// Per entry of the local variable table its register; `None` if the table is nonsense.
    pub registers: Vec<Option<u8>>,
    /// Per register the entries that live there, in order, without those whose scope is empty.
    by_register: Vec<Vec<u32>>,
}

impl LocalMap {
    /// Follows the scopes of a function's local variables.
    pub fn new(proto: &Proto) -> LocalMap {
        let mut owner = None;
        let owners = instruction_starts(proto).into_iter().zip(&proto.code).map(|(starts, word)| {
            owner = if starts { word.op() } else { owner };
            owner.filter(|_| !starts)
        });
        let mut map = LocalMap { owners: owners.collect(), ..LocalMap::default() };
        let mut active: Vec<u32> = vec![];
        for (index, local) in proto.locals.iter().enumerate() {
            active.retain(|&end| end > local.start_pc);
            let register = u8::try_from(active.len()).ok();
            map.registers.push(register);
            let Some(register) = register.filter(|_| local.start_pc < local.end_pc) else { continue };
            active.push(local.end_pc);
            let register = usize::from(register);
            if map.by_register.len() <= register {
                map.by_register.resize(register + 1, vec![]);
            }
            map.by_register[register].push(index as u32);
        }
        map
    }

    /// The name of the local variable in `register` at `pc`.
    pub fn name<'a>(&self, proto: &'a Proto, register: u32, pc: usize) -> Option<&'a [u8]> {
        let entries = self.by_register.get(register as usize)?;
        let started = entries.partition_point(|&entry| proto.locals[entry as usize].start_pc as usize <= pc);
        let local = &proto.locals[*entries[..started].last()? as usize];
        (pc < local.end_pc as usize).then_some(&*local.name)
    }
}

struct Commenter<'a> {
    proto: &'a Proto,
    locals: &'a LocalMap,
    pc: usize,
}

/// The comment of the instruction at `pc`. `function_name` gives a nested function, by its index in the list of this one,
/// the name it has elsewhere in the listing.
pub fn comment(proto: &Proto, locals: &LocalMap, pc: usize, function_name: &dyn Fn(u32) -> String) -> String {
    let Some(instr) = proto.code.get(pc).copied() else { return String::new() };
    let Some(op) = instr.op() else { return String::new() };
    Commenter { proto, locals, pc }.text(op, instr, function_name)
}

impl Commenter<'_> {
    fn text(&self, op: Op, instr: Instr, function_name: &dyn Fn(u32) -> String) -> String {
        let (a, b, c) = (instr.a(), instr.b(), instr.c());
        let set = self.defined(a);
        match op {
            Op::Move => format!("{set} := {}", self.reg(b)),
            Op::LoadK => format!("{set} := {}", self.konst(instr.bx())),
            Op::LoadBool => {
                let skip = if c != 0 { format!("; goto {}", self.pc + 2) } else { String::new() };
                format!("{set} := {}{skip}", b != 0)
            }
            Op::LoadNil => format!("{} := nil", self.list(a, b + 1, &|reg| self.defined(reg))),
            Op::GetUpval => format!("{set} := {}", self.upvalue(b)),
            Op::SetUpval => format!("{} := {}", self.upvalue(b), self.reg(a)),
            Op::GetGlobal => format!("{set} := {}", self.global(instr.bx())),
            Op::SetGlobal => format!("{} := {}", self.global(instr.bx()), self.reg(a)),
            Op::GetTable => format!("{set} := {}{}", self.reg(b), self.key(c)),
            Op::SetTable => format!("{}{} := {}", self.reg(a), self.key(b), self.rk(c)),
            Op::NewTable => match (fb_to_int(b), fb_to_int(c)) {
                (0, 0) => format!("{set} := {{}}"),
                (array, hash) => format!("{set} := {{}}, room for {array} items, {hash} fields"),
            },
            Op::SelfOp => format!("R{a} := {1}{2}; R{0} := {1}", a + 1, self.reg(b), self.key(c)),
            Op::Add => format!("{set} := {} + {}", self.rk(b), self.rk(c)),
            Op::Sub => format!("{set} := {} - {}", self.rk(b), self.rk(c)),
            Op::Mul => format!("{set} := {} * {}", self.rk(b), self.rk(c)),
            Op::Div => format!("{set} := {} / {}", self.rk(b), self.rk(c)),
            Op::Mod => format!("{set} := {} % {}", self.rk(b), self.rk(c)),
            Op::Pow => format!("{set} := {} ^ {}", self.rk(b), self.rk(c)),
            Op::Unm => format!("{set} := -{}", self.reg(b)),
            Op::Not => format!("{set} := not {}", self.reg(b)),
            Op::Len => format!("{set} := #{}", self.reg(b)),
            Op::Concat => {
                let parts: Vec<String> = (b..=c).map(|reg| self.reg(reg)).collect();
                format!("{set} := {}", parts.join(" .. "))
            }
            Op::Jmp => String::new(),
            Op::Eq => self.test(a != 0, &format!("{} == {}", self.rk(b), self.rk(c)), ""),
            Op::Lt => self.test(a != 0, &format!("{} < {}", self.rk(b), self.rk(c)), ""),
            Op::Le => self.test(a != 0, &format!("{} <= {}", self.rk(b), self.rk(c)), ""),
            Op::Test => self.test(c != 0, &self.reg(a), ""),
            Op::TestSet => self.test(c != 0, &self.reg(b), &format!("{set} := {}", self.reg(b))),
            Op::Call => match self.results(a, c) {
                results if results.is_empty() => self.call(a, b),
                results => format!("{results} := {}", self.call(a, b)),
            },
            Op::TailCall => format!("return {}", self.call(a, b)),
            Op::Return => match b {
                0 => format!("return R{a}.."),
                1 => "return".into(),
                _ => format!("return {}", self.list(a, a + b - 1, &|reg| self.reg(reg))),
            },
            Op::ForLoop => {
                let target = self.target(self.pc);
                format!("R{a} += R{}; if not beyond R{} {{ R{} := R{a}; goto {target} }}", a + 2, a + 1, a + 3)
            }
            Op::ForPrep => format!("R{a} -= R{}; goto {}", a + 2, self.target(self.pc)),
            Op::TForLoop => {
                let results = self.list(a + 3, a + 3 + c, &|reg| format!("R{reg}"));
                let test = self.test(true, &format!("R{} ~= nil", a + 3), &format!("R{} := R{}", a + 2, a + 3));
                format!("{results} := R{a}(R{}, R{}); {test}", a + 1, a + 2)
            }
            Op::SetList => self.items(a, b),
            Op::Close => format!("close upvalues from R{a} up"),
            Op::Closure => format!("{set} := {}", function_name(instr.bx())),
            Op::VarArg => match self.results(a, b) {
                results if results.is_empty() => "nothing".into(),
                results => format!("{results} := ..."),
            },
        }
    }

    /// A register that is read.
    fn reg(&self, reg: u32) -> String {
        self.named(reg, self.pc)
    }

    /// A register that is written: a local variable begins after the instruction that gives it its first value.
    fn defined(&self, reg: u32) -> String {
        self.named(reg, self.pc + 1)
    }

    fn named(&self, reg: u32, pc: usize) -> String {
        // The control variables of loops are "(for index)" and the like.
        let local = self.locals.name(self.proto, reg, pc).filter(|local| !local.starts_with(b"("));
        local.map_or_else(|| format!("R{reg}"), name)
    }

    fn konst(&self, index: u32) -> String {
        self.proto.constants.get(index as usize).map_or_else(|| format!("K{index}"), |value| constant(value, SHORT))
    }

    fn global(&self, index: u32) -> String {
        match self.proto.constants.get(index as usize) {
            Some(Const::String(s)) => name(s),
            Some(_) | None => format!("K{index}"),
        }
    }

    fn upvalue(&self, index: u32) -> String {
        self.proto.upvalue_names.get(index as usize).map_or_else(|| format!("U{index}"), |bytes| name(bytes))
    }

    fn rk(&self, operand: u32) -> String {
        match Rk::decode(operand) {
            Rk::Reg(reg) => self.reg(u32::from(reg)),
            Rk::Const(index) => self.konst(u32::from(index)),
        }
    }

    fn key(&self, operand: u32) -> String {
        if let Rk::Const(index) = Rk::decode(operand)
            && let Some(Const::String(s)) = self.proto.constants.get(usize::from(index))
        {
            let name = name(s);
            if !name.starts_with(['"', '(']) {
                return format!(".{name}");
            }
        }
        format!("[{}]", self.rk(operand))
    }

    fn list(&self, first: u32, end: u32, show: &dyn Fn(u32) -> String) -> String {
        if end > first + 4 {
            return format!("{}, ... {}", show(first), show(end - 1));
        }
        (first..end).map(show).collect::<Vec<_>>().join(", ")
    }

    fn results(&self, first: u32, count: u32) -> String {
        match count {
            0 => format!("R{first}.."),
            _ => self.list(first, first + count - 1, &|reg| self.defined(reg)),
        }
    }

    fn call(&self, base: u32, args: u32) -> String {
        let list = match args {
            0 => format!("R{}..", base + 1),
            _ => self.list(base + 1, base + args, &|reg| self.reg(reg)),
        };
        format!("{}({list})", self.reg(base))
    }

    fn items(&self, table: u32, count: u32) -> String {
        let first = match effects(self.proto, self.pc).map(|found| found.heap) {
            Ok(HeapEffect::WriteItems { first, .. }) => first,
            Ok(_) | Err(_) => return String::new(),
        };
        let table_name = self.reg(table);
        match count {
            0 => format!("{table_name}[{first}..] := R{}..", table + 1),
            1 => format!("{table_name}[{first}] := R{}", table + 1),
            _ => {
                let last = first + i64::from(count) - 1;
                format!("{table_name}[{first}..{last}] := R{}..R{}", table + 1, table + count)
            }
        }
    }

    fn target(&self, pc: usize) -> i64 {
        pc as i64 + 1 + self.proto.code.get(pc).map_or(0, |jump| i64::from(jump.sbx()))
    }

    /// A test that takes the JMP after it if `condition` is `wanted`.
    fn test(&self, wanted: bool, condition: &str, then: &str) -> String {
        let condition = match (wanted, condition.contains(' ')) {
            (true, _) => condition.to_owned(),
            (false, true) => format!("not ({condition})"),
            (false, false) => format!("not {condition}"),
        };
        let jumps = self.proto.code.get(self.pc + 1).is_some_and(|next| next.op() == Some(Op::Jmp));
        let target = if jumps { self.target(self.pc + 1) } else { self.pc as i64 + 1 };
        match then {
            "" => format!("if {condition} goto {target} else {}", self.pc + 2),
            _ => format!("if {condition} {{ {then}; goto {target} }} else {}", self.pc + 2),
        }
    }
}
