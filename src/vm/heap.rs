//! Memory: size-class slabs for objects and small buffers, byte accounting, and the string table.
//!
//! Invariant: every cell of an object slab below its `bump` starts with a valid `Header`, whose kind is `FREE`
//! when the cell is not in use; so the sweeper can walk blocks. Allocation never collects.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error, realloc};
use std::cell::Cell;
use std::ptr;

use super::object::{Header, Str, UserData};
use super::value::{Gc, tag};

/// Cells are multiples of this size.
const GRAIN: usize = 16;
/// Requests above this size go to the system allocator.
const MAX_SMALL: usize = 512;
const CLASSES: usize = MAX_SMALL / GRAIN;
const FIRST_BLOCK: usize = 1024;
const LAST_BLOCK: usize = 64 * 1024;
/// What a new state with its libraries fits in: the first blocks of all slabs are parts of one allocation.
const FIRST_REGION: usize = 64 * 1024;
/// A new state's first collection, so that small programs never collect.
const FIRST_THRESHOLD: usize = 64 * 1024;

/// A free cell: header (kind FREE) and the next free cell of its class.
#[repr(C)]
struct FreeCell {
    header: Header,
    next: *mut FreeCell,
}

#[derive(Clone, Copy)]
struct Block {
    start: *mut u8,
    size: usize,
    /// Part of the first region, which is freed as a whole.
    is_part: bool,
}

impl Block {
    /// # Safety
    /// Nothing in the block is in use any more.
    unsafe fn free(self) {
        if !self.is_part {
            // SAFETY: allocated by `Slab::grow` with this size; by contract.
            unsafe { dealloc(self.start, block_layout(self.size)) };
        }
    }
}

/// An allocation of the size of a first region.
struct Room(*mut u8);

impl Drop for Room {
    fn drop(&mut self) {
        // SAFETY: allocated in `Region::new`; nobody uses what was cut from it any more.
        unsafe { dealloc(self.0, block_layout(FIRST_REGION)) };
    }
}

thread_local! {
    /// The room of the last VM of this thread, for the next one.
    static SPARE: Cell<Option<Room>> = const { Cell::new(None) };
}

/// The allocation that first blocks are cut from.
struct Region {
    /// Until it is dropped.
    room: Option<Room>,
    used: usize,
}

impl Region {
    fn new() -> Region {
        let spare = SPARE.try_with(Cell::take).ok().flatten();
        Region { room: spare.or_else(|| Some(Room(system_alloc(FIRST_REGION)))), used: 0 }
    }

    /// A block of `size` bytes; from the system, if the region is used up.
    fn cut(&mut self, size: usize) -> Block {
        let Some(room) = self.room.as_ref().filter(|_| size <= FIRST_REGION - self.used) else {
            return Block { start: system_alloc(size), size, is_part: false };
        };
        // SAFETY: within the region.
        let start = unsafe { room.0.add(self.used) };
        self.used += size.next_multiple_of(GRAIN);
        Block { start, size, is_part: true }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // The heap that cut it up is gone.
        let room = self.room.take();
        let _ = SPARE.try_with(|spare| spare.set(room));
    }
}

/// Cells of one size.
struct Slab {
    free: *mut FreeCell,
    bump: *mut u8,
    end: *mut u8,
    blocks: Vec<Block>,
}

impl Slab {
    const fn new() -> Slab {
        Slab { free: ptr::null_mut(), bump: ptr::null_mut(), end: ptr::null_mut(), blocks: Vec::new() }
    }

    #[inline(always)]
    fn alloc(&mut self, region: &mut Region, cell: usize) -> *mut u8 {
        let p = self.free;
        if !p.is_null() {
            // SAFETY: the free list holds free cells of this slab.
            self.free = unsafe { (*p).next };
            return p as *mut u8;
        }
        if (self.end as usize) - (self.bump as usize) < cell {
            self.grow(region, cell);
        }
        let p = self.bump;
        // SAFETY: there is room for a cell below `end`.
        self.bump = unsafe { p.add(cell) };
        p
    }

    #[cold]
    fn grow(&mut self, region: &mut Region, cell: usize) {
        let size = self.blocks.last().map_or(FIRST_BLOCK, |b| (b.size * 2).min(LAST_BLOCK)).max(cell * 4);
        let block = region.cut(size);
        self.blocks.push(block);
        self.bump = block.start;
        // SAFETY: within or one past the block.
        self.end = unsafe { block.start.add(size / cell * cell) };
    }

    /// Takes back a cell.
    ///
    /// # Safety
    /// `p` is a cell of this slab, and nothing uses it any more.
    #[inline(always)]
    unsafe fn free(&mut self, p: *mut u8) {
        let cell = p as *mut FreeCell;
        // SAFETY: `p` is a cell of this slab that is no longer used (caller).
        unsafe { cell.write(FreeCell { header: Header::new(tag::FREE, 0), next: self.free }) };
        self.free = cell;
    }

    fn release(&mut self) {
        for block in self.blocks.drain(..) {
            // SAFETY: the heap is not used any more.
            unsafe { block.free() };
        }
        *self = Slab::new();
    }
}

/// Whether the system has a block of so many bytes; it is asked only about large ones.
pub(super) fn system_has(bytes: usize) -> bool {
    const LARGE: usize = 1 << 27;
    bytes < LARGE || Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

fn block_layout(size: usize) -> Layout {
    Layout::from_size_align(size, GRAIN).expect("sizes are bounded by the memory limit")
}

fn system_alloc(size: usize) -> *mut u8 {
    let layout = block_layout(size);
    // SAFETY: sizes are never zero.
    let p = unsafe { alloc(layout) };
    if p.is_null() {
        handle_alloc_error(layout);
    }
    p
}

#[inline(always)]
fn class_of(size: usize) -> usize {
    (size.wrapping_sub(1)) / GRAIN
}

#[inline(always)]
fn cell_size(class: usize) -> usize {
    (class + 1) * GRAIN
}

/// Objects too large for a slab.
#[derive(Clone, Copy)]
struct Large {
    start: *mut Header,
    size: usize,
}

/// The heap of one VM.
pub(crate) struct Heap {
    objects: [Slab; CLASSES],
    buffers: [Slab; CLASSES],
    region: Region,
    large: Vec<Large>,
    /// Bytes in use by objects and their buffers.
    pub(super) bytes: usize,
    /// A safe point collects (or looks for other work) when `bytes` reaches this.
    pub(super) threshold: usize,
    /// What `threshold` is when nothing else asks for attention.
    pub(super) next_collection: usize,
    /// Memory limit in bytes.
    pub(super) limit: usize,
    /// The mark of reachable objects in the current cycle; toggles between 0 and 1.
    pub(super) colour: u8,
    strings: Vec<Cell<*mut Str>>,
    string_count: usize,
    /// All full userdata, oldest first (finalizers run newest first).
    pub(super) userdata: Vec<Gc<UserData>>,
    /// Addresses of freed objects, if somebody wants to know.
    freed: Option<Vec<usize>>,
    /// What is freed is not given out again at once, if the collector is audited.
    quarantine: Option<Quarantine>,
}

/// What was freed and is kept, so that a reference to it is seen as one: cells of kind FREE with this flag, whose `extra` is the
/// kind that they had.
#[derive(Default)]
struct Quarantine {
    /// Objects that are still as they were, and the sizes of their cells.
    readable: Vec<(*mut Header, usize)>,
    /// Bytes of all that is kept.
    bytes: usize,
}

/// Flag of a freed cell that is kept.
const KEPT: u8 = 1;
/// What is kept of freed memory; beyond that the next collection gives back all that was freed before it.
const QUARANTINE: usize = 512 << 10;
/// What freed memory is filled with: as a value it has a tag that none has.
const POISON: u8 = 0xdb;

impl Heap {
    pub(super) fn new() -> Heap {
        Heap {
            objects: [const { Slab::new() }; CLASSES],
            buffers: [const { Slab::new() }; CLASSES],
            region: Region::new(),
            large: Vec::new(),
            bytes: 0,
            threshold: FIRST_THRESHOLD,
            next_collection: FIRST_THRESHOLD,
            limit: usize::MAX,
            colour: 0,
            strings: vec![Cell::new(ptr::null_mut()); 256],
            string_count: 0,
            userdata: Vec::new(),
            freed: None,
            quarantine: None,
        }
    }

    /// From now on freed objects are kept for a while, and freed memory is filled with a pattern.
    pub(super) fn quarantine(&mut self) {
        self.quarantine = Some(Quarantine::default());
    }

    /// Fills what the last sweep freed with a pattern; gives about how many objects are in quarantine.
    pub(super) fn poison_quarantine(&mut self) -> usize {
        let Some(quarantine) = &mut self.quarantine else { return 0 };
        for (object, size) in quarantine.readable.drain(..) {
            // SAFETY: a freed cell of this size, which begins with a header.
            unsafe {
                let after = size_of::<Header>();
                ptr::write_bytes((object as *mut u8).add(after), POISON, size - after);
            }
        }
        quarantine.bytes / (2 * GRAIN)
    }

    /// Takes in an object whose parts are freed; `size` is that of its cell.
    ///
    /// # Safety
    /// `object` is a cell of that size which nothing else takes back.
    unsafe fn keep(&mut self, object: *mut Header, size: usize) {
        let Some(quarantine) = &mut self.quarantine else { return };
        quarantine.readable.push((object, size));
        quarantine.bytes += size;
        // SAFETY: by the contract.
        unsafe {
            (*object).extra.set((*object).kind);
            (*object).flags.set(KEPT);
            (*object).kind = tag::FREE as u8;
        }
    }

    /// The strings of the string table.
    pub(super) fn interned(&self) -> impl Iterator<Item = *mut Str> {
        self.strings.iter().flat_map(|bucket| {
            let mut next = bucket.get();
            std::iter::from_fn(move || {
                let found = (!next.is_null()).then_some(next)?;
                // SAFETY: strings of the table, or freed ones that are still readable.
                next = unsafe { (*found).next.get() };
                Some(found)
            })
        })
    }

    /// Bytes in use by objects and their buffers.
    pub fn bytes_in_use(&self) -> usize {
        self.bytes
    }

    /// Room for an object of `size` bytes; the caller writes it, header first, before anything else happens.
    #[inline(always)]
    pub(super) fn alloc_object(&mut self, size: usize) -> *mut u8 {
        if size <= MAX_SMALL {
            let class = class_of(size);
            let cell = cell_size(class);
            self.bytes += cell;
            self.objects[class].alloc(&mut self.region, cell)
        } else {
            self.alloc_large(size)
        }
    }

    #[cold]
    fn alloc_large(&mut self, size: usize) -> *mut u8 {
        let start = system_alloc(size);
        self.large.push(Large { start: start as *mut Header, size });
        self.bytes += size;
        start
    }

    /// Moves `object` into a new cell.
    #[inline(always)]
    pub(super) fn alloc<T>(&mut self, object: T) -> Gc<T> {
        const { assert!(align_of::<T>() <= GRAIN) };
        let p = self.alloc_object(size_of::<T>()) as *mut T;
        // SAFETY: the cell has room for a T and is aligned to GRAIN.
        unsafe {
            p.write(object);
            Gc::from_ptr(p)
        }
    }

    /// An uninitialised buffer of `size` bytes, aligned for values. Null for size 0.
    #[inline(always)]
    pub(super) fn alloc_buffer(&mut self, size: usize) -> *mut u8 {
        if size == 0 {
            return ptr::null_mut();
        }
        if size <= MAX_SMALL {
            let class = class_of(size);
            let cell = cell_size(class);
            self.bytes += cell;
            self.buffers[class].alloc(&mut self.region, cell)
        } else {
            self.bytes += size;
            system_alloc(size)
        }
    }

    /// # Safety
    /// `p` came from `alloc_buffer` or `realloc_buffer` with this size and is not used afterwards.
    #[inline(always)]
    pub(super) unsafe fn free_buffer(&mut self, p: *mut u8, size: usize) {
        if size == 0 {
            return;
        }
        if self.quarantine.is_some() {
            // SAFETY: the buffer has this size (caller).
            unsafe { ptr::write_bytes(p, POISON, size) };
        }
        if size <= MAX_SMALL {
            let class = class_of(size);
            self.bytes -= cell_size(class);
            // SAFETY: a cell of that slab (caller).
            unsafe { self.buffers[class].free(p) };
        } else {
            self.bytes -= size;
            // SAFETY: from the system allocator with this size (caller).
            unsafe { dealloc(p, block_layout(size)) };
        }
    }

    /// A buffer of `new` bytes with the first `min(old, new)` bytes of `p`.
    ///
    /// # Safety
    /// As for `free_buffer`.
    pub(super) unsafe fn realloc_buffer(&mut self, p: *mut u8, old: usize, new: usize) -> *mut u8 {
        if old > MAX_SMALL && new > MAX_SMALL {
            self.bytes = self.bytes - old + new;
            // SAFETY: from the system allocator with size `old` (caller); `new` is not zero.
            let q = unsafe { realloc(p, block_layout(old), new) };
            if q.is_null() {
                handle_alloc_error(block_layout(new));
            }
            return q;
        }
        let q = self.alloc_buffer(new);
        // SAFETY: both are valid for the smaller of the two sizes and distinct.
        unsafe {
            ptr::copy_nonoverlapping(p, q, old.min(new));
            self.free_buffer(p, old);
        }
        q
    }

    /// Whether `more` bytes fit below the memory limit.
    pub fn has_room(&self, more: usize) -> bool {
        self.bytes.saturating_add(more) <= self.limit
    }

    // ---- strings

    /// The one string object with these bytes.
    #[inline]
    pub fn intern(&mut self, bytes: &[u8]) -> Gc<Str> {
        let hash = hash_bytes(bytes);
        let bucket = hash as usize & (self.strings.len() - 1);
        let mut p = self.strings[bucket].get();
        while !p.is_null() {
            // SAFETY: the string table holds live strings; dead ones are unlinked before they are freed.
            let s = unsafe { &*p };
            if s.hash == hash && s.bytes() == bytes {
                // SAFETY: as above.
                return unsafe { Gc::from_ptr(p) };
            }
            p = s.next.get();
        }
        self.add_string(bytes, hash)
    }

    fn add_string(&mut self, bytes: &[u8], hash: u32) -> Gc<Str> {
        if self.string_count >= self.strings.len() {
            self.grow_strings();
        }
        let p = self.alloc_object(size_of::<Str>() + bytes.len()) as *mut Str;
        let bucket = &self.strings[hash as usize & (self.strings.len() - 1)];
        // SAFETY: the cell has room for the struct and the bytes.
        unsafe {
            p.write(Str {
                header: Header::new(tag::STRING, self.colour),
                hash,
                len: bytes.len(),
                next: Cell::new(bucket.get()),
            });
            ptr::copy_nonoverlapping(bytes.as_ptr(), p.add(1) as *mut u8, bytes.len());
        }
        bucket.set(p);
        self.string_count += 1;
        // SAFETY: just written.
        unsafe { Gc::from_ptr(p) }
    }

    #[cold]
    fn grow_strings(&mut self) {
        let size = self.strings.len() * 2;
        let old = std::mem::replace(&mut self.strings, vec![Cell::new(ptr::null_mut()); size]);
        for bucket in old {
            let mut p = bucket.get();
            while !p.is_null() {
                // SAFETY: live strings.
                let s = unsafe { &*p };
                let next = s.next.get();
                let slot = &self.strings[s.hash as usize & (size - 1)];
                s.next.set(slot.get());
                slot.set(p);
                p = next;
            }
        }
    }

    /// Unlinks the strings that the current cycle did not reach.
    pub(super) fn sweep_strings(&mut self) {
        let colour = self.colour;
        let mut count = self.string_count;
        for bucket in &self.strings {
            let mut link = bucket;
            loop {
                let p = link.get();
                if p.is_null() {
                    break;
                }
                // SAFETY: not freed yet: the cells are swept afterwards.
                let s = unsafe { &*p };
                if s.header.mark.get() == colour {
                    link = &s.next;
                } else {
                    link.set(s.next.get());
                    count -= 1;
                }
            }
        }
        self.string_count = count;
    }

    // ---- sweeping

    /// Frees every object that the current cycle did not reach; `finish` releases what an object owns
    /// outside its cell.
    pub(super) fn sweep(&mut self, finish: fn(&mut Heap, *mut Header)) {
        let colour = self.colour;
        let give_back = match &mut self.quarantine {
            Some(quarantine) if quarantine.bytes > QUARANTINE => {
                quarantine.bytes = 0;
                true
            }
            Some(_) | None => false,
        };
        for class in 0..CLASSES {
            self.sweep_class(class, colour, give_back, finish);
        }
        let mut i = 0;
        while i < self.large.len() {
            let Large { start, size } = self.large[i];
            // SAFETY: entries are live objects, or in quarantine.
            let (mark, kind) = unsafe { ((*start).mark.get(), (*start).kind) };
            let kept = kind == tag::FREE as u8;
            if if kept { !give_back } else { mark == colour } {
                i += 1;
                continue;
            }
            if !kept {
                self.note_freed(start as usize);
                finish(self, start);
                self.bytes -= size;
                if self.quarantine.is_some() {
                    // SAFETY: it stays in the list, and is freed only from there.
                    unsafe { self.keep(start, size) };
                    i += 1;
                    continue;
                }
            }
            self.large.swap_remove(i);
            // SAFETY: allocated by `alloc_large` with this size; not reachable.
            unsafe { dealloc(start as *mut u8, block_layout(size)) };
        }
    }

    fn sweep_class(&mut self, class: usize, colour: u8, give_back: bool, finish: fn(&mut Heap, *mut Header)) {
        let cell = cell_size(class);
        let bump = self.objects[class].bump;
        let mut free: *mut FreeCell = ptr::null_mut();
        let mut tail: *mut *mut FreeCell = &mut free;
        let mut freed = 0;
        let mut empty_blocks = Vec::new();
        for block in 0..self.objects[class].blocks.len() {
            let Block { start, size, .. } = self.objects[class].blocks[block];
            let is_last = block + 1 == self.objects[class].blocks.len();
            let end = if is_last { bump as usize } else { start as usize + size / cell * cell };
            let before = tail;
            let mut live = 0;
            let mut p = start;
            while (p as usize) < end {
                let header = p as *mut Header;
                // SAFETY: cells below `bump` begin with a header (module invariant).
                unsafe {
                    let kind = (*header).kind;
                    let stays = match kind != tag::FREE as u8 {
                        true => (*header).mark.get() == colour,
                        false => (*header).flags.get() == KEPT && !give_back,
                    };
                    if stays {
                        live += 1;
                    } else {
                        if kind != tag::FREE as u8 {
                            self.note_freed(p as usize);
                            finish(self, header);
                            freed += 1;
                            if self.quarantine.is_some() {
                                self.keep(header, cell);
                                live += 1;
                                p = p.add(cell);
                                continue;
                            }
                        }
                        let f = p as *mut FreeCell;
                        f.write(FreeCell { header: Header::new(tag::FREE, 0), next: ptr::null_mut() });
                        *tail = f;
                        tail = &raw mut (*f).next;
                    }
                    p = p.add(cell);
                }
            }
            if live == 0 && !is_last {
                // SAFETY: `before` is the link that led into this block's cells.
                unsafe { *before = ptr::null_mut() };
                tail = before;
                empty_blocks.push(block);
            }
        }
        let slab = &mut self.objects[class];
        slab.free = free;
        for block in empty_blocks.into_iter().rev() {
            // SAFETY: no live cell and no free-list entry lies in it any more.
            unsafe { slab.blocks.remove(block).free() };
        }
        self.bytes -= freed * cell;
    }

    /// Keeps the addresses of objects that are freed from now on, for those who tell objects by their addresses.
    pub fn log_freed(&mut self) {
        self.freed.get_or_insert_default();
    }

    /// Calls `f` with the addresses that were logged since the last call.
    pub fn take_freed(&mut self, f: impl FnMut(usize)) {
        if let Some(freed) = &mut self.freed {
            freed.drain(..).for_each(f);
        }
    }

    fn note_freed(&mut self, address: usize) {
        if let Some(freed) = &mut self.freed {
            freed.push(address);
        }
    }

    /// Frees everything.
    pub(super) fn release(&mut self, finish: fn(&mut Heap, *mut Header)) {
        for class in 0..CLASSES {
            let cell = cell_size(class);
            let slab = &self.objects[class];
            let (bump, blocks) = (slab.bump as usize, slab.blocks.len());
            for block in 0..blocks {
                let Block { start, size, .. } = self.objects[class].blocks[block];
                let end = if block + 1 == blocks { bump } else { start as usize + size / cell * cell };
                let mut p = start;
                while (p as usize) < end {
                    let header = p as *mut Header;
                    // SAFETY: cells below `bump` begin with a header (module invariant); the objects are not used any more.
                    unsafe {
                        if owns_parts((*header).kind as u64) {
                            finish(self, header);
                        }
                        p = p.add(cell);
                    }
                }
            }
        }
        for Large { start, size } in std::mem::take(&mut self.large) {
            // SAFETY: entries are live objects, allocated by `alloc_large` with this size.
            unsafe {
                if owns_parts((*start).kind as u64) {
                    finish(self, start);
                }
                dealloc(start as *mut u8, block_layout(size));
            }
        }
        for slab in self.objects.iter_mut().chain(self.buffers.iter_mut()) {
            slab.release();
        }
        self.strings.clear();
    }
}

/// Whether objects of this kind own something outside of their cell.
fn owns_parts(kind: u64) -> bool {
    matches!(kind, tag::TABLE | tag::THREAD | tag::PROTO | tag::USERDATA)
}

/// PUC 5.1's string hash (it decides `next` order): the length as seed, and at most about 32 bytes of the
/// string, taken from its end.
#[inline]
pub(super) fn hash_bytes(bytes: &[u8]) -> u32 {
    let step = (bytes.len() >> 5) + 1;
    let mut h = bytes.len() as u32;
    let mut i = bytes.len();
    while i >= step {
        h ^= (h << 5).wrapping_add(h >> 2).wrapping_add(bytes[i - 1] as u32);
        i -= step;
    }
    h
}
