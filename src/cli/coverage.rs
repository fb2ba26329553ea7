//! `lockstep coverage`: which executions of each opcode programs meet on our VM, and which are missing.
//!
//! Invariant: the counts are sums over programs, whatever the number of jobs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::error::CliError;
use super::r#gen::{profile, program};
use super::{STACK, complain, files};
use crate::coverage::{self, CoverPoint, Map, Space};
use crate::engine::source::{self, File};
use crate::engine::{End, Limits, Options, Program};
use crate::r#gen::Profile;
use crate::isa::Op;
use crate::report::html;

/// Arguments of `lockstep coverage`.
#[derive(clap::Args)]
pub struct CoverageArguments {
    /// Lua files, and folders to search for *.lua
    #[arg(value_name = "PATH", required_unless_present = "generated")]
    paths: Vec<PathBuf>,
    /// Run so many generated programs
    #[arg(long, value_name = "N")]
    generated: Option<u64>,
    /// Which sequence of generated programs
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Number of the first generated program
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: u64,
    /// What generated programs are made of (all profiles in turn if not given)
    #[arg(long, value_name = "P", value_parser = profile)]
    profile: Option<&'static Profile>,
    /// How many programs to run at a time (all processors if not given)
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Exit code 1 if fewer of the reachable points are covered
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0, hide_default_value = true)]
    at_least: f64,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    /// A page with a heat map of opcodes and classes
    Html,
}

/// Runs the subcommand.
pub fn main(arguments: &CoverageArguments) -> ExitCode {
    let counted = match count(arguments) {
        Ok(counted) => counted,
        Err(error) => return complain(error),
    };
    let text = match arguments.format {
        Format::Text => listing(&counted),
        Format::Json => format!("{:#}\n", record(&counted)),
        Format::Html => html::coverage(&html::Heat::of(&counted.map)),
    };
    // Where nobody reads it the exit code still tells.
    drop(std::io::stdout().write_all(text.as_bytes()));
    let enough = counted.map.summary().percent() >= arguments.at_least;
    let sound = counted.map.contradictions().next().is_none() || counted.chunks > 0;
    ExitCode::from(u8::from(!enough || !sound))
}

/// What programs met.
#[derive(Default)]
struct Counted {
    map: Map,
    programs: usize,
    /// Of them, binary chunks, which no compiler may have made.
    chunks: usize,
    /// Of them, programs that do not compile.
    rejected: usize,
}

impl Counted {
    fn add(mut self, other: &Counted) -> Counted {
        self.map.merge(&other.map);
        self.programs += other.programs;
        self.chunks += other.chunks;
        self.rejected += other.rejected;
        self
    }

    fn run(mut self, program: &Program<'_>) -> Counted {
        let limits = Limits { instructions: 50_000_000, ..Limits::default() };
        let options = Options { limits, skip_globals: true, ..Options::default() };
        let outcome = coverage::execute(program, &options, &mut self.map);
        self.programs += 1;
        self.chunks += usize::from(matches!(program.code, crate::engine::ProgramCode::Chunk(_)));
        self.rejected += usize::from(matches!(outcome.end, End::Rejected(_)));
        self
    }
}

fn count(arguments: &CoverageArguments) -> Result<Counted, CliError> {
    let files = files::collect(&arguments.paths)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).stack_size(STACK).build()?;
    pool.install(|| {
        let of_files = files.par_iter().try_fold(Counted::default, |counted, path| {
            let bytes = files::read(path)?;
            let name = files::chunk_name(path);
            Ok::<_, CliError>(match source::classify(&bytes) {
                File::Text(text) => counted.run(&Program::text(text, &name)),
                File::Binary(chunk) => counted.run(&Program::chunk(chunk, &name)),
            })
        });
        let of_files = of_files.try_reduce(Counted::default, |a, b| Ok(a.add(&b)))?;
        let generated = arguments.generated.unwrap_or(0);
        let indices = arguments.skip..arguments.skip.saturating_add(generated);
        let of_generated = indices.into_par_iter().fold(Counted::default, |counted, index| {
            let turn = || &Profile::ALL[(index % Profile::ALL.len() as u64) as usize];
            let text = program(arguments.seed, index, arguments.profile.unwrap_or_else(turn));
            counted.run(&Program::text(&text, b"@generated.lua"))
        });
        Ok(of_files.add(&of_generated.reduce(Counted::default, |a, b| a.add(&b))))
    })
}

fn listing(counted: &Counted) -> String {
    let map = &counted.map;
    let mut text = String::new();
    for &op in Op::ALL {
        let summary = map.summary_of(|p| p.op == op);
        let ratio = format!("{}/{}", summary.covered, summary.reachable);
        let classes = by_class(map, op).join(" | ");
        text.push_str(format!("{:<10}{ratio:>8}  {classes}", op.mnemonic()).trim_end());
        text.push('\n');
    }
    let missing: Vec<&CoverPoint> = map.missing().collect();
    if !missing.is_empty() {
        text.push_str("\nmissing:\n");
        missing.iter().for_each(|p| text.push_str(&point_line(p)));
    }
    let mut ruled_out: BTreeMap<&str, Vec<&CoverPoint>> = BTreeMap::new();
    for point in &Space::get().points {
        if let Some(reason) = point.unreachable {
            ruled_out.entry(reason).or_default().push(point);
        }
    }
    text.push_str("\nunreachable:\n");
    for (reason, points) in ruled_out {
        text.push_str(&format!("  {reason}:\n"));
        points.iter().for_each(|p| text.push_str(&format!("  {}", point_line(p))));
    }
    let contradictions: Vec<&CoverPoint> = map.contradictions().collect();
    if !contradictions.is_empty() {
        text.push_str("\nreached although ruled out for compiled code:\n");
        contradictions.iter().for_each(|p| text.push_str(&point_line(p)));
    }
    let summary = map.summary();
    text.push_str(&format!(
        "\n{} programs{}: {} of {} reachable points covered ({:.1} %), {} missing, {} unreachable\n",
        counted.programs,
        if counted.rejected > 0 { format!(" ({} do not compile)", counted.rejected) } else { String::new() },
        summary.covered,
        summary.reachable,
        summary.percent(),
        summary.reachable - summary.covered,
        summary.unreachable,
    ));
    text
}

/// For each axis of an opcode its classes, with numbers where points are missing.
fn by_class(map: &Map, op: Op) -> Vec<String> {
    let mut shown = vec![];
    for family in Space::get().families(op) {
        let aspect = family.aspect;
        for (i, axis) in family.axes.iter().enumerate() {
            let mut words = vec![];
            for &class in axis.classes() {
                let summary = map.summary_of(|p| p.op == op && p.aspect == aspect && p.classes[i] == class);
                if summary.reachable > 0 {
                    words.push(match summary.reachable - summary.covered {
                        0 => class.text().to_string(),
                        _ => format!("{} {}/{}", class.text(), summary.covered, summary.reachable),
                    });
                }
            }
            shown.push(format!("{}: {}", aspect.before(axis.name()), words.join(", ")));
        }
    }
    shown
}

fn point_line(point: &CoverPoint) -> String {
    format!("  {:<10}{}\n", point.op.mnemonic(), point.aspect.before(&point.text()))
}

fn record(counted: &Counted) -> Json {
    let map = &counted.map;
    let opcode = |&op: &Op| {
        let summary = map.summary_of(|p| p.op == op);
        json!({ "opcode": op.mnemonic(), "covered": summary.covered, "reachable": summary.reachable,
                "unreachable": summary.unreachable, "percent": summary.percent() })
    };
    let point = |p: &CoverPoint| {
        let classes: serde_json::Map<String, Json> =
            p.axes.iter().zip(&p.classes).map(|(a, c)| (a.name().to_string(), c.text().into())).collect();
        json!({ "opcode": p.op.mnemonic(), "aspect": p.aspect.text(), "classes": classes, "count": map.count(p),
                "unreachable": p.unreachable })
    };
    let summary = map.summary();
    json!({
        "programs": counted.programs,
        "rejected": counted.rejected,
        "covered": summary.covered,
        "reachable": summary.reachable,
        "unreachable": summary.unreachable,
        "percent": summary.percent(),
        "opcodes": Op::ALL.iter().map(opcode).collect::<Vec<_>>(),
        "points": Space::get().points.iter().map(point).collect::<Vec<_>>(),
    })
}
