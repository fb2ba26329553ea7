//! Running the real binary on scratch files.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A scratch folder with files.
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    pub fn new() -> Scratch {
        Scratch(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, folders on the way included.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        std::fs::write(&path, content).expect("written");
        path
    }

    /// Runs `lockstep` in the folder.
    pub fn lockstep(&self, arguments: &[&str]) -> Run {
        self.with(arguments, &[])
    }

    /// As `lockstep`, with environment variables.
    pub fn with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_lockstep"))
            .args(arguments)
            .envs(variables.iter().copied())
            .current_dir(self.path())
            .stdin(Stdio::null())
            .output()
            .expect("the binary runs");
        Run(output)
    }
}

/// What a run of the binary left.
pub struct Run(Output);

impl Run {
    pub fn code(&self) -> i32 {
        self.0.status.code().expect("not killed")
    }

    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// Exit code, output and standard error have to be these.
    #[track_caller]
    pub fn expect(&self, code: i32, out: &str, err: &str) {
        assert_eq!((self.code(), self.out().as_str(), self.err().as_str()), (code, out, err));
    }
}
