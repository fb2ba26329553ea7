//! Taking a snapshot: the breadth-first walk, written once for all engines.

use super::{Bounds, Handle, Inspect, Item, Shape, Snapshot, tag};

const UNNUMBERED: u32 = u32::MAX;
/// More bytes and objects than the snapshot of a small program has.
const USUAL_BYTES: usize = 8 << 10;
const USUAL_OBJECTS: usize = 128;

/// Takes the snapshot of a stopped engine.
pub(crate) fn take<I: Inspect>(engine: &mut I, bounds: Bounds) -> Snapshot {
    let mut walk = Walk {
        bounds,
        bytes: Vec::with_capacity(USUAL_BYTES),
        numbers: Vec::with_capacity(USUAL_OBJECTS),
        order: Vec::with_capacity(USUAL_OBJECTS),
        deferred: vec![],
    };
    engine.roots(&mut |item| walk.value(item));
    walk.bytes.push(tag::END);
    let mut next = 0;
    loop {
        while let Some(&object) = walk.order.get(next) {
            if next >= walk.bounds.objects || walk.full() {
                walk.bytes.push(tag::CUT);
                return Snapshot { bytes: walk.bytes };
            }
            walk.record(engine, object, next as u32);
            next += 1;
        }
        if !walk.resolve_deferred() {
            break;
        }
    }
    walk.finish_deferred();
    Snapshot { bytes: walk.bytes }
}

struct Walk {
    bounds: Bounds,
    bytes: Vec<u8>,
    /// Number of an object, by the engine's handle.
    numbers: Vec<u32>,
    /// Handles by number.
    order: Vec<Handle>,
    deferred: Vec<Deferred>,
}

/// Entries of a table whose keys are objects; they are written once their keys have numbers.
struct Deferred {
    table: u32,
    entries: Vec<(Handle, Owned)>,
}

/// An [`Item`] kept for later.
#[derive(Clone, Debug)]
enum Owned {
    Nil,
    Boolean(bool),
    Number(f64),
    String(Vec<u8>),
    Native(String),
    Object(Handle),
}

impl Owned {
    fn new(item: Item<'_>) -> Owned {
        match item {
            Item::Nil => Owned::Nil,
            Item::Boolean(b) => Owned::Boolean(b),
            Item::Number(n) => Owned::Number(n),
            Item::String(s) => Owned::String(s.to_vec()),
            Item::Native(n) => Owned::Native(n.to_string()),
            Item::Object(h) => Owned::Object(h),
        }
    }

    fn item(&self) -> Item<'_> {
        match self {
            Owned::Nil => Item::Nil,
            Owned::Boolean(b) => Item::Boolean(*b),
            Owned::Number(n) => Item::Number(*n),
            Owned::String(s) => Item::String(s),
            Owned::Native(n) => Item::Native(n),
            Owned::Object(h) => Item::Object(*h),
        }
    }

    /// Order of keys that are not objects: by type, then by value.
    fn key_order(&self, other: &Owned) -> std::cmp::Ordering {
        fn rank(key: &Owned) -> u8 {
            match key {
                Owned::Nil => 0,
                Owned::Boolean(_) => 1,
                Owned::Number(_) => 2,
                Owned::String(_) => 3,
                Owned::Native(_) => 4,
                Owned::Object(_) => 5,
            }
        }
        match (self, other) {
            (Owned::Boolean(a), Owned::Boolean(b)) => a.cmp(b),
            (Owned::Number(a), Owned::Number(b)) => a.total_cmp(b),
            (Owned::String(a), Owned::String(b)) => a.cmp(b),
            (Owned::Native(a), Owned::Native(b)) => a.cmp(b),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

impl Walk {
    fn full(&self) -> bool {
        self.bytes.len() > self.bounds.bytes
    }

    fn varint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    fn blob(&mut self, tag: u8, bytes: &[u8]) {
        self.bytes.push(tag);
        self.varint(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// The object's number, given now if it has none yet.
    fn number(&mut self, object: Handle) -> u32 {
        let index = object as usize;
        if index >= self.numbers.len() {
            self.numbers.resize(index + 1, UNNUMBERED);
        }
        if self.numbers[index] == UNNUMBERED {
            self.numbers[index] = self.order.len() as u32;
            self.order.push(object);
        }
        self.numbers[index]
    }

    fn number_if_known(&self, object: Handle) -> Option<u32> {
        self.numbers.get(object as usize).copied().filter(|&n| n != UNNUMBERED)
    }

    fn value(&mut self, item: Item<'_>) {
        match item {
            Item::Nil => self.bytes.push(tag::NIL),
            Item::Boolean(false) => self.bytes.push(tag::FALSE),
            Item::Boolean(true) => self.bytes.push(tag::TRUE),
            Item::Number(n) => {
                let small = n as u32;
                if small < 1 << 28 && f64::from(small).to_bits() == n.to_bits() {
                    self.bytes.push(tag::SMALL);
                    self.varint(u64::from(small));
                } else {
                    let n = if n.is_nan() { f64::NAN } else { n };
                    self.bytes.push(tag::NUMBER);
                    self.bytes.extend_from_slice(&n.to_bits().to_le_bytes());
                }
            }
            Item::String(s) => self.blob(tag::STRING, s),
            Item::Native(name) => self.blob(tag::NATIVE, name.as_bytes()),
            Item::Object(object) => {
                let number = self.number(object);
                self.bytes.push(tag::OBJECT);
                self.varint(u64::from(number));
            }
        }
    }

    fn optional_object(&mut self, object: Option<Handle>) {
        self.value(object.map_or(Item::Nil, Item::Object));
    }

    fn record<I: Inspect>(&mut self, engine: &mut I, object: Handle, number: u32) {
        match engine.shape(object) {
            Shape::Table { weak: true } => {
                self.bytes.push(tag::WEAK_TABLE);
                let meta = engine.metatable(object);
                self.optional_object(meta);
            }
            Shape::Table { weak: false } => {
                if !self.table_in_order(engine, object) {
                    self.table_sorted(engine, object, number);
                }
                self.bytes.push(tag::END);
                let meta = engine.metatable(object);
                self.optional_object(meta);
            }
            Shape::Function { line_defined, last_line_defined } => {
                self.bytes.push(tag::FUNCTION);
                self.varint(u64::from(line_defined));
                self.varint(u64::from(last_line_defined));
                engine.upvalues(object, &mut |item| self.value(item));
                self.bytes.push(tag::END);
                let environment = engine.environment(object);
                self.optional_object(environment);
            }
            Shape::Userdata => {
                self.bytes.push(tag::USERDATA);
                let meta = engine.metatable(object);
                self.optional_object(meta);
            }
            Shape::Thread(status) => self.bytes.extend([tag::THREAD, status as u8]),
        }
    }

    /// Writes the entries in `next` order. Where a key is an object or a library function that order depends on addresses: takes
    /// everything back and returns false.
    fn table_in_order<I: Inspect>(&mut self, engine: &mut I, table: Handle) -> bool {
        let (bytes_before, numbered_before) = (self.bytes.len(), self.order.len());
        self.bytes.push(tag::TABLE);
        let mut comparable = true;
        engine.entries(table, &mut |key, value| {
            comparable = !matches!(key, Item::Object(_) | Item::Native(_));
            if comparable {
                self.value(key);
                self.value(value);
            }
            comparable && !self.full()
        });
        if !comparable {
            self.bytes.truncate(bytes_before);
            for object in self.order.drain(numbered_before..) {
                self.numbers[object as usize] = UNNUMBERED;
            }
        }
        comparable
    }

    fn table_sorted<I: Inspect>(&mut self, engine: &mut I, table: Handle, number: u32) {
        let (mut plain, mut by_object) = (Vec::new(), Vec::new());
        let room = self.bounds.bytes;
        engine.entries(table, &mut |key, value| {
            match key {
                Item::Object(object) => by_object.push((object, Owned::new(value))),
                _ => plain.push((Owned::new(key), Owned::new(value))),
            }
            // Every entry takes two bytes at least: what is beyond the bound cannot be written anyway.
            plain.len() + by_object.len() <= room
        });
        plain.sort_by(|a, b| a.0.key_order(&b.0));
        self.bytes.push(tag::SORTED_TABLE);
        for (key, value) in &plain {
            self.value(key.item());
            self.value(value.item());
        }
        if !by_object.is_empty() {
            self.deferred.push(Deferred { table: number, entries: by_object });
        }
    }

    /// Writes the deferred entries whose keys have numbers by now; returns whether there were any.
    fn resolve_deferred(&mut self) -> bool {
        let mut deferred = std::mem::take(&mut self.deferred);
        let mut progress = false;
        for table in &mut deferred {
            let mut known: Vec<(u32, Owned)> = Vec::new();
            table.entries.retain(|(key, value)| {
                let number = self.number_if_known(*key);
                known.extend(number.map(|n| (n, value.clone())));
                number.is_none()
            });
            if known.is_empty() {
                continue;
            }
            progress = true;
            known.sort_by_key(|entry| entry.0);
            self.bytes.push(tag::MORE);
            self.varint(u64::from(table.table));
            for (key, value) in &known {
                self.bytes.push(tag::OBJECT);
                self.varint(u64::from(*key));
                self.value(value.item());
            }
            self.bytes.push(tag::END);
        }
        deferred.retain(|table| !table.entries.is_empty());
        self.deferred = deferred;
        progress
    }

    fn finish_deferred(&mut self) {
        for table in std::mem::take(&mut self.deferred) {
            self.bytes.push(tag::UNREACHED);
            self.varint(u64::from(table.table));
            self.varint(table.entries.len() as u64);
        }
    }
}
