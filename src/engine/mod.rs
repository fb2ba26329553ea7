//! Compiling and executing behind two traits: ours, the reference and an external command. What more they can do is told by
//! [`crate::port`].
//!
//! Invariant: an [`Outcome`] is a function of the program and the [`Options`] alone. Whatever else could show
//! in it (addresses, clocks, random numbers, files, the state of the collector) is settled by the sandbox of the VM.
//!
//! ```
//! use lockstep::engine::{End, Execute, Options, Ours, PlainValue, Program};
//!
//! let program = Program::text(b"print('hello') return 6 * 7", b"=example");
//! let outcome = Ours.execute(&program, &Options::default());
//! assert_eq!(outcome.output, b"hello\n");
//! assert_eq!(outcome.end, End::Returned(vec![PlainValue::Number(42.0)]));
//! ```

pub mod ours;
pub(crate) mod outcome;
pub mod process;
pub(crate) mod reference;
pub mod snapshot;
pub mod source;

pub(crate) use crate::vm::{random, sandbox};

pub use ours::Ours;
pub use outcome::{End, Limit, Outcome, PlainValue};
pub use process::Process;
pub use reference::Reference;
pub use snapshot::Snapshot;

/// Something that turns source text into a binary chunk.
pub trait Compile: Sync {
    /// The name under which reports show this compiler.
    fn name(&self) -> &str;

    /// Compiles `source` (no `#` line, see [`source::skip_shebang`]) under the chunk name `chunk_name` (with its
    /// `=` or `@` prefix) to the bytes that `string.dump` gives for it, or to the bytes of the error message.
    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>>;

    /// As [`compile`](Compile::compile), from within `levels` C calls, which count against the limit on nesting.
    fn compile_within(&self, _levels: u32, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        self.compile(source, chunk_name)
    }
}

/// Something that executes a program in a fresh state.
pub trait Execute: Sync {
    /// The name under which reports show this executor.
    fn name(&self) -> &str;

    /// Whether its outcomes hold everything that an [`Outcome`] can hold, or only behaviour seen from outside.
    fn detail(&self) -> Detail {
        Detail::Complete
    }

    /// Runs the program to its end or to a limit. Never panics, whatever the program does.
    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome;

    /// The same in its other interpreter loop, if it has two: what has to give the same outcome.
    fn execute_in_general_loop(&self, _program: &Program<'_>, _options: &Options) -> Option<Outcome> {
        None
    }
}

/// How much of an outcome an executor can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Output, and whether it failed with which message.
    Behaviour,
    /// Output, results or error value, and globals.
    Complete,
}

/// What to execute.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// Source text or a binary chunk.
    pub code: ProgramCode<'a>,
    /// With its `=` or `@` prefix; also `arg[0]`, without the prefix.
    pub chunk_name: &'a [u8],
    /// The varargs of the main function, and `arg[1]...`.
    pub arguments: &'a [Vec<u8>],
}

impl<'a> Program<'a> {
    /// A program in source text, without arguments.
    pub fn text(text: &'a [u8], chunk_name: &'a [u8]) -> Program<'a> {
        Program { code: ProgramCode::Text(text), chunk_name, arguments: &[] }
    }

    /// A program as a binary chunk, without arguments.
    pub fn chunk(chunk: &'a [u8], chunk_name: &'a [u8]) -> Program<'a> {
        Program { code: ProgramCode::Chunk(chunk), chunk_name, arguments: &[] }
    }

    /// The program that a file's bytes are, see [`source::classify`].
    pub fn of_file(bytes: &'a [u8], chunk_name: &'a [u8]) -> Program<'a> {
        match source::classify(bytes) {
            source::File::Text(text) => Program::text(text, chunk_name),
            source::File::Binary(chunk) => Program::chunk(chunk, chunk_name),
        }
    }

    /// The chunk name without its prefix: the script's name in `arg[0]`.
    pub fn script_name(&self) -> &'a [u8] {
        match self.chunk_name {
            [b'=' | b'@', rest @ ..] => rest,
            name => name,
        }
    }
}

/// The two forms of a program.
#[derive(Clone, Copy, Debug)]
pub enum ProgramCode<'a> {
    /// Source text, compiled by the engine's own compiler. Never taken for a binary chunk, whatever it holds.
    Text(&'a [u8]),
    /// A binary chunk. The caller has verified it: the reference crashes on chunks that do not verify.
    Chunk(&'a [u8]),
}

/// How to execute.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How much the run may use.
    pub limits: Limits,
    /// How the reference lays out its memory; our own VM does as it always does.
    pub layout: Layout,
    /// The allow-list of `require`: name and source text of modules, found in `package.preload`.
    pub modules: Vec<(String, Vec<u8>)>,
    /// Leaves the functions that reach the system (`os.execute`, `io.open`, ...) as they are. Output is captured all the same.
    pub allow_system: bool,
    /// Does not take a snapshot of the globals.
    pub skip_globals: bool,
    /// Our own VM collects garbage at every opportunity; the reference does not.
    pub gc_stress: bool,
}

/// Bounds of one execution. A run that reaches one ends there, also inside `pcall` and coroutines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Instructions of 5.1, all coroutines together; engines may overrun by a few thousand.
    pub instructions: u64,
    /// Bytes that the state may hold.
    pub memory: usize,
    /// Bytes of output.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { instructions: 1_000_000_000, memory: 512 << 20, output: 16 << 20 }
    }
}

impl Limits {
    /// What the subject gets when the reference got `self`: enough that only a real difference reaches it,
    /// since engines count a little differently.
    pub fn relaxed(&self) -> Limits {
        Limits {
            instructions: self.instructions.saturating_mul(4).saturating_add(1_000_000),
            memory: self.memory.saturating_mul(4).saturating_add(64 << 20),
            output: self.output.saturating_mul(2),
        }
    }
}

/// How a state lays out its objects in memory, and how eagerly it collects: two runs that differ in this and
/// disagree show a program whose outcome is not determined by the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    /// As the allocator and the collector do by themselves.
    #[default]
    Plain,
    /// Every allocation at a pseudo-random offset drawn from this seed, and frequent collections.
    Shuffled(u64),
    /// No collections but those that the program asks for.
    Hoarding,
}
