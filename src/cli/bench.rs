//! `lockstep bench`: programs on our VM and on the reference, in turn, as processes of their own; the ratio of user
//! time and of peak memory per program, and the geometric means.
//!
//! Speed is a ratio within one interleaved run: absolute times of a noisy machine mean little. The best of the
//! runs counts, for both.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::engine::ours;
use crate::vm::{Config, Output, Vm};

/// Arguments of `lockstep bench`.
#[derive(clap::Args)]
pub struct BenchArguments {
    /// Programs or folders of programs
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Runs of each program on each engine; the fastest counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Run the one program on this engine in this process, without measuring
    #[arg(long, hide = true)]
    engine: Option<Engine>,
}

/// Who runs a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    Ours,
    Puc,
}

/// One run of a program.
struct Sample {
    /// User time in seconds.
    user: f64,
    /// Largest resident set in KB.
    peak: u64,
    output: Vec<u8>,
    success: bool,
}

/// Runs the subcommand.
pub fn main(arguments: &BenchArguments) -> ExitCode {
    if let Some(engine) = arguments.engine {
        return run_here(engine, &arguments.paths[0]);
    }
    let files = match super::files::collect(&arguments.paths) {
        Ok(files) => files,
        Err(message) => return super::complain(message),
    };
    match std::env::current_exe() {
        Ok(exe) => table(&exe, &files, arguments.runs),
        Err(e) => super::complain(e),
    }
}

/// Measures and prints; fails if an output differs.
pub fn table(exe: &Path, files: &[PathBuf], runs: u32) -> ExitCode {
    println!(
        "{:<16} {:>10} {:>10} {:>7} {:>10} {:>10} {:>7}",
        "program", "ours s", "puc s", "ratio", "ours KB", "puc KB", "ratio"
    );
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    let mut failed = false;
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut best = [f64::INFINITY; 2];
        let mut peak = [u64::MAX; 2];
        let mut outputs: [Option<Vec<u8>>; 2] = [None, None];
        for _ in 0..runs {
            for (i, engine) in ["ours", "puc"].into_iter().enumerate() {
                match sample(exe, engine, file) {
                    Ok(s) => {
                        if !s.success {
                            eprintln!("{name}: failed on {engine}");
                            failed = true;
                        }
                        best[i] = best[i].min(s.user);
                        peak[i] = peak[i].min(s.peak);
                        outputs[i] = Some(s.output);
                    }
                    Err(e) => return super::complain(format_args!("{}: {e}", exe.display())),
                }
            }
        }
        if outputs[0] != outputs[1] {
            eprintln!("{name}: the outputs differ");
            failed = true;
        }
        let (time, memory) = (best[0] / best[1], peak[0] as f64 / peak[1] as f64);
        println!(
            "{name:<16} {:>10.3} {:>10.3} {time:>7.2} {:>10} {:>10} {memory:>7.2}",
            best[0], best[1], peak[0], peak[1]
        );
        times.push(time);
        peaks.push(memory);
    }
    println!(
        "{:<16} {:>10} {:>10} {:>7.2} {:>10} {:>10} {:>7.2}",
        "geometric mean",
        "",
        "",
        mean(&times),
        "",
        "",
        mean(&peaks)
    );
    ExitCode::from(failed as u8)
}

fn mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|r| r.ln()).sum::<f64>() / ratios.len() as f64).exp()
}

fn sample(exe: &Path, engine: &str, file: &Path) -> std::io::Result<Sample> {
    let mut child = Command::new(exe)
        .args(["bench", "--engine", engine])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut output = Vec::new();
    if let Some(mut pipe) = child.stdout.take() {
        pipe.read_to_end(&mut output)?;
    }
    let (status, usage) = wait(child.id())?;
    let user = usage.ru_utime.tv_sec as f64 + usage.ru_utime.tv_usec as f64 / 1e6;
    Ok(Sample { user, peak: usage.ru_maxrss as u64, output, success: status == 0 })
}

/// Waits for a child and gives its status and what it used.
fn wait(pid: u32) -> std::io::Result<(i32, libc::rusage)> {
    // SAFETY: plain data, all zero is valid; wait4 fills both for our own child.
    unsafe {
        let mut status = 0;
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::wait4(pid as i32, &mut status, 0, &mut usage) < 0 {
            return Err(std::io::Error::last_os_error());
        }
        Ok((status, usage))
    }
}

fn run_here(engine: Engine, file: &Path) -> ExitCode {
    let source = match std::fs::read(file) {
        Ok(source) => source,
        Err(e) => return super::complain(format_args!("{}: {}", file.display(), super::files::reason(&e))),
    };
    let name = super::files::chunk_name(file);
    let ok = match engine {
        Engine::Ours => run_ours(&source, &name),
        Engine::Puc => {
            // SAFETY: the whole standard library, for a program that the user asked to run.
            unsafe { mlua::Lua::unsafe_new() }.load(&source[..]).set_name(String::from_utf8_lossy(&name)).exec().is_ok()
        }
    };
    ExitCode::from(!ok as u8)
}

fn run_ours(source: &[u8], name: &[u8]) -> bool {
    let mut vm = Vm::new(Config { output: Output::stdout(), ..Config::new(ours::compile, ours::undump) });
    let Ok(f) = vm.load(source, name) else { return false };
    let ok = vm.call(f.into(), &[]).is_ok();
    ok && vm.output().flush().is_ok()
}
