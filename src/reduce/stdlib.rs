//! The names of the standard library (manual 5), which reducing leaves as they are.

/// The globals of a fresh state.
pub const GLOBALS: &[&str] = &[
    "_G",
    "_VERSION",
    "arg",
    "assert",
    "collectgarbage",
    "coroutine",
    "debug",
    "dofile",
    "error",
    "gcinfo",
    "getfenv",
    "getmetatable",
    "io",
    "ipairs",
    "load",
    "loadfile",
    "loadstring",
    "math",
    "module",
    "newproxy",
    "next",
    "os",
    "package",
    "pairs",
    "pcall",
    "print",
    "rawequal",
    "rawget",
    "rawset",
    "require",
    "select",
    "setfenv",
    "setmetatable",
    "string",
    "table",
    "tonumber",
    "tostring",
    "type",
    "unpack",
    "xpcall",
];

/// The libraries among [`GLOBALS`].
pub const LIBRARIES: &[&str] = &["coroutine", "debug", "io", "math", "os", "package", "string", "table"];

/// Whether the standard library defines this global.
pub fn is_global(name: &[u8]) -> bool {
    GLOBALS.iter().any(|g| g.as_bytes() == name)
}

/// Whether this global is a library.
pub fn is_library(name: &[u8]) -> bool {
    LIBRARIES.iter().any(|g| g.as_bytes() == name)
}
