//! Swarm configuration: every program draws which features it has and how much of each, so that
//! features meet undisturbed by the others, and programs differ more than draws from one distribution would.

use super::template::Library;

/// A named distribution of programs.
#[derive(Debug)]
pub struct Profile {
    /// What `--profile` calls it.
    pub name: &'static str,
    /// One line for people.
    pub about: &'static str,
    /// Features that are always on, and how strongly.
    pub favours: &'static [(&'static str, u32)],
    /// How many statements the main function has at its top, at least and at most.
    pub statements: (usize, usize),
    /// Nesting of expressions, at most.
    pub depth: u32,
    /// Nodes that a program may have, about.
    pub fuel: i64,
    /// Instructions that a program may execute, as far as they can be estimated.
    pub budget: i64,
}

impl Profile {
    /// The default.
    pub const MIXED: &'static Profile = &Profile::ALL[0];

    /// All of them, in the order in which runs go through them.
    pub const ALL: &'static [Profile] = &[
        profile("mixed", "a bit of everything (the default)", &[]),
        Profile {
            statements: (1, 2),
            fuel: 40,
            budget: 300,
            ..profile("smoke", "small programs, for quick checks", &[])
        },
        Profile {
            depth: 7,
            fuel: 200,
            budget: 2_000,
            ..profile("deep", "deeply nested expressions, blocks and functions", &[("nesting", 6), ("loops", 4)])
        },
        profile(
            "calls",
            "functions, varargs, tail calls, closures",
            &[("functions", 6), ("varargs", 6), ("tailcalls", 6), ("recursion", 4), ("closures", 6), ("escapes", 4)],
        ),
        profile(
            "strings",
            "string library, patterns, formats, coercions",
            &[("strings", 8), ("patterns", 8), ("format", 8), ("edges", 4)],
        ),
        profile(
            "tables",
            "constructors, borders, iteration, the table library",
            &[("tables", 8), ("constructors", 8), ("lists", 8), ("assign", 4), ("growth", 4)],
        ),
        profile(
            "objects",
            "metatables with every event",
            &[("objects", 4), ("gc", 2), ("lookups", 4), ("ordering", 3)],
        ),
        profile("coroutines", "coroutines inside everything", &[("coroutines", 10), ("pcall", 4)]),
        profile("errors", "errors of every kind, caught and not", &[("errors", 10), ("pcall", 8), ("lib", 4)]),
        Profile {
            statements: (4, 8),
            fuel: 200,
            ..profile("contract", "each instruction with operands of every kind", &[("operations", 100)])
        },
        Profile {
            fuel: 130,
            budget: 2_500,
            ..profile(
                "machine",
                "what a VM keeps: caches, sizes of tables, its stack, open upvalues, roots of collections",
                &[("lookups", 24), ("ordering", 12), ("growth", 16), ("stack", 14), ("escapes", 18), ("roots", 16)],
            )
        },
        Profile {
            fuel: 500,
            budget: 700,
            ..profile(
                "pressure",
                "many registers, constants, upvalues, long constructors",
                &[("pressure", 12), ("constructors", 4)],
            )
        },
    ];

    /// The profile of that name.
    pub fn by_name(name: &str) -> Option<&'static Profile> {
        Profile::ALL.iter().find(|p| p.name == name)
    }
}

const fn profile(name: &'static str, about: &'static str, favours: &'static [(&'static str, u32)]) -> Profile {
    Profile { name, about, favours, statements: (1, 4), depth: 3, fuel: 80, budget: 1_500 }
}

/// What one program drew.
#[derive(Debug)]
pub struct Swarm {
    /// Weight of each feature, 0 for off; indexed as [`Library::features`].
    pub weights: Vec<u32>,
    /// Of 256 expressions, how many are cut short to a variable or literal.
    pub leaf: u32,
    /// Of 256 expressions, how many are made from the grammar and not from a template.
    pub grammar: u32,
    /// Of 256 expressions where errors are caught, how many have a type at random.
    pub mistyped: u32,
    /// Of 256 statements where nothing catches errors, how many raise one.
    pub uncaught: u32,
    /// Of 256 declarations, how many shadow a variable.
    pub shadow: u32,
}

impl Swarm {
    /// A configuration; `below(n)` draws a number below `n`.
    pub fn draw(library: &Library, profile: &Profile, mut below: impl FnMut(u32) -> u32) -> Swarm {
        let objects = profile.favours.iter().any(|f| f.0 == "objects") || below(8) < 3;
        let weights = library
            .features
            .iter()
            .map(|name| {
                if name == "objects" || name.starts_with("__") {
                    // Of the events a few, so that classes stay short.
                    return if !objects || name.starts_with("__") && below(3) > 0 { 0 } else { 2 + below(4) };
                }
                let favour = profile.favours.iter().find(|f| f.0 == name).map(|f| f.1);
                match (favour, below(8)) {
                    (Some(weight), draw) => weight + draw,
                    // What everything else stands on.
                    (None, draw) if name == "core" => 2 + draw / 2,
                    // What makes a program large is left to the programs that are meant to be.
                    (None, draw) if name == "pressure" => u32::from(draw == 7),
                    (None, 0..3) => 0,
                    (None, draw @ 3..5) => draw - 2,
                    (None, draw) => draw,
                }
            })
            .collect();
        Swarm {
            weights,
            leaf: 40 + below(100),
            grammar: [0, 40, 90, 170][below(4) as usize],
            mistyped: [0, 0, 2, 6][below(4) as usize],
            uncaught: [0, 0, 0, 0, 0, 0, 0, 8][below(8) as usize],
            shadow: [0, 0, 10, 60][below(4) as usize],
        }
    }
}
