//! `lockstep dump`: listings, ours and the reference's side by side.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::{complain, files};
use crate::compiler::{self, IntentMap};
use crate::engine::source::{self, File};
use crate::engine::{Compile, Ours, Reference};
use crate::isa::diff;
use crate::isa::disasm::{FunctionListing, Row, listing};
use crate::isa::{Bytes, ChunkError, Proto, undump};

/// Arguments of `lockstep dump`.
#[derive(clap::Args)]
pub struct DumpArguments {
    /// A Lua file, or a binary chunk
    file: PathBuf,
    /// Side by side with the reference's listing, differences marked
    #[arg(long)]
    diff: bool,
    /// What our compiler means by the registers of each instruction
    #[arg(long, conflicts_with = "diff")]
    intent: bool,
    /// Whose compiler
    #[arg(long, value_enum, default_value_t = Engine::Ours, conflicts_with = "diff")]
    engine: Engine,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    Ours,
    Puc,
}

/// Runs the subcommand.
pub fn main(arguments: &DumpArguments) -> ExitCode {
    let bytes = match files::read(&arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => return complain(error),
    };
    let result = match source::classify(&bytes) {
        File::Text(text) if arguments.diff => diff(arguments, text),
        File::Text(text) => plain(arguments, text),
        File::Binary(_) if arguments.diff || arguments.intent => Err(NoListing::NoSource),
        File::Binary(chunk) => undump(chunk)
            .map_err(NoListing::Chunk)
            .map(|main| Output { text: functions(&listing(&main, &|_, _| None), &[]), code: 0 }),
    };
    match result {
        Ok(output) => {
            // A closed pipe (`| head`) is no error.
            let _ = std::io::stdout().write_all(output.text.as_bytes());
            ExitCode::from(output.code)
        }
        Err(error) => complain(format!("{}: {error}", arguments.file.display())),
    }
}

/// Why there is nothing to list.
#[derive(Debug, thiserror::Error)]
enum NoListing {
    #[error("a binary chunk: there is no source to compile")]
    NoSource,
    /// The compiler's message.
    #[error("{}", String::from_utf8_lossy(.0))]
    Compile(Vec<u8>),
    #[error(transparent)]
    Chunk(#[from] ChunkError),
}

/// What is printed, and the exit code: 1 if listings differ.
struct Output {
    text: String,
    code: u8,
}

fn read(chunk: Result<Vec<u8>, Vec<u8>>) -> Result<Proto, NoListing> {
    Ok(undump(&chunk.map_err(NoListing::Compile)?)?)
}

fn plain(arguments: &DumpArguments, text: &[u8]) -> Result<Output, NoListing> {
    let name = files::chunk_name(&arguments.file);
    let listings = if arguments.intent {
        let options = compiler::CompileOptions { levels: 1, intents: true };
        let compiled = compiler::compile_source(text, &Bytes::from(&name[..]), options)
            .map_err(|e| NoListing::Compile(e.message))?;
        let intents = in_preorder(compiled.intents.unwrap_or_default());
        listing(&compiled.proto, &|function, pc| describe(intents.get(function)?, pc))
    } else {
        let compiler: &dyn Compile = match arguments.engine {
            Engine::Ours => &Ours,
            Engine::Puc => &Reference,
        };
        listing(&read(compiler.compile(text, &name))?, &&|_, _| None)
    };
    Ok(Output { text: functions(&listings, &lines_of(text)), code: 0 })
}

/// The intents of all functions by preorder number.
fn in_preorder(map: IntentMap) -> Vec<IntentMap> {
    let mut functions = Vec::new();
    let mut stack = vec![map];
    while let Some(mut map) = stack.pop() {
        stack.extend(std::mem::take(&mut map.protos).into_iter().rev());
        functions.push(map);
    }
    functions
}

/// What the compiler means to put in the registers that the instruction at `pc` writes.
fn describe(map: &IntentMap, pc: usize) -> Option<String> {
    let entries: Vec<_> = map.at(pc as u32).iter().map(|e| format!("R{}: {}", e.reg, e.intent)).collect();
    (!entries.is_empty()).then(|| entries.join(", "))
}

fn lines_of(text: &[u8]) -> Vec<String> {
    text.split(|&b| b == b'\n').map(|line| String::from_utf8_lossy(line).trim_end().to_string()).collect()
}

/// Listings with the lines of the source between the instructions.
fn functions(listings: &[FunctionListing], source: &[String]) -> String {
    let style = Style::new();
    let mut text = String::new();
    for (i, function) in listings.iter().enumerate() {
        if i > 0 {
            text.push('\n');
        }
        text.push_str(&style.paint(Paint::Bold, &function.header()));
        text.push('\n');
        let mut line = None;
        for row in &function.rows {
            text.push_str(&source_line(row, &mut line, source, style));
            text.push_str(&row.text());
            text.push('\n');
        }
        for entry in function.tables() {
            text.push_str(&entry);
            text.push('\n');
        }
    }
    text
}

/// The source line of a row, where it is not that of the row before.
fn source_line(row: &Row, last: &mut Option<u32>, source: &[String], style: Style) -> String {
    if row.line == *last {
        return String::new();
    }
    *last = row.line;
    match row.line.and_then(|line| source.get(line.checked_sub(1)? as usize)) {
        Some(text) => style.paint(Paint::Dim, &format!("      -- {}", text.trim())) + "\n",
        None => String::new(),
    }
}

fn diff(arguments: &DumpArguments, text: &[u8]) -> Result<Output, NoListing> {
    let name = files::chunk_name(&arguments.file);
    let (reference, ours) = (Reference.compile(text, &name), Ours.compile(text, &name));
    if reference == ours {
        let listings = listing(&read(ours)?, &|_, _| None);
        let mut text = functions(&listings, &lines_of(text));
        let instructions: usize = listings.iter().map(|f| f.rows.len()).sum();
        text.push_str(&format!(
            "\nidentical byte for byte: {} functions, {instructions} instructions, {} bytes\n",
            listings.len(),
            reference.map_or(0, |chunk| chunk.len())
        ));
        return Ok(Output { text, code: 0 });
    }
    let (a, b) = match (read(reference), read(ours)) {
        (Ok(a), Ok(b)) => (listing(&a, &|_, _| None), listing(&b, &|_, _| None)),
        (a, b) => {
            let show = |r: Result<Proto, NoListing>| r.map_or_else(|error| error.to_string(), |_| "compiles".into());
            let text = format!("reference: {}\nours:      {}\n", show(a), show(b));
            return Ok(Output { text, code: 1 });
        }
    };
    let mut text_out = String::new();
    let columns = Columns::new();
    let source = lines_of(text);
    for i in 0..a.len().max(b.len()) {
        text_out.push_str(&columns.function(a.get(i), b.get(i), &source));
    }
    Ok(Output { text: text_out, code: 1 })
}

/// Two listings side by side.
struct Columns {
    width: usize,
    style: Style,
}

impl Columns {
    fn new() -> Columns {
        let terminal = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
        let total = terminal.unwrap_or(160).clamp(100, 240);
        Columns { width: (total - 3) / 2, style: Style::new() }
    }

    fn function(&self, a: Option<&FunctionListing>, b: Option<&FunctionListing>, source: &[String]) -> String {
        if let (Some(a), Some(b)) = (a, b)
            && a == b
        {
            return format!("  {} (identical)\n", a.header());
        }
        let header = |f: Option<&FunctionListing>| f.map_or("(no such function)".into(), FunctionListing::header);
        let mut text = String::from("\n");
        if header(a) == header(b) {
            text.push_str(&format!("  {}\n", self.style.paint(Paint::Bold, &header(a))));
        } else {
            text.push_str(&format!("- {}\n+ {}\n", header(a), header(b)));
        }
        text.push_str(&format!("{:<width$} | ours\n", "reference", width = self.width));
        let rows = |f: Option<&FunctionListing>| f.map_or(vec![], |f| f.rows.clone());
        let (x, y) = (rows(a), rows(b));
        // Rows are matched by their words: what the text shows of a jump is its target, which moves with the code.
        let words = |rows: &[Row]| rows.iter().map(|r| r.word).collect::<Vec<_>>();
        let mut line = None;
        for (old, new, equal) in diff::side_by_side(&words(&x), &words(&y)) {
            let (left, right) = (old.map(|k| &x[k]), new.map(|k| &y[k]));
            if let Some(row) = left {
                text.push_str(&source_line(row, &mut line, source, self.style));
            }
            text.push_str(&self.pair(left.map(Row::text), right.map(Row::text), equal));
        }
        let tables = |f: Option<&FunctionListing>| f.map_or(vec![], FunctionListing::tables);
        let (x, y) = (tables(a), tables(b));
        for (old, new, equal) in diff::side_by_side(&x, &y) {
            text.push_str(&self.pair(old.map(|k| x[k].clone()), new.map(|k| y[k].clone()), equal));
        }
        text
    }

    /// One line: `|` between equal sides, `~` where only lines or comments differ, `!` where the words differ,
    /// `<` and `>` where one side has nothing.
    fn pair(&self, left: Option<String>, right: Option<String>, equal: bool) -> String {
        let (mark, paint) = match (&left, &right) {
            (Some(l), Some(r)) if l == r => ('|', None),
            (Some(_), Some(_)) if equal => ('~', Some(Paint::Yellow)),
            (Some(_), Some(_)) => ('!', Some(Paint::Red)),
            (Some(_), None) => ('<', Some(Paint::Red)),
            (None, _) => ('>', Some(Paint::Red)),
        };
        let fit = |side: Option<String>| console::truncate_str(&side.unwrap_or_default(), self.width, "…").into_owned();
        let (left, right) = (fit(left), fit(right));
        let line = format!("{} {mark} {right}", console::pad_str(&left, self.width, console::Alignment::Left, None));
        match paint {
            Some(paint) => self.style.paint(paint, line.trim_end()) + "\n",
            None => line.trim_end().to_string() + "\n",
        }
    }
}

/// Colours, on a terminal that wants them.
#[derive(Clone, Copy)]
struct Style {
    on: bool,
}

#[derive(Clone, Copy)]
enum Paint {
    Bold,
    Dim,
    Red,
    Yellow,
}

impl Style {
    fn new() -> Style {
        Style { on: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
    }

    fn paint(self, paint: Paint, text: &str) -> String {
        if !self.on {
            return text.to_string();
        }
        let code = match paint {
            Paint::Bold => 1,
            Paint::Dim => 2,
            Paint::Red => 31,
            Paint::Yellow => 33,
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}
