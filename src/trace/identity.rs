//! Which number an object has: objects are numbered as they first appear in the stream of steps.
//!
//! Invariant: an address is forgotten when its object is freed, so that an object that is later made there gets a number of its
//! own. Open addressing with linear probing; removal shifts back, so that there are no tombstones.

/// What is known of the object or string at an address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry {
    address: usize,
    /// Digest of the string, or of the object by its number; 0 if not known yet.
    pub digest: u64,
    /// Number of an object, from 1; 0 for strings.
    pub number: u32,
    /// For functions: the number of the prototype plus 1, once known.
    pub proto: u32,
}

/// Addresses and what is known of them.
pub struct Identities {
    slots: Vec<Entry>,
    count: usize,
    next: u32,
}

impl Default for Identities {
    fn default() -> Identities {
        Identities { slots: vec![Entry::default(); 1 << 10], count: 0, next: 0 }
    }
}

impl Identities {
    #[inline(always)]
    fn home(&self, address: usize) -> usize {
        let hash = (address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> 32) as usize & (self.slots.len() - 1)
    }

    /// The entry of an address.
    #[inline(always)]
    pub fn get(&self, address: usize) -> Option<&Entry> {
        let mut i = self.home(address);
        loop {
            let entry = &self.slots[i];
            if entry.address == address {
                return Some(entry);
            }
            if entry.address == 0 {
                return None;
            }
            i = (i + 1) & (self.slots.len() - 1);
        }
    }

    /// The entry of an address, to be altered.
    pub fn get_mut(&mut self, address: usize) -> Option<&mut Entry> {
        let mut i = self.home(address);
        loop {
            match self.slots[i].address {
                0 => return None,
                found if found == address => return Some(&mut self.slots[i]),
                _ => i = (i + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// How many addresses are known.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The next object number.
    pub fn next_number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Adds an address that is not there yet; it is not 0.
    #[cold]
    pub fn insert(&mut self, address: usize, digest: u64, number: u32) {
        if self.count * 2 >= self.slots.len() {
            self.grow();
        }
        self.place(Entry { address, digest, number, proto: 0 });
        self.count += 1;
    }

    fn place(&mut self, entry: Entry) {
        let mut i = self.home(entry.address);
        while self.slots[i].address != 0 {
            i = (i + 1) & (self.slots.len() - 1);
        }
        self.slots[i] = entry;
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![Entry::default(); size]);
        for entry in old.into_iter().filter(|e| e.address != 0) {
            self.place(entry);
        }
    }

    /// Forgets an address.
    pub fn remove(&mut self, address: usize) {
        if address == 0 {
            return;
        }
        let mask = self.slots.len() - 1;
        let mut hole = self.home(address);
        while self.slots[hole].address != address {
            if self.slots[hole].address == 0 {
                return;
            }
            hole = (hole + 1) & mask;
        }
        self.count -= 1;
        let mut i = hole;
        loop {
            i = (i + 1) & mask;
            if self.slots[i].address == 0 {
                break;
            }
            let home = self.home(self.slots[i].address);
            // An entry may move back unless its home lies between the hole and where it is.
            if (i.wrapping_sub(home) & mask) >= (i.wrapping_sub(hole) & mask) {
                self.slots[hole] = self.slots[i];
                hole = i;
            }
        }
        self.slots[hole] = Entry::default();
    }
}
