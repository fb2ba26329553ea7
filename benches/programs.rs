//! `cargo bench --bench programs`: the programs of `benches/programs` on our VM and on the reference.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs");
    let status = Command::new(env!("CARGO_BIN_EXE_lockstep")).arg("bench").arg(folder).status();
    std::process::exit(status.ok().and_then(|s| s.code()).unwrap_or(2));
}
