//! The allocator of a reference state: counts what the state holds, refuses what exceeds the limit, and can
//! take the memory from an arena, or place every object at a pseudo-random offset.

use std::alloc::{Layout as Block, alloc, dealloc, realloc};
use std::ffi::c_void;
use std::ptr;

use mlua::ffi;

use super::arena::Arena;
use super::shared::Shared;
use crate::engine::Limit;

/// Alignment of everything Lua allocates, and size of the header of shuffled blocks.
const ALIGN: usize = 16;
/// Offsets of shuffled blocks are below this many times [`ALIGN`].
const OFFSETS: u64 = 24;

/// What the allocator keeps per state.
#[derive(Default)]
pub(super) struct Memory {
    pub used: usize,
    pub cap: usize,
    /// No growth is granted: how a run that hit a limit is brought to its end.
    pub starve: bool,
    /// Growth is always granted, and the process aborts if the system has no memory: no error is raised
    /// while Rust values are alive on the stack.
    pub unlimited: bool,
    /// The address of every freed block is noted in `freed`.
    pub log_freed: bool,
    pub freed: Vec<usize>,
    /// The block that was allocated last.
    pub last: usize,
    pub place: BlockSource,
}

/// Where blocks come from.
#[derive(Default)]
pub(super) enum BlockSource {
    #[default]
    System,
    Arena(Box<Arena>),
    Shuffled(Shuffle),
}

impl From<crate::engine::Layout> for BlockSource {
    fn from(layout: crate::engine::Layout) -> BlockSource {
        match layout {
            crate::engine::Layout::Plain | crate::engine::Layout::Hoarding => BlockSource::System,
            crate::engine::Layout::Shuffled(seed) => {
                BlockSource::Shuffled(Shuffle(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1))
            }
        }
    }
}

impl Memory {
    pub(super) fn new(cap: usize, place: BlockSource) -> Memory {
        Memory { cap, place, ..Memory::default() }
    }

    /// The arena, if blocks come from one.
    pub(super) fn arena(&mut self) -> Option<&mut Arena> {
        match &mut self.place {
            BlockSource::Arena(arena) => Some(arena),
            BlockSource::System | BlockSource::Shuffled(_) => None,
        }
    }
}

/// Generator of offsets.
pub(super) struct Shuffle(u64);

impl Shuffle {
    fn next_offset(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % OFFSETS) as usize * ALIGN
    }
}

/// The `lua_Alloc` of a state whose user data is its [`Shared`].
///
/// # Safety
/// `shared` points to the live `Shared` of the state; `old` is null or was given by this function with `old_size`.
pub(super) unsafe extern "C" fn allocate(
    shared: *mut c_void,
    old: *mut c_void,
    old_size: usize,
    size: usize,
) -> *mut c_void {
    // SAFETY: by contract; the state runs on one thread and no other reference to `Shared` is alive during a call
    // into Lua (all access goes through the raw pointer).
    let shared = unsafe { &mut *shared.cast::<Shared>() };
    let memory = &mut shared.memory;
    let old_size = if old.is_null() { 0 } else { old_size };
    if size > old_size && !memory.unlimited {
        let used = memory.used.saturating_add(size - old_size);
        if memory.starve || used > memory.cap {
            if !memory.starve && shared.limit.is_none() {
                shared.limit = Some(Limit::Memory);
            }
            return ptr::null_mut();
        }
    }
    if size > old_size && shared.collecting {
        // A collection only frees: it is a finalizer that asks, or the message handler of one that failed. Those would let
        // the collector go on, at a pace of its own.
        // SAFETY: the main thread lives as long as the state, of which this only sets a field.
        unsafe { ffi::lua_gc(shared.main, ffi::LUA_GCSTOP, 0) };
    }
    // SAFETY: by contract.
    let new = unsafe {
        match &mut memory.place {
            BlockSource::Arena(arena) => arena.resize(old.cast(), old_size, size),
            BlockSource::System => resize(old.cast(), old_size, size),
            BlockSource::Shuffled(shuffle) => resize_shuffled(shuffle, old.cast(), old_size, size),
        }
    };
    if new.is_null() && size > 0 {
        if memory.unlimited {
            std::process::abort();
        }
        shared.limit.get_or_insert(Limit::Memory);
        return ptr::null_mut();
    }
    memory.used = memory.used - old_size + size;
    memory.last = new as usize;
    if memory.log_freed && size == 0 && !old.is_null() {
        memory.freed.push(old as usize);
    }
    new.cast()
}

/// # Safety
/// `old` is null or came from here with `old_size`.
unsafe fn resize(old: *mut u8, old_size: usize, size: usize) -> *mut u8 {
    // SAFETY: sizes come from Lua, far below isize::MAX minus the alignment, or the allocation would have failed before;
    // checked here all the same, since a hostile program can ask for anything.
    unsafe {
        let Ok(new_block) = Block::from_size_align(size, ALIGN) else { return ptr::null_mut() };
        let old_block = Block::from_size_align_unchecked(old_size, ALIGN);
        match (old_size, size) {
            (0, 0) => ptr::null_mut(),
            (0, _) => alloc(new_block),
            (_, 0) => {
                dealloc(old, old_block);
                ptr::null_mut()
            }
            _ => realloc(old, old_block, size),
        }
    }
}

/// As [`resize`], each block moved on by a random offset, which stands in a header before it.
///
/// # Safety
/// `old` is null or came from here with `old_size`.
unsafe fn resize_shuffled(shuffle: &mut Shuffle, old: *mut u8, old_size: usize, size: usize) -> *mut u8 {
    // SAFETY: a block is ALIGN header bytes and the offset longer than what Lua sees; the header directly before the
    // pointer holds the offset, so that the start is found again.
    unsafe {
        let mut new = ptr::null_mut();
        if size > 0 {
            let offset = shuffle.next_offset();
            let Some(total) = size.checked_add(offset + ALIGN) else { return ptr::null_mut() };
            let raw = resize(ptr::null_mut(), 0, total);
            if raw.is_null() {
                return raw;
            }
            new = raw.add(offset + ALIGN);
            new.sub(ALIGN).cast::<usize>().write(offset);
        }
        if old_size > 0 {
            if !new.is_null() {
                ptr::copy_nonoverlapping(old, new, old_size.min(size));
            }
            let offset = old.sub(ALIGN).cast::<usize>().read();
            resize(old.sub(offset + ALIGN), old_size + offset + ALIGN, 0);
        }
        new
    }
}
