//! What the compiler means by the registers that an instruction writes.

/// The intents of a function's instructions and of the functions in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntentMap {
    /// Per pc.
    pub code: Vec<Option<Intent>>,
    /// Per nested prototype.
    pub protos: Vec<IntentMap>,
}

/// stub
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {}

#[derive(Default)]
pub(super) struct Intents {
    pub enabled: bool,
}

impl Intents {
    pub fn take(&mut self) -> IntentMap {
        IntentMap::default()
    }
}
