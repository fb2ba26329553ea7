//! `lockstep gen`: prints generated programs.

use std::io::Write;
use std::process::ExitCode;

use crate::r#gen::{self, Profile, random};
use crate::isa::{disasm, dump};
use crate::syntax::print;

/// Arguments of `lockstep gen`.
#[derive(clap::Args)]
pub struct GenArguments {
    /// Which sequence of programs
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Number of the first program of the sequence to print
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: u64,
    /// How many programs to print
    #[arg(long, value_name = "N", default_value_t = 1)]
    count: u64,
    /// What the programs are made of
    #[arg(long, value_name = "P", default_value = "mixed", value_parser = profile)]
    profile: &'static Profile,
    /// Print listings of random bytecode, which no compiler would emit
    #[arg(long, conflicts_with = "profile")]
    bytecode: bool,
    /// Write the binary chunk of one bytecode program in place of its listing
    #[arg(long, requires = "bytecode", conflicts_with = "count")]
    binary: bool,
}

/// No profile has such a name.
#[derive(Debug, thiserror::Error)]
#[error("the profiles are\n{}", all_profiles())]
pub struct UnknownProfile;

fn all_profiles() -> String {
    let all: Vec<String> = Profile::ALL.iter().map(|p| format!("  {:<11} {}", p.name, p.about)).collect();
    all.join("\n")
}

/// The profile of that name.
pub fn profile(name: &str) -> Result<&'static Profile, UnknownProfile> {
    Profile::by_name(name).ok_or(UnknownProfile)
}

/// The source text of program `index` of a sequence.
pub fn program(seed: u64, index: u64, profile: &'static Profile) -> Vec<u8> {
    print(&r#gen::from_seed(random::nth_seed(seed, index), profile))
}

/// The binary chunk of bytecode program `index` of a sequence.
pub fn bytecode(seed: u64, index: u64) -> Vec<u8> {
    dump(&r#gen::bytecode_from_seed(random::nth_seed(seed, index)))
}

/// Runs the subcommand.
pub fn main(arguments: &GenArguments) -> ExitCode {
    let GenArguments { seed, skip, count, profile, .. } = *arguments;
    let mut out = std::io::stdout().lock();
    for index in skip..skip.saturating_add(count) {
        let kind = if arguments.bytecode { "bytecode".into() } else { format!("profile {}", profile.name) };
        let mut text = Vec::new();
        if count > 1 {
            text.extend(format!("-- lockstep gen --seed {seed} --skip {index} --{kind}\n").bytes());
        }
        if arguments.binary {
            text.extend(bytecode(seed, index));
        } else if arguments.bytecode {
            let main = r#gen::bytecode_from_seed(random::nth_seed(seed, index));
            text.extend(disasm::render(&disasm::listing(&main, &|_, _| None)).bytes());
        } else {
            text.extend(program(seed, index, profile));
        }
        if out.write_all(&text).is_err() {
            // Nobody reads any more.
            break;
        }
    }
    ExitCode::SUCCESS
}
