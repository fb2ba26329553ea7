//! The events that a metatable can handle (manual, section 2.8).

macro_rules! define_events {
    ($($name:ident $text:literal),* $(,)?) => {
        /// An event that a metatable can handle.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Event { $(#[doc = concat!("`", $text, "`")] $name),* }

        impl Event {
            /// All of them.
            pub const ALL: [Event; [$(Event::$name),*].len()] = [$(Event::$name),*];
            /// How many there are.
            pub const COUNT: usize = Event::ALL.len();

            /// The key in the metatable.
            pub const fn name(self) -> &'static str {
                match self { $(Event::$name => $text),* }
            }
        }
    };
}
define_events! {
    // Our VM has a bit for each of the first eight in a table's cache of absent handlers.
    Index "__index", NewIndex "__newindex", Gc "__gc", Mode "__mode", Eq "__eq", Len "__len", Call "__call",
    Metatable "__metatable",
    Add "__add", Sub "__sub", Mul "__mul", Div "__div", Mod "__mod", Pow "__pow", Unm "__unm",
    Lt "__lt", Le "__le", Concat "__concat", ToString "__tostring",
}

/// What an arithmetic opcode computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a % b`, with the sign of `b`
    Mod,
    /// `a ^ b`
    Pow,
    /// `-a`
    Unm,
}

impl Event {
    /// The operation whose operands it is asked for.
    pub const fn arithmetic(self) -> Option<Arithmetic> {
        match self {
            Event::Add => Some(Arithmetic::Add),
            Event::Sub => Some(Arithmetic::Sub),
            Event::Mul => Some(Arithmetic::Mul),
            Event::Div => Some(Arithmetic::Div),
            Event::Mod => Some(Arithmetic::Mod),
            Event::Pow => Some(Arithmetic::Pow),
            Event::Unm => Some(Arithmetic::Unm),
            Event::Index | Event::NewIndex | Event::Gc | Event::Mode | Event::Eq | Event::Len | Event::Call => None,
            Event::Metatable | Event::Lt | Event::Le | Event::Concat | Event::ToString => None,
        }
    }
}
