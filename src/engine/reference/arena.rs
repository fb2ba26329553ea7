//! The memory of a reference state that is used again and again: an arena whose beginning is kept as an image and put
//! back before each run.
//!
//! Invariants: whatever a state was made of when [`Arena::keep`] was called lies in the first chunk, at the same addresses for ever;
//! after [`Arena::restore`] those bytes are what they were and nothing else is allocated. Blocks of the image are never
//! given out again, so that an address in it always means the same block.

use std::alloc::{Layout as Block, alloc, alloc_zeroed, dealloc, realloc};
use std::ptr::{self, NonNull};

/// Alignment of everything Lua allocates, and unit of the sizes of small blocks.
const ALIGN: usize = 16;
/// Blocks up to this size are small: cut from chunks, and kept in lists by size when freed.
const SMALL: usize = 4 << 10;
const CHUNK: usize = 256 << 10;
/// Chunks kept for the next run.
const KEPT_CHUNKS: usize = 16;

/// Before each large block: its neighbours in the list of all of them, and the size of the whole.
#[repr(C, align(16))]
struct Large {
    before: *mut Large,
    after: *mut Large,
    size: usize,
}

/// See the module.
pub(super) struct Arena {
    chunks: Vec<NonNull<u8>>,
    /// Number of the chunk that is being cut.
    current: usize,
    /// What is left of it, in bytes from its start.
    next: usize,
    free: [*mut u8; SMALL / ALIGN + 1],
    large: *mut Large,
    image: Vec<u8>,
}

fn chunk_block() -> Block {
    // SAFETY: a power of two, and a size that fits.
    unsafe { Block::from_size_align_unchecked(CHUNK, ALIGN) }
}

impl Arena {
    /// An empty arena; `None` if there is no memory.
    pub(super) fn new() -> Option<Arena> {
        let mut arena = Arena {
            chunks: Vec::new(),
            current: 0,
            next: 0,
            free: [ptr::null_mut(); _],
            large: ptr::null_mut(),
            image: Vec::new(),
        };
        arena.add_chunk().then_some(arena)
    }

    fn add_chunk(&mut self) -> bool {
        // SAFETY: the size is not 0.
        let chunk = NonNull::new(unsafe { alloc_zeroed(chunk_block()) });
        self.chunks.extend(chunk);
        chunk.is_some()
    }

    /// Makes what is allocated now the image. False if the arena had to leave its first chunk.
    pub(super) fn keep(&mut self) -> bool {
        if self.current > 0 || !self.large.is_null() {
            return false;
        }
        // SAFETY: the chunk has been cut up to `next`, and was zero at first.
        unsafe {
            self.image = vec![0; self.next];
            ptr::copy_nonoverlapping(self.chunks[0].as_ptr(), self.image.as_mut_ptr(), self.next);
        }
        self.free = [ptr::null_mut(); _];
        true
    }

    /// Makes the arena what it was when the image was kept.
    pub(super) fn restore(&mut self) {
        self.free_large();
        for chunk in self.chunks.drain(KEPT_CHUNKS.min(self.chunks.len())..) {
            // SAFETY: allocated in `add_chunk`; nothing in it is in use any more.
            unsafe { dealloc(chunk.as_ptr(), chunk_block()) };
        }
        self.free = [ptr::null_mut(); _];
        (self.current, self.next) = (0, self.image.len());
        // SAFETY: the image was copied from there.
        unsafe { ptr::copy_nonoverlapping(self.image.as_ptr(), self.chunks[0].as_ptr(), self.image.len()) };
    }

    fn free_large(&mut self) {
        while let Some(large) = NonNull::new(self.large) {
            // SAFETY: the list holds the live large blocks.
            unsafe {
                self.large = (*large.as_ptr()).after;
                dealloc(large.as_ptr().cast(), Block::from_size_align_unchecked((*large.as_ptr()).size, ALIGN));
            }
        }
    }

    fn in_image(&self, block: *mut u8) -> bool {
        (block as usize).wrapping_sub(self.chunks[0].as_ptr() as usize) < self.image.len()
    }

    /// As [`super::alloc::resize`].
    ///
    /// # Safety
    /// `old` came from here with `old_size`, or `old_size` is 0.
    pub(super) unsafe fn resize(&mut self, old: *mut u8, old_size: usize, size: usize) -> *mut u8 {
        // SAFETY: by contract; a block's size tells of which kind it is, in the image apart.
        unsafe {
            if old_size == 0 {
                return if size == 0 { ptr::null_mut() } else { self.allocate(size) };
            }
            let in_image = self.in_image(old);
            if size == 0 {
                if !in_image {
                    self.release(old, old_size);
                }
                return ptr::null_mut();
            }
            if old_size > SMALL && size > SMALL && !in_image && !self.image.is_empty() {
                return self.resize_large(old, size);
            }
            if old_size <= SMALL && size <= SMALL && old_size.div_ceil(ALIGN) == size.div_ceil(ALIGN) {
                return old;
            }
            let new = self.allocate(size);
            if !new.is_null() {
                ptr::copy_nonoverlapping(old, new, old_size.min(size));
                if !in_image {
                    self.release(old, old_size);
                }
            }
            new
        }
    }

    #[inline]
    fn allocate(&mut self, size: usize) -> *mut u8 {
        if size > SMALL && !self.image.is_empty() {
            return self.allocate_large(size);
        }
        let units = size.div_ceil(ALIGN);
        if let Some(block) = self.free.get(units).copied()
            && !block.is_null()
        {
            // SAFETY: a freed block begins with the pointer to the next one.
            self.free[units] = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        let size = units * ALIGN;
        if size > CHUNK - self.next && (size > CHUNK || !self.next_chunk()) {
            return ptr::null_mut();
        }
        // SAFETY: there is room.
        let block = unsafe { self.chunks[self.current].as_ptr().add(self.next) };
        self.next += size;
        block
    }

    #[cold]
    fn next_chunk(&mut self) -> bool {
        if self.current + 1 == self.chunks.len() && !self.add_chunk() {
            return false;
        }
        self.current += 1;
        self.next = 0;
        true
    }

    /// # Safety
    /// `old` came from here with `old_size`, not 0, and is not in the image.
    unsafe fn release(&mut self, old: *mut u8, old_size: usize) {
        // SAFETY: by contract; a small block has room for a pointer.
        unsafe {
            if old_size <= SMALL {
                let list = &mut self.free[old_size.div_ceil(ALIGN)];
                old.cast::<*mut u8>().write(*list);
                *list = old;
            } else if !self.image.is_empty() {
                let large = old.cast::<Large>().sub(1);
                self.unlink(large);
                dealloc(large.cast(), Block::from_size_align_unchecked((*large).size, ALIGN));
            }
        }
    }

    fn allocate_large(&mut self, size: usize) -> *mut u8 {
        let Some(total) = size.checked_add(size_of::<Large>()) else { return ptr::null_mut() };
        let Ok(block) = Block::from_size_align(total, ALIGN) else { return ptr::null_mut() };
        // SAFETY: the size is not 0.
        let large = unsafe { alloc(block) }.cast::<Large>();
        if large.is_null() {
            return ptr::null_mut();
        }
        // SAFETY: just allocated, with room for the header.
        unsafe {
            self.link(large, total);
            large.add(1).cast()
        }
    }

    /// # Safety
    /// `old` is a live large block outside of the image.
    unsafe fn resize_large(&mut self, old: *mut u8, size: usize) -> *mut u8 {
        // SAFETY: by contract; the block is out of the list while it moves.
        unsafe {
            let large = old.cast::<Large>().sub(1);
            let Some(total) = size.checked_add(size_of::<Large>()) else { return ptr::null_mut() };
            if Block::from_size_align(total, ALIGN).is_err() {
                return ptr::null_mut();
            }
            let before = (*large).size;
            self.unlink(large);
            let moved = realloc(large.cast(), Block::from_size_align_unchecked(before, ALIGN), total).cast::<Large>();
            if moved.is_null() {
                self.link(large, before);
                return ptr::null_mut();
            }
            self.link(moved, total);
            moved.add(1).cast()
        }
    }

    /// # Safety
    /// `large` is an allocated block of `size` bytes that is not in the list.
    unsafe fn link(&mut self, large: *mut Large, size: usize) {
        // SAFETY: by contract; the head of the list is live.
        unsafe {
            large.write(Large { before: ptr::null_mut(), after: self.large, size });
            if !self.large.is_null() {
                (*self.large).before = large;
            }
        }
        self.large = large;
    }

    /// # Safety
    /// `large` is in the list.
    unsafe fn unlink(&mut self, large: *mut Large) {
        // SAFETY: by contract; neighbours are live.
        unsafe {
            let Large { before, after, .. } = *large;
            if before.is_null() {
                self.large = after;
            } else {
                (*before).after = after;
            }
            if !after.is_null() {
                (*after).before = before;
            }
        }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        self.free_large();
        for chunk in self.chunks.drain(..) {
            // SAFETY: allocated in `add_chunk`; the state that used it is gone.
            unsafe { dealloc(chunk.as_ptr(), chunk_block()) };
        }
    }
}
