//! An audit of the collector: after each collection all that can be reached is looked at once more, by a walk that shares
//! nothing with the collector but the definitions of the objects.
//!
//! Invariant: the walk follows no reference to an object that is not alive. While a VM is audited what the collector frees
//! is kept in quarantine, readable, and then filled with a pattern, so that a forgotten reference is still seen as one.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::meta::Event;
use super::object::{FnProto, Header, LuaFn, NativeFn, Str, Table, Thread, UpVal, UserData};
use super::state::Vm;
use super::value::{Gc, Value, tag};
use crate::isa::Instr;

/// Longest text of a string that is shown.
const SHOWN: usize = 40;
/// Owners of owners that are named.
const OWNERS: usize = 6;

/// What an audit found: the collector freed something that can be reached, or left a reference that it should have cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditFinding {
    /// The object that the reference leads to, in words.
    pub object: String,
    /// What is wrong with it.
    pub trouble: Trouble,
    /// What refers to it, in words: a register of which function, an entry of which table.
    pub owner: String,
    /// Where the program was.
    pub at: Option<AuditPlace>,
}

/// Where a program was: the Lua function that ran, without what an audit cannot trust, and its word of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditPlace {
    /// Address of the prototype.
    pub proto: usize,
    pub code: Vec<Instr>,
    pub lines: Vec<u32>,
    pub line_defined: u32,
    pub pc: usize,
}

/// What is wrong with a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The object was freed.
    Freed,
    /// Another object is there, whose cell it was.
    Replaced,
    /// It is a string that is not in the table of strings: an equal one would be another object.
    NotInterned,
    /// It is an open upvalue that is in no list of a living thread: it points into a stack that nobody adjusts.
    Stray,
    /// It was in a slot of a stack that counts, and is not there any more.
    Cleared,
}

impl fmt::Display for AuditFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AuditFinding { object, owner, .. } = self;
        match self.trouble {
            Trouble::Freed => write!(f, "it frees {object}, which is still in use: {owner}"),
            Trouble::Replaced => {
                write!(f, "it frees something that is still in use, and {object} takes its place: {owner}")
            }
            Trouble::NotInterned => {
                write!(f, "it takes {object} out of the table of strings, which is still in use: {owner}")
            }
            Trouble::Stray => write!(f, "it forgets an open upvalue, which is still in use: {owner}"),
            Trouble::Cleared => write!(f, "it clears {object}, which is still in use: {owner}"),
        }?;
        let Some(AuditPlace { lines, pc, .. }) = &self.at else { return Ok(()) };
        match lines.get(*pc) {
            Some(line) => write!(f, " (line {line})"),
            None => write!(f, " (pc {pc})"),
        }
    }
}

/// When an audited VM collects: at every safe point at first, then so often that the work stays in proportion to the run.
pub(super) struct Schedule {
    /// Looks at objects that are paid for.
    credit: i64,
    /// What the last collection cost.
    cost: i64,
    /// Of a sequence that is no multiple of any loop's period.
    random: u32,
}

/// Looks at objects that every run may have, and those that each safe point adds.
const CREDIT: i64 = 1 << 21;
const EARNED: i64 = 24;

impl Schedule {
    pub(super) fn new() -> Schedule {
        Schedule { credit: CREDIT, cost: 0, random: 1 }
    }

    /// Whether to collect at a safe point.
    pub(super) fn is_due(&mut self) -> bool {
        self.credit = (self.credit + EARNED).min(CREDIT);
        self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.credit >= self.cost + (self.random >> 16) as i64 % (self.cost / 4 + 1)
    }

    /// Pays for a collection that looked at so many objects.
    fn pay(&mut self, cost: i64) {
        self.cost = cost;
        self.credit -= cost;
    }
}

/// How an object is referred to.
#[derive(Clone, Copy)]
enum Link {
    MainThread,
    RunningThread,
    Resumer,
    Registry,
    TypeMetatable(usize),
    EventName,
    Error,
    Step,
    ToFinalize,
    AllUserdata,
    AllThreads,
    AllStrings,
    Globals,
    Environment,
    Metatable,
    Hook,
    Slot(u32),
    FrameFunction(usize),
    OpenList,
    Prototype,
    Upvalue(usize),
    Content,
    Constant(usize),
    Nested(usize),
    Item(usize),
    Key,
    Entry(Value),
}

/// An object that was reached, and from where.
struct Reached {
    object: *mut Header,
    from: u32,
    link: Link,
}

/// The owner of roots.
const NOBODY: u32 = u32::MAX;

/// A reference that is wrong.
struct Wrong {
    trouble: Trouble,
    object: *mut Header,
    from: u32,
    link: Link,
}

struct Walk<'a> {
    vm: &'a Vm,
    reached: Vec<Reached>,
    /// Values in arrays and stacks that were looked at.
    held: i64,
    seen: FxHashMap<usize, u32>,
    /// Strings of the string table.
    interned: FxHashSet<usize>,
    /// References that keep nothing alive.
    weak: Vec<(u32, Link, Value)>,
    /// Open upvalues that were reached.
    shared: Vec<u32>,
    /// Open upvalues of the threads that were reached.
    open: FxHashSet<usize>,
}

impl Vm {
    /// Looks at all that can be reached, after a collection. A finding ends the run: it is thrown as a panic that carries
    /// it, since nothing that a VM with such a mistake does from here on means anything.
    pub(super) fn audit(&mut self, before: &[StackCopy]) {
        let mut walk = Walk {
            vm: self,
            reached: Vec::new(),
            held: 0,
            seen: FxHashMap::default(),
            interned: FxHashSet::default(),
            weak: Vec::new(),
            shared: Vec::new(),
            open: FxHashSet::default(),
        };
        walk.held += before.iter().map(|copy| copy.values.len() as i64).sum::<i64>();
        let found = walk.cleared(before).or_else(|| walk.all().err().map(|wrong| walk.finding(&wrong)));
        let cost = walk.reached.len() as i64 * 4 + walk.held + 256;
        let kept = self.heap.poison_quarantine();
        if let Some(schedule) = &mut self.gc.audit {
            schedule.pay(cost + kept as i64);
        }
        if let Some(finding) = found {
            std::panic::resume_unwind(Box::new(finding));
        }
    }
}

/// The live part of a stack before a collection.
pub(super) struct StackCopy {
    thread: *mut Thread,
    values: Vec<Value>,
}

impl Vm {
    /// The live parts of all stacks.
    pub(super) fn stacks(&self) -> Vec<StackCopy> {
        let copy = |thread: *mut Thread| {
            // SAFETY: before a collection the main thread and those of the list are in use.
            let th = unsafe { &*thread };
            // SAFETY: within the stack, which is initialised.
            let values = (0..live_end(th)).map(|i| unsafe { *th.slot(i) }).collect();
            StackCopy { thread, values }
        };
        let others = self.gc.threads.iter().map(|th| th.as_ptr());
        std::iter::once(self.main).chain(others.filter(|&th| th != self.main)).map(copy).collect()
    }
}

impl Walk<'_> {
    /// The first live slot of a stack that does not hold what it held before the collection.
    fn cleared(&self, before: &[StackCopy]) -> Option<AuditFinding> {
        for StackCopy { thread, values } in before {
            // SAFETY: an object in use, or one in quarantine, whose cell is as it was.
            let th = unsafe { &**thread };
            if u64::from(th.header.kind) != tag::THREAD {
                continue;
            }
            // SAFETY: a collection does not alter the size of a stack.
            let gone = |(i, v): &(u32, &Value)| unsafe { (*th.slot(*i)).tag != v.tag || (*th.slot(*i)).bits != v.bits };
            let Some((i, v)) = (0..).zip(values).find(gone) else { continue };
            let object = if v.is_object() { object_text(v.header()) } else { "a value".into() };
            return Some(AuditFinding {
                object,
                trouble: Trouble::Cleared,
                owner: slot_text(th, i),
                at: self.running(),
            });
        }
        None
    }

    fn all(&mut self) -> Result<(), Wrong> {
        let strings: Vec<*mut Str> = self.vm.heap.interned().collect();
        for s in strings {
            self.alive(NOBODY, Link::AllStrings, s as *mut Header, tag::STRING)?;
            self.interned.insert(s as usize);
        }
        self.roots()?;
        let mut next = 0;
        loop {
            while next < self.reached.len() {
                let node = next as u32;
                next += 1;
                self.visit(node)?;
            }
            if !self.open_upvalues()? {
                break;
            }
        }
        for i in 0..self.weak.len() {
            let (from, link, v) = self.weak[i];
            self.alive(from, link, v.header(), v.tag)?;
        }
        Ok(())
    }

    fn roots(&mut self) -> Result<(), Wrong> {
        let vm = self.vm;
        self.refer_to(NOBODY, Link::MainThread, vm.main, tag::THREAD)?;
        self.refer_to(NOBODY, Link::RunningThread, vm.thread, tag::THREAD)?;
        self.refer_to(NOBODY, Link::Registry, vm.registry.as_ptr(), tag::TABLE)?;
        for (i, mt) in vm.type_metatables.iter().enumerate() {
            if let Some(mt) = mt {
                self.refer_to(NOBODY, Link::TypeMetatable(i), mt.as_ptr(), tag::TABLE)?;
            }
        }
        for s in vm.events {
            self.refer_to(NOBODY, Link::EventName, s.as_ptr(), tag::STRING)?;
        }
        self.refer(NOBODY, Link::Error, vm.error.value)?;
        for &v in &vm.watched {
            self.refer(NOBODY, Link::Step, v)?;
        }
        for u in vm.gc.waiting() {
            self.refer_to(NOBODY, Link::ToFinalize, u.as_ptr(), tag::USERDATA)?;
        }
        for u in &vm.heap.userdata {
            self.weak.push((NOBODY, Link::AllUserdata, Value::from(*u)));
        }
        for th in &vm.gc.threads {
            self.weak.push((NOBODY, Link::AllThreads, Value::from(*th)));
        }
        Ok(())
    }

    /// Checks that a reference leads to an object of that kind which is in use.
    fn alive(&self, from: u32, link: Link, object: *mut Header, kind: u64) -> Result<(), Wrong> {
        // SAFETY: what was freed since the last audit is in quarantine, and what was freed before is referred to by nothing
        // that this audit sees: the last one would have told.
        let found = u64::from(unsafe { (*object).kind });
        let trouble = match found {
            tag::FREE => Trouble::Freed,
            other if other != kind => Trouble::Replaced,
            tag::STRING if !matches!(link, Link::AllStrings) && !self.interned.contains(&(object as usize)) => {
                Trouble::NotInterned
            }
            _ => return Ok(()),
        };
        Err(Wrong { trouble, object, from, link })
    }

    fn refer(&mut self, from: u32, link: Link, v: Value) -> Result<(), Wrong> {
        if !v.is_object() {
            return Ok(());
        }
        if v.tag > tag::THREAD {
            return Err(Wrong { trouble: Trouble::Replaced, object: std::ptr::null_mut(), from, link });
        }
        self.refer_to(from, link, v.header(), v.tag)
    }

    fn refer_to<T>(&mut self, from: u32, link: Link, object: *mut T, kind: u64) -> Result<(), Wrong> {
        let object = object as *mut Header;
        self.alive(from, link, object, kind)?;
        if kind == tag::STRING {
            return Ok(());
        }
        let next = self.reached.len() as u32;
        if *self.seen.entry(object as usize).or_insert(next) == next {
            self.reached.push(Reached { object, from, link });
        }
        Ok(())
    }

    fn visit(&mut self, node: u32) -> Result<(), Wrong> {
        let object = self.reached[node as usize].object;
        // SAFETY: `refer_to` has seen that the object is in use, and of which kind it is.
        unsafe {
            match u64::from((*object).kind) {
                tag::TABLE => self.visit_table(node, &*(object as *const Table)),
                tag::LUA_FN => {
                    let f = &*(object as *const LuaFn);
                    self.refer_to(node, Link::Prototype, f.proto.as_ptr(), tag::PROTO)?;
                    self.refer_to(node, Link::Environment, f.env().as_ptr(), tag::TABLE)?;
                    for (i, upvalue) in f.upvals().iter().enumerate() {
                        self.refer_to(node, Link::Upvalue(i), upvalue.get().as_ptr(), tag::UPVAL)?;
                    }
                    Ok(())
                }
                tag::NATIVE_FN => {
                    let f = &*(object as *const NativeFn);
                    self.refer_to(node, Link::Environment, f.env().as_ptr(), tag::TABLE)?;
                    for (i, upvalue) in f.upvals().iter().enumerate() {
                        self.refer(node, Link::Upvalue(i), upvalue.get())?;
                    }
                    Ok(())
                }
                tag::USERDATA => {
                    let u = &*(object as *const UserData);
                    self.refer_to(node, Link::Environment, u.env().as_ptr(), tag::TABLE)?;
                    self.metatable(node, u.metatable())
                }
                tag::THREAD => self.visit_thread(node, &*(object as *const Thread)),
                tag::PROTO => {
                    let p = &*(object as *const FnProto);
                    for (i, &k) in p.constants.iter().enumerate() {
                        self.refer(node, Link::Constant(i), k)?;
                    }
                    for (i, nested) in p.protos.iter().enumerate() {
                        self.refer_to(node, Link::Nested(i), nested.as_ptr(), tag::PROTO)?;
                    }
                    Ok(())
                }
                tag::UPVAL => {
                    let upvalue = &*(object as *const UpVal);
                    if upvalue.is_open() {
                        self.shared.push(node);
                        return Ok(());
                    }
                    self.refer(node, Link::Content, upvalue.closed.get())
                }
                kind => unreachable!("an object of kind {kind} is not visited"),
            }
        }
    }

    fn metatable(&mut self, node: u32, mt: Option<Gc<Table>>) -> Result<(), Wrong> {
        match mt {
            Some(mt) => self.refer_to(node, Link::Metatable, mt.as_ptr(), tag::TABLE),
            None => Ok(()),
        }
    }

    fn visit_table(&mut self, node: u32, t: &Table) -> Result<(), Wrong> {
        self.metatable(node, t.metatable())?;
        let (mut weak_keys, mut weak_values) = (false, false);
        if let Some(mt) = t.metatable()
            && let Some(mode) = mt.get_str(self.vm.events[Event::Mode as usize]).as_string()
        {
            self.alive(node, Link::Metatable, mode.as_ptr() as *mut Header, tag::STRING)?;
            (weak_keys, weak_values) = (mode.bytes().contains(&b'k'), mode.bytes().contains(&b'v'));
        }
        for (i, v) in t.array_slice().iter().enumerate() {
            self.hold(node, Link::Item(i + 1), v.get(), weak_values)?;
        }
        let mut nodes = Vec::new();
        t.for_each_node(|n| nodes.push((n.key_value(), n.value)));
        for (key, value) in nodes {
            if key.tag == tag::DEAD && value.is_nil() {
                continue;
            }
            // The key of an entry that was removed keeps nothing alive, and is dead once a collection has seen it.
            self.hold(node, Link::Key, key, weak_keys || value.is_nil())?;
            self.hold(node, Link::Entry(key), value, weak_values)?;
        }
        Ok(())
    }

    /// A key or a value of a table. Strings are values: a weak table keeps them.
    fn hold(&mut self, node: u32, link: Link, v: Value, weak: bool) -> Result<(), Wrong> {
        self.held += 1;
        if weak && v.is_object() && v.tag != tag::STRING && v.tag <= tag::THREAD {
            self.weak.push((node, link, v));
            return Ok(());
        }
        self.refer(node, link, v)
    }

    fn visit_thread(&mut self, node: u32, th: &Thread) -> Result<(), Wrong> {
        self.refer_to(node, Link::Globals, th.globals().as_ptr(), tag::TABLE)?;
        self.refer(node, Link::Hook, th.hook().function)?;
        if !th.parent.is_null() {
            self.refer_to(node, Link::Resumer, th.parent, tag::THREAD)?;
        }
        for depth in 1..=th.depth() {
            let closure = th.frame(depth).closure;
            if !closure.is_null() {
                self.refer_to(node, Link::FrameFunction(depth), closure, tag::LUA_FN)?;
            }
        }
        let end = live_end(th);
        for i in 0..th.stack_size() as u32 {
            // SAFETY: within the stack, which is initialised.
            let v = unsafe { *th.slot(i) };
            // Above the registers a collection leaves nothing.
            self.hold(node, Link::Slot(i), v, i >= end)?;
        }
        let mut upvalue = th.open;
        while !upvalue.is_null() {
            self.alive(node, Link::OpenList, upvalue as *mut Header, tag::UPVAL)?;
            self.open.insert(upvalue as usize);
            // SAFETY: it is in use.
            upvalue = unsafe { (*upvalue).next.get() };
        }
        Ok(())
    }

    /// Goes on with what open upvalues share, whose threads were reached; false if there is nothing more to reach.
    fn open_upvalues(&mut self) -> Result<bool, Wrong> {
        let before = self.reached.len();
        let mut stray = Vec::new();
        for node in std::mem::take(&mut self.shared) {
            let object = self.reached[node as usize].object;
            if self.open.contains(&(object as usize)) {
                // SAFETY: an open upvalue in the list of a thread that was reached: it points into that one's stack.
                let v = unsafe { (*(object as *const UpVal)).get() };
                self.refer(node, Link::Content, v)?;
            } else {
                stray.push(node);
            }
        }
        if self.reached.len() > before {
            // Their threads may still be reached.
            self.shared = stray;
            return Ok(true);
        }
        match stray.first() {
            Some(&node) => {
                let Reached { object, from, link } = self.reached[node as usize];
                Err(Wrong { trouble: Trouble::Stray, object, from, link })
            }
            None => Ok(false),
        }
    }

    // ---- words

    fn finding(&self, wrong: &Wrong) -> AuditFinding {
        let owner = self.owner(wrong.from, wrong.link, 0);
        AuditFinding { object: object_text(wrong.object), trouble: wrong.trouble, owner, at: self.running() }
    }

    /// Where the program is.
    fn running(&self) -> Option<AuditPlace> {
        let th = self.vm.current_thread();
        let frame = (1..=th.depth()).rev().map(|depth| th.frame(depth)).find(|frame| !frame.closure.is_null())?;
        // SAFETY: an object in use or in quarantine; a prototype that was freed is not looked into.
        unsafe {
            let alive = (*frame.closure).header.kind == tag::LUA_FN as u8
                && (*(*frame.closure).proto.as_ptr()).header.kind == tag::PROTO as u8;
            let proto = frame.proto().filter(|_| alive)?;
            let (code, lines) = (proto.raw.to_vec(), proto.lines.to_vec());
            let (line_defined, pc) = (proto.line_defined, frame.current_pc()?);
            Some(AuditPlace { proto: proto.address(), code, lines, line_defined, pc })
        }
    }

    /// What refers to an object.
    fn owner(&self, from: u32, link: Link, depth: usize) -> String {
        let of = |what: String| match self.reached.get(from as usize) {
            Some(_) => format!("{what} of {}", self.name(from, depth + 1)),
            None => what,
        };
        match link {
            Link::MainThread => "the main thread".into(),
            Link::RunningThread => "the running coroutine".into(),
            Link::Registry => "the registry".into(),
            Link::TypeMetatable(i) => format!("the metatable of the basic type {i}"),
            Link::EventName => "the name of a metamethod".into(),
            Link::Error => "the error in flight".into(),
            Link::Step => "the function or coroutine of a step that is watched".into(),
            Link::ToFinalize => "userdata that wait for their finalizers".into(),
            Link::AllUserdata => "the list of all userdata".into(),
            Link::AllThreads => "the list of all coroutines".into(),
            Link::AllStrings => "the table of strings".into(),
            Link::Globals => of("the table of globals".into()),
            Link::Environment => of("the environment".into()),
            Link::Metatable => of("the metatable".into()),
            Link::Hook => of("the hook".into()),
            Link::Resumer => of("the resumer".into()),
            Link::FrameFunction(depth) => of(format!("the function of frame {depth}")),
            Link::OpenList => of("the list of open upvalues".into()),
            Link::Prototype => of("the prototype".into()),
            Link::Upvalue(i) => of(format!("upvalue {i}")),
            Link::Content => of("the value".into()),
            Link::Constant(i) => of(format!("constant {i}")),
            Link::Nested(i) => of(format!("nested function {i}")),
            Link::Item(i) => of(format!("item {i}")),
            Link::Key => of("a key".into()),
            Link::Entry(key) => of(format!("the value of key {}", key_text(key))),
            Link::Slot(i) => match self.reached.get(from as usize) {
                // SAFETY: slots belong to threads, and this one is in use.
                Some(thread) => slot_text(unsafe { &*(thread.object as *const Thread) }, i),
                None => "a stack".into(),
            },
        }
    }

    /// An object by the way it was reached.
    fn name(&self, node: u32, depth: usize) -> String {
        let Reached { object, from, link } = self.reached[node as usize];
        let what = object_text(object);
        if depth >= OWNERS {
            return what;
        }
        match link {
            Link::MainThread | Link::RunningThread | Link::Registry => self.owner(from, link, depth),
            Link::Globals if matches!(self.reached[from as usize].link, Link::MainThread) => "_G".into(),
            Link::Entry(key) if key.tag == tag::STRING => format!("{}.{}", self.path(from, depth), plain(key)),
            Link::Entry(key) => format!("{}[{}]", self.path(from, depth), key_text(key)),
            Link::Item(i) => format!("{}[{i}]", self.path(from, depth)),
            _ => format!("{what} ({})", self.owner(from, link, depth)),
        }
    }

    fn path(&self, node: u32, depth: usize) -> String {
        let name = self.name(node, depth + 1);
        if name.contains(' ') { format!("({name})") } else { name }
    }
}

/// Where the live part of a stack ends: with the registers of a Lua function on top, or the values of a native one.
fn live_end(th: &Thread) -> u32 {
    let frame = th.frame(th.depth());
    let top = th.index_of(th.top);
    if frame.closure.is_null() { top } else { top.max(frame.top) }
}

/// A slot of a stack: whose register it is.
fn slot_text(th: &Thread, slot: u32) -> String {
    let Some(depth) = (1..=th.depth()).rev().find(|&depth| th.frame(depth).func <= slot) else {
        return format!("slot {slot} at the base of a coroutine's stack");
    };
    let frame = th.frame(depth);
    let of = match frame.closure.is_null() {
        true => "a library function".to_string(),
        false => object_text(frame.closure as *mut Header),
    };
    match slot.checked_sub(frame.base) {
        _ if slot == frame.func => format!("the function that runs in frame {depth}"),
        Some(r) if frame.closure.is_null() => format!("value {r} of {of}"),
        Some(r) if slot < frame.top => format!("R{r} of {of}"),
        Some(r) => format!("R{r}, above the registers, of {of}"),
        None => format!("extra argument {} of {of}", slot - frame.func),
    }
}

/// A key as it stands in brackets.
fn key_text(key: Value) -> String {
    match key.tag {
        tag::STRING => format!("{:?}", plain(key)),
        tag::NUMBER => {
            String::from_utf8_lossy(super::text::number::fmt_g14(key.num_unchecked()).as_bytes()).into_owned()
        }
        tag::FALSE => "false".into(),
        tag::TRUE => "true".into(),
        tag::TABLE..=tag::THREAD => object_text(key.header()),
        _ => "?".into(),
    }
}

fn plain(string: Value) -> String {
    // SAFETY: a string in use, or one in quarantine: its bytes are as they were.
    shortened(unsafe { &*(string.bits as *const Str) }.bytes())
}

fn shortened(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned();
    if bytes.len() > SHOWN { text + "..." } else { text }
}

/// An object in words. Of one that was freed there is no more than its cell.
fn object_text(object: *mut Header) -> String {
    if object.is_null() {
        return "something that is no value".into();
    }
    // SAFETY: an object in use, or one in quarantine that is not poisoned yet: its cell is as it was.
    unsafe {
        let freed = (*object).kind == tag::FREE as u8;
        let kind = if freed { (*object).extra.get() } else { (*object).kind };
        match u64::from(kind) {
            tag::STRING => {
                let s = &*(object as *const Str);
                format!("the string {:?}", shortened(s.bytes()))
            }
            tag::TABLE => "a table".into(),
            tag::LUA_FN => {
                let proto = (*(object as *const LuaFn)).proto.as_ptr();
                match (*proto).header.kind == tag::PROTO as u8 {
                    true if (*proto).line_defined == 0 => "the main function".into(),
                    true => format!("the function defined in line {}", (*proto).line_defined),
                    false => "a function".into(),
                }
            }
            tag::NATIVE_FN => format!("the library function {}", (*(object as *const NativeFn)).def.name),
            tag::USERDATA => "a userdata".into(),
            tag::THREAD => "a coroutine".into(),
            tag::PROTO => "a prototype".into(),
            tag::UPVAL => "an upvalue".into(),
            _ => "something".into(),
        }
    }
}
