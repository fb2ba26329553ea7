//! Tables: an array part and a hash part with PUC 5.1's layout rules, because `next` order and the border that
//! `#` finds depend on them.
//!
//! The hash part is a chained scatter table with Brent's variation: a key that collides with a key out of its
//! main position moves that one away; free nodes are taken from the end downwards; a rehash makes the array part
//! the largest power of two with more than half of its slots in use (R. Ierusalimschy, L. H. de Figueiredo,
//! W. Celes, "The Implementation of Lua 5.0", 2005, section 4).
//!
//! Invariant: `array` holds `asize` values; `nodes` holds `2^extra` nodes or is the shared dummy node.

use std::cell::Cell;
use std::ptr;

use super::heap::Heap;
use super::object::{Header, Str};
use super::value::{Gc, Value, tag};

/// Array sizes and node counts are below 2^MAX_BITS.
const MAX_BITS: usize = 26;

/// One entry of the hash part.
#[repr(C)]
pub(super) struct HashNode {
    pub(super) value: Value,
    pub(super) key_bits: u64,
    pub(super) key_tag: u32,
    /// Distance in nodes to the next one of the chain; 0 ends it.
    pub(super) next: i32,
}

const EMPTY: HashNode = HashNode { value: Value::NIL, key_bits: 0, key_tag: tag::NIL as u32, next: 0 };

/// The hash part of tables without one: never written.
static DUMMY: HashNode = EMPTY;

#[inline(always)]
fn dummy() -> *mut HashNode {
    &raw const DUMMY as *mut HashNode
}

impl HashNode {
    #[inline(always)]
    fn is_key(&self, key: Value) -> bool {
        self.key_tag == key.tag as u32 && self.key_bits == key.bits
    }

    fn key(&self) -> Value {
        Value { tag: self.key_tag as u64, bits: self.key_bits }
    }

    fn set_key(&mut self, key: Value) {
        self.key_tag = key.tag as u32;
        self.key_bits = key.bits;
    }
}

/// A Lua table.
#[repr(C)]
pub(crate) struct Table {
    pub(super) header: Header,
    pub(super) asize: Cell<u32>,
    pub(super) array: Cell<*mut Value>,
    pub(super) nodes: Cell<*mut HashNode>,
    pub(super) metatable: Cell<Option<Gc<Table>>>,
    /// Index one past the highest node that may be free.
    last_free: Cell<u32>,
    /// Number of nodes minus 1.
    pub(super) node_mask: Cell<u32>,
}

/// A part of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TablePart {
    Array,
    Nodes,
}

/// `next` was given a key that is not in the table.
#[derive(Debug)]
pub(crate) struct InvalidKey;

/// The index of `key` in an array part, if it is a positive integer that fits.
#[inline(always)]
fn array_index(n: f64) -> Option<u32> {
    let i = n as i32;
    if i as f64 == n && i > 0 { Some(i as u32) } else { None }
}

/// ceil(log2(n)) for n > 0.
fn ceil_log2(n: usize) -> usize {
    n.next_power_of_two().trailing_zeros() as usize
}

impl Table {
    pub(super) fn new(mark: u8) -> Table {
        Table {
            header: Header::new(tag::TABLE, mark),
            asize: Cell::new(0),
            array: Cell::new(ptr::null_mut()),
            nodes: Cell::new(dummy()),
            metatable: Cell::new(None),
            last_free: Cell::new(0),
            node_mask: Cell::new(0),
        }
    }

    pub fn metatable(&self) -> Option<Gc<Table>> {
        self.metatable.get()
    }

    pub fn set_metatable(&self, mt: Option<Gc<Table>>) {
        self.metatable.set(mt);
    }

    /// Number of nodes of the hash part, the dummy counted as 0.
    pub fn node_count(&self) -> usize {
        if self.nodes.get() == dummy() { 0 } else { self.node_mask.get() as usize + 1 }
    }

    /// The part that has a slot for the key.
    pub fn part_of(&self, key: Value) -> Option<TablePart> {
        match key.as_number().and_then(array_index) {
            Some(i) if i <= self.asize.get() => Some(TablePart::Array),
            _ => (!self.find(key).is_null()).then_some(TablePart::Nodes),
        }
    }

    /// Whether a node's key is hashed by its address, so that the order of the nodes, and when they are made anew, is another
    /// one in each run.
    pub fn hashes_addresses(&self) -> bool {
        let count = self.node_count();
        // SAFETY: `i` is below the number of nodes.
        let keys = (0..count).map(|i| unsafe { (*self.node(i)).key_tag });
        keys.map(u64::from).any(|tag| !matches!(tag, tag::NIL | tag::FALSE | tag::TRUE | tag::NUMBER | tag::STRING))
    }

    /// Number of slots of the array part.
    pub fn array_capacity(&self) -> usize {
        self.asize.get() as usize
    }

    #[inline(always)]
    fn node(&self, i: usize) -> *mut HashNode {
        debug_assert!(i <= self.node_mask.get() as usize);
        // SAFETY: `i` is below the number of nodes.
        unsafe { self.nodes.get().add(i) }
    }

    // ---- lookup

    fn main_position(&self, key: Value) -> usize {
        let mask = self.node_mask.get();
        match key.tag {
            tag::NUMBER => {
                let n = key.num_unchecked();
                if n == 0.0 {
                    return 0;
                }
                let bits = n.to_bits();
                ((bits as u32).wrapping_add((bits >> 32) as u32) % (mask | 1)) as usize
            }
            tag::STRING => (key.cast::<Str>().hash & mask) as usize,
            tag::FALSE => 0,
            tag::TRUE => (1 & mask) as usize,
            _ => (key.bits as u32 % (mask | 1)) as usize,
        }
    }

    #[inline(always)]
    fn find_in_chain(&self, start: usize, key: Value) -> *mut Value {
        let mut p = self.node(start);
        loop {
            // SAFETY: chains stay within the node array.
            let n = unsafe { &mut *p };
            if n.is_key(key) {
                return &raw mut n.value;
            }
            if n.next == 0 {
                return ptr::null_mut();
            }
            // SAFETY: as above.
            p = unsafe { p.offset(n.next as isize) };
        }
    }

    /// The slot of a string key, or null.
    #[inline(always)]
    pub(super) fn find_str(&self, key: Gc<Str>) -> *mut Value {
        self.find_in_chain((key.hash & self.node_mask.get()) as usize, Value::from(key))
    }

    /// The slot of a positive integer key, or null.
    #[inline(always)]
    pub(super) fn find_int(&self, i: u32) -> *mut Value {
        if i.wrapping_sub(1) < self.asize.get() {
            // SAFETY: within the array part.
            return unsafe { self.array.get().add(i as usize - 1) };
        }
        self.find_number(i as f64)
    }

    fn find_number(&self, n: f64) -> *mut Value {
        // -0 and 0 are one key: compare as numbers.
        let mut p = self.node(self.main_position(Value::number(n)));
        loop {
            // SAFETY: chains stay within the node array.
            let node = unsafe { &mut *p };
            if node.key_tag == tag::NUMBER as u32 && f64::from_bits(node.key_bits) == n {
                return &raw mut node.value;
            }
            if node.next == 0 {
                return ptr::null_mut();
            }
            // SAFETY: as above.
            p = unsafe { p.offset(node.next as isize) };
        }
    }

    /// The slot of `key`, or null.
    #[inline]
    pub(super) fn find(&self, key: Value) -> *mut Value {
        match key.tag {
            tag::STRING => self.find_str(key.cast()),
            tag::NUMBER => {
                let n = key.num_unchecked();
                match array_index(n) {
                    Some(i) => self.find_int(i),
                    None => self.find_number(n),
                }
            }
            tag::NIL => ptr::null_mut(),
            _ => self.find_in_chain(self.main_position(key), key),
        }
    }

    #[inline(always)]
    fn read(slot: *mut Value) -> Value {
        if slot.is_null() {
            Value::NIL
        } else {
            // SAFETY: a slot of the table.
            unsafe { *slot }
        }
    }

    /// Primitive read (`rawget`).
    #[inline]
    pub fn get(&self, key: Value) -> Value {
        Self::read(self.find(key))
    }

    #[inline]
    pub fn get_str(&self, key: Gc<Str>) -> Value {
        Self::read(self.find_str(key))
    }

    /// Primitive read of an integer key.
    #[inline]
    pub fn get_int(&self, i: i64) -> Value {
        if i > 0 && i <= u32::MAX as i64 {
            Self::read(self.find_int(i as u32))
        } else {
            Self::read(self.find_number(i as f64))
        }
    }

    // ---- update

    /// Primitive write (`rawset`). The key is neither nil nor NaN: callers raise those errors.
    #[inline]
    pub fn set(&self, heap: &mut Heap, key: Value, value: Value) {
        let mut slot = self.find(key);
        if slot.is_null() {
            slot = self.insert(heap, key);
        }
        self.header.flags.set(0);
        // SAFETY: a slot of the table.
        unsafe { *slot = value }
    }

    pub fn set_str(&self, heap: &mut Heap, key: Gc<Str>, value: Value) {
        self.set(heap, Value::from(key), value);
    }

    /// Primitive write of an integer key.
    #[inline]
    pub fn set_int(&self, heap: &mut Heap, i: i64, value: Value) {
        if (i as u64).wrapping_sub(1) < self.asize.get() as u64 {
            // SAFETY: within the array part.
            unsafe { *self.array.get().add(i as usize - 1) = value };
            return;
        }
        self.set(heap, Value::number(i as f64), value);
    }

    /// The slot of a key that is not in the table yet.
    pub(super) fn insert(&self, heap: &mut Heap, key: Value) -> *mut Value {
        debug_assert!(!key.is_nil());
        self.insert_at(heap, key, self.main_position(key))
    }

    /// As `insert`, for a string.
    #[inline(always)]
    pub(super) fn insert_str(&self, heap: &mut Heap, key: Gc<Str>) -> *mut Value {
        self.insert_at(heap, Value::from(key), (key.hash & self.node_mask.get()) as usize)
    }

    #[inline(always)]
    fn insert_at(&self, heap: &mut Heap, key: Value, position: usize) -> *mut Value {
        let mp = self.node(position);
        // SAFETY: a node of this table; the dummy is only read.
        unsafe {
            if (*mp).value.is_nil() && mp != dummy() {
                (*mp).set_key(key);
                return &raw mut (*mp).value;
            }
        }
        self.insert_colliding(heap, key, mp)
    }

    #[inline(never)]
    fn insert_colliding(&self, heap: &mut Heap, key: Value, mp: *mut HashNode) -> *mut Value {
        let Some(free) = self.free_node() else {
            self.rehash(heap, key);
            let slot = self.find(key);
            return if slot.is_null() { self.insert(heap, key) } else { slot };
        };
        // SAFETY: nodes of this table; the dummy has no free node.
        unsafe {
            let other = self.node(self.main_position((*mp).key()));
            if other != mp {
                // The colliding key is out of its main position: move it to the free node.
                let mut previous = other;
                while previous.offset((*previous).next as isize) != mp {
                    previous = previous.offset((*previous).next as isize);
                }
                (*previous).next = free.offset_from(previous) as i32;
                ptr::copy_nonoverlapping(mp, free, 1);
                if (*mp).next != 0 {
                    (*free).next = mp.offset((*mp).next as isize).offset_from(free) as i32;
                }
                (*mp).next = 0;
                (*mp).value = Value::NIL;
                (*mp).set_key(key);
                &raw mut (*mp).value
            } else {
                (*free).next = match (*mp).next {
                    0 => 0,
                    next => mp.offset(next as isize).offset_from(free) as i32,
                };
                (*mp).next = free.offset_from(mp) as i32;
                (*free).set_key(key);
                &raw mut (*free).value
            }
        }
    }

    /// The highest node that never had a key.
    fn free_node(&self) -> Option<*mut HashNode> {
        let mut i = self.last_free.get();
        while i > 0 {
            i -= 1;
            let n = self.node(i as usize);
            // SAFETY: a node of this table.
            if unsafe { (*n).key_tag } == tag::NIL as u32 {
                self.last_free.set(i);
                return Some(n);
            }
        }
        self.last_free.set(0);
        None
    }

    // ---- sizes

    /// Gives a new table its parts.
    #[inline]
    pub(super) fn set_sizes(&self, heap: &mut Heap, asize: usize, hsize: usize) {
        debug_assert!(self.asize.get() == 0 && self.nodes.get() == dummy());
        if asize > 0 {
            self.set_array_size(heap, asize);
        }
        if hsize > 0 {
            self.set_node_count(heap, hsize);
        }
    }

    fn rehash(&self, heap: &mut Heap, extra: Value) {
        // counts[i]: number of integer keys k with 2^(i-1) < k <= 2^i
        let mut counts = [0usize; MAX_BITS + 1];
        let mut integers = self.count_array(&mut counts);
        let mut total = integers;
        for i in 0..self.node_count() {
            // SAFETY: a node of this table.
            let n = unsafe { &*self.node(i) };
            if !n.value.is_nil() {
                integers += count_key(n.key(), &mut counts);
                total += 1;
            }
        }
        integers += count_key(extra, &mut counts);
        total += 1;
        let (asize, in_array) = array_size(&counts, integers);
        self.resize(heap, asize, total - in_array);
    }

    fn count_array(&self, counts: &mut [usize; MAX_BITS + 1]) -> usize {
        let asize = self.asize.get() as usize;
        let mut total = 0;
        let mut i = 1;
        for (log, count) in counts.iter_mut().enumerate() {
            let limit = asize.min(1 << log);
            if i > limit {
                break;
            }
            let mut used = 0;
            while i <= limit {
                // SAFETY: within the array part.
                used += !unsafe { (*self.array.get().add(i - 1)).is_nil() } as usize;
                i += 1;
            }
            *count += used;
            total += used;
        }
        total
    }

    /// Gives the array part `asize` slots and the hash part room for `hsize` keys, moving entries between them.
    pub fn resize(&self, heap: &mut Heap, asize: usize, hsize: usize) {
        let old_asize = self.asize.get() as usize;
        let old_nodes = self.nodes.get();
        let old_count = self.node_count();
        if asize > old_asize {
            self.set_array_size(heap, asize);
        }
        self.set_node_count(heap, hsize);
        if asize < old_asize {
            self.asize.set(asize as u32);
            for i in asize..old_asize {
                // SAFETY: the buffer still has the old size.
                let v = unsafe { *self.array.get().add(i) };
                if !v.is_nil() {
                    self.set_int(heap, i as i64 + 1, v);
                }
            }
            // SAFETY: the buffer was made with the old size.
            let array = unsafe {
                let p = self.array.get() as *mut u8;
                if asize == 0 {
                    heap.free_buffer(p, old_asize * size_of::<Value>());
                    ptr::null_mut()
                } else {
                    heap.realloc_buffer(p, old_asize * size_of::<Value>(), asize * size_of::<Value>())
                }
            };
            self.array.set(array as *mut Value);
        }
        for i in (0..old_count).rev() {
            // SAFETY: the old nodes are not freed yet.
            let n = unsafe { &*old_nodes.add(i) };
            if !n.value.is_nil() {
                self.set(heap, n.key(), n.value);
            }
        }
        if old_count > 0 {
            // SAFETY: made with this size by `set_node_count`, no longer referenced.
            unsafe { heap.free_buffer(old_nodes as *mut u8, old_count * size_of::<HashNode>()) };
        }
    }

    /// Gives the array part `asize` slots (more than it has), and keeps the size of the hash part.
    pub(super) fn resize_array(&self, heap: &mut Heap, asize: usize) {
        self.resize(heap, asize, self.node_count());
    }

    fn set_array_size(&self, heap: &mut Heap, asize: usize) {
        let old = self.asize.get() as usize;
        let size = asize * size_of::<Value>();
        let p = if old == 0 {
            heap.alloc_buffer(size)
        } else {
            // SAFETY: the buffer was made with the old size.
            unsafe { heap.realloc_buffer(self.array.get() as *mut u8, old * size_of::<Value>(), size) }
        } as *mut Value;
        for i in old..asize {
            // SAFETY: within the new buffer.
            unsafe { p.add(i).write(Value::NIL) };
        }
        self.array.set(p);
        self.asize.set(asize as u32);
    }

    fn set_node_count(&self, heap: &mut Heap, hsize: usize) {
        if hsize == 0 {
            self.nodes.set(dummy());
            self.node_mask.set(0);
            self.last_free.set(0);
            return;
        }
        let count = 1usize << ceil_log2(hsize);
        let p = heap.alloc_buffer(count * size_of::<HashNode>()) as *mut HashNode;
        for i in 0..count {
            // SAFETY: within the new buffer.
            unsafe { p.add(i).write(EMPTY) };
        }
        self.nodes.set(p);
        self.node_mask.set(count as u32 - 1);
        self.last_free.set(count as u32);
    }

    /// Bytes that the parts take outside the object.
    pub(super) fn free_parts(&self, heap: &mut Heap) {
        let asize = self.asize.get() as usize;
        let count = self.node_count();
        // SAFETY: both buffers were made with these sizes; the table is being freed.
        unsafe {
            heap.free_buffer(self.array.get() as *mut u8, asize * size_of::<Value>());
            heap.free_buffer(self.nodes.get() as *mut u8, count * size_of::<HashNode>());
        }
    }

    // ---- traversal

    /// Position after `key` in traversal order: array slots first, then nodes. Nil stands before the first.
    pub fn position_after(&self, key: Value) -> Result<usize, InvalidKey> {
        if key.is_nil() {
            return Ok(0);
        }
        let asize = self.asize.get();
        if let Some(i) = key.as_number().and_then(array_index)
            && i <= asize
        {
            return Ok(i as usize);
        }
        let slot = if key.is_number() { self.find_number(key.num_unchecked()) } else { self.find_dead_or_alive(key) };
        if slot.is_null() {
            return Err(InvalidKey);
        }
        // SAFETY: the value is the first field of a node of this table.
        let index = unsafe { (slot as *mut HashNode).offset_from(self.nodes.get()) };
        Ok(asize as usize + index as usize + 1)
    }

    /// As `find` for an object key, but a removed key still counts: a traversal may stand on it.
    fn find_dead_or_alive(&self, key: Value) -> *mut Value {
        let mut p = self.node(self.main_position(key));
        loop {
            // SAFETY: chains stay within the node array.
            let n = unsafe { &mut *p };
            let dead = n.key_tag == tag::DEAD as u32 && key.is_object() && n.key_bits == key.bits;
            if n.is_key(key) || dead {
                return &raw mut n.value;
            }
            if n.next == 0 {
                return ptr::null_mut();
            }
            // SAFETY: as above.
            p = unsafe { p.offset(n.next as isize) };
        }
    }

    /// The first entry at or after `position`, with the position after it.
    #[inline]
    pub fn entry_from(&self, mut position: usize) -> Option<(usize, Value, Value)> {
        let asize = self.asize.get() as usize;
        while position < asize {
            // SAFETY: within the array part.
            let v = unsafe { *self.array.get().add(position) };
            position += 1;
            if !v.is_nil() {
                return Some((position, Value::number(position as f64), v));
            }
        }
        let count = self.node_count();
        let mut i = position - asize;
        while i < count {
            // SAFETY: a node of this table.
            let n = unsafe { &*self.node(i) };
            i += 1;
            if !n.value.is_nil() {
                return Some((asize + i, n.key(), n.value));
            }
        }
        None
    }

    /// The entry after `key` (`next`).
    pub fn next(&self, key: Value) -> Result<Option<(Value, Value)>, InvalidKey> {
        let position = self.position_after(key)?;
        Ok(self.entry_from(position).map(|(_, k, v)| (k, v)))
    }

    /// A border (`#`): the one that PUC 5.1 finds by binary search.
    pub fn length(&self) -> usize {
        let asize = self.asize.get() as usize;
        let at = |i: usize| -> bool {
            // SAFETY: callers ask for 1 <= i <= asize.
            unsafe { (*self.array.get().add(i - 1)).is_nil() }
        };
        if asize > 0 && at(asize) {
            let (mut low, mut high) = (0, asize);
            while high - low > 1 {
                let middle = (low + high) / 2;
                if at(middle) { high = middle } else { low = middle }
            }
            return low;
        }
        if self.nodes.get() == dummy() {
            return asize;
        }
        self.unbound_length(asize as i64)
    }

    #[cold]
    fn unbound_length(&self, start: i64) -> usize {
        let (mut low, mut high) = (start, start + 1);
        while !self.get_int(high).is_nil() {
            low = high;
            high *= 2;
            if high > i32::MAX as i64 - 2 {
                // A table built to confuse the search: go one by one.
                let mut i = 1;
                while !self.get_int(i).is_nil() {
                    i += 1;
                }
                return i as usize - 1;
            }
        }
        while high - low > 1 {
            let middle = (low + high) / 2;
            if self.get_int(middle).is_nil() { high = middle } else { low = middle }
        }
        low as usize
    }

    // ---- for the collector

    /// All entries whose value is not nil, as mutable slots: (key, value slot).
    pub(super) fn for_each_node(&self, mut f: impl FnMut(&mut HashNode)) {
        for i in 0..self.node_count() {
            // SAFETY: a node of this table, no other reference to it is live.
            f(unsafe { &mut *self.node(i) });
        }
    }

    pub(super) fn array_slice(&self) -> &[Cell<Value>] {
        let n = self.asize.get() as usize;
        if n == 0 {
            return &[];
        }
        // SAFETY: the array part holds `asize` initialised values.
        unsafe { std::slice::from_raw_parts(self.array.get() as *const Cell<Value>, n) }
    }
}

impl HashNode {
    /// Marks a removed entry's key: its object may be freed, only its address is kept for `next`.
    pub(super) fn kill_key(&mut self) {
        if self.key_tag >= tag::STRING as u32 {
            self.key_tag = tag::DEAD as u32;
        }
    }

    pub(super) fn key_value(&self) -> Value {
        self.key()
    }
}

/// Counts `key` if it is a candidate for the array part.
fn count_key(key: Value, counts: &mut [usize; MAX_BITS + 1]) -> usize {
    match key.as_number().and_then(array_index) {
        Some(i) if i as usize <= 1 << MAX_BITS => {
            counts[ceil_log2(i as usize)] += 1;
            1
        }
        _ => 0,
    }
}

/// The largest power of two such that more than half of its slots would be in use, and the number of keys in it.
fn array_size(counts: &[usize; MAX_BITS + 1], integers: usize) -> (usize, usize) {
    let (mut size, mut in_array, mut below) = (0, 0, 0);
    for (log, &count) in counts.iter().enumerate() {
        let power = 1usize << log;
        if power / 2 >= integers {
            break;
        }
        below += count;
        if count > 0 && below > power / 2 {
            size = power;
            in_array = below;
        }
        if below == integers {
            break;
        }
    }
    (size, in_array)
}
