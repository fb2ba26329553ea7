//! Files as C's streams have them: one position for reading and writing, a buffer, modes, sticky end of file.
//!
//! Invariant: at most one of the two buffers holds bytes; what was read ahead is given back (by seeking) before
//! anything is written or the position is asked for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::fd::AsFd;
use std::process::{Child, Command, Stdio};

use crate::vm::state::Output;

use super::clib;

/// Bytes that a stream reads ahead or holds back, as in glibc.
const BLOCK: usize = 4096;

/// How much output a stream holds back (`file:setvbuf`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Buffering {
    No,
    Full,
    Line,
}

/// What is behind a stream.
enum Source {
    /// The process's standard input; a duplicate of its descriptor once it is used.
    Stdin(Option<File>),
    /// Writes to the VM's output.
    Stdout(Option<File>),
    Stderr(Option<File>),
    File(File),
    Process(Child, File),
    /// Empty to read, bottomless to write: the standard files of a sandbox.
    Nowhere,
}

/// An open file.
pub(super) struct Stream {
    source: Source,
    readable: bool,
    writable: bool,
    /// Read ahead: `ahead[at..]`.
    ahead: Vec<u8>,
    at: usize,
    /// Written, but not yet passed on.
    behind: Vec<u8>,
    buffering: Buffering,
    limit: usize,
    at_end: bool,
    /// Whether there was an error since it was last cleared.
    failed: bool,
}

fn os(code: i32) -> io::Error {
    io::Error::from_raw_os_error(code)
}

impl Stream {
    fn new(source: Source, readable: bool, writable: bool, buffering: Buffering) -> Stream {
        Stream {
            source,
            readable,
            writable,
            ahead: Vec::new(),
            at: 0,
            behind: Vec::new(),
            buffering,
            limit: BLOCK,
            at_end: false,
            failed: false,
        }
    }

    pub(super) fn stdin(sandbox: bool) -> Stream {
        let source = if sandbox { Source::Nowhere } else { Source::Stdin(None) };
        Stream::new(source, true, false, Buffering::Full)
    }

    pub(super) fn stdout() -> Stream {
        Stream::new(Source::Stdout(None), false, true, Buffering::Full)
    }

    pub(super) fn stderr(sandbox: bool) -> Stream {
        let source = if sandbox { Source::Nowhere } else { Source::Stderr(None) };
        Stream::new(source, false, true, Buffering::No)
    }

    /// `fopen`.
    pub(super) fn open(name: &[u8], mode: &[u8]) -> io::Result<Stream> {
        let mode = Mode::parse(mode)?;
        let mut options = OpenOptions::new();
        options.read(mode.read).write(mode.write && !mode.append).append(mode.append);
        options.truncate(mode.create && !mode.append && !mode.exclusive).create(mode.create);
        options.create_new(mode.create && mode.exclusive);
        let mut file = options.open(clib::path(name))?;
        if mode.append && !mode.read {
            // The position begins at the end, as far as the file has one.
            let _ = file.seek(SeekFrom::End(0));
        }
        Ok(Stream::new(Source::File(file), mode.read, mode.write, Buffering::Full))
    }

    /// `tmpfile`: a file without a name.
    pub(super) fn temporary() -> io::Result<Stream> {
        let (file, name) = clib::temporary_file()?;
        std::fs::remove_file(clib::path(&name))?;
        Ok(Stream::new(Source::File(file), true, true, Buffering::Full))
    }

    /// `popen`.
    pub(super) fn popen(command: &[u8], mode: &[u8]) -> io::Result<Stream> {
        let letters: Vec<u8> = mode.iter().copied().filter(|&b| b != b'e').collect();
        let read = match letters[..] {
            [b'r'] => true,
            [b'w'] => false,
            _ => return Err(os(libc::EINVAL)),
        };
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(clib::path(command));
        if read {
            shell.stdout(Stdio::piped());
        } else {
            shell.stdin(Stdio::piped());
        }
        let mut child = shell.spawn()?;
        let pipe = if read {
            child.stdout.take().map(|p| File::from(std::os::fd::OwnedFd::from(p)))
        } else {
            child.stdin.take().map(|p| File::from(std::os::fd::OwnedFd::from(p)))
        };
        let pipe = pipe.ok_or_else(|| os(libc::EBADF))?;
        Ok(Stream::new(Source::Process(child, pipe), read, !read, Buffering::Full))
    }

    /// One of the process's own files, which a program cannot close.
    pub(super) fn is_standard(&self) -> bool {
        matches!(self.source, Source::Stdin(_) | Source::Stdout(_) | Source::Stderr(_) | Source::Nowhere)
    }

    pub(super) fn is_readable(&self) -> bool {
        self.readable
    }

    /// Forgets that the end was reached, and errors (`clearerr`).
    pub(super) fn clear(&mut self) {
        self.at_end = false;
        self.failed = false;
    }

    /// Whether there was an error since the last `clear` (`ferror`).
    pub(super) fn failed(&self) -> bool {
        self.failed
    }

    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        self.failed |= result.is_err();
        result
    }

    /// `setvbuf`: `size` bytes at most are held back.
    pub(super) fn set_buffering(&mut self, buffering: Buffering, size: i64, out: &mut Output) -> io::Result<()> {
        self.flush(out)?;
        self.buffering = buffering;
        self.limit = usize::try_from(size).map_or(BLOCK, |n| n.clamp(1, 1 << 24));
        Ok(())
    }

    // ---- writing

    /// `fwrite` of all of `bytes`.
    #[inline]
    pub(super) fn write(&mut self, bytes: &[u8], out: &mut Output) -> io::Result<()> {
        let result = self.try_write(bytes, out);
        self.note(result)
    }

    #[inline(always)]
    fn try_write(&mut self, bytes: &[u8], out: &mut Output) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if let Source::Stdout(_) = self.source {
            out.write(bytes)?;
            return match self.buffering {
                Buffering::Full => Ok(()),
                Buffering::No => out.flush(),
                Buffering::Line if bytes.contains(&b'\n') => out.flush(),
                Buffering::Line => Ok(()),
            };
        }
        if !self.writable {
            return Err(os(libc::EBADF));
        }
        if let Source::Nowhere = self.source {
            return Ok(());
        }
        self.drop_ahead()?;
        let now = match self.buffering {
            Buffering::No => true,
            Buffering::Full => false,
            Buffering::Line => bytes.contains(&b'\n'),
        };
        // As in glibc, the buffer is there from the second write on.
        let room = if self.behind.capacity() == 0 { 0 } else { self.limit.saturating_sub(self.behind.len()) };
        let (first, rest) = bytes.split_at(room.min(bytes.len()));
        self.behind.extend_from_slice(first);
        if now || !rest.is_empty() {
            self.pass_on()?;
            let direct = if now { rest.len() } else { rest.len() - rest.len() % self.limit };
            self.source.handle()?.write_all(&rest[..direct])?;
            self.behind.reserve(1);
            self.behind.extend_from_slice(&rest[direct..]);
        }
        Ok(())
    }

    /// `fflush`.
    pub(super) fn flush(&mut self, out: &mut Output) -> io::Result<()> {
        let result = match self.source {
            Source::Stdout(_) => out.flush(),
            _ => self.pass_on(),
        };
        self.note(result)
    }

    /// Hands over what was held back; what cannot be written is lost.
    fn pass_on(&mut self) -> io::Result<()> {
        let mut done = 0;
        let result = loop {
            if done == self.behind.len() {
                break Ok(());
            }
            match self.source.handle().and_then(|h| h.write(&self.behind[done..])) {
                Ok(0) => break Err(os(libc::EIO)),
                Ok(n) => done += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => break Err(e),
            }
        };
        self.behind.clear();
        result
    }

    fn drop_ahead(&mut self) -> io::Result<()> {
        let unread = self.ahead.len() - self.at;
        self.ahead.clear();
        self.at = 0;
        if unread > 0
            && let Source::File(file) = &mut self.source
        {
            file.seek(SeekFrom::Current(-(unread as i64)))?;
        }
        Ok(())
    }

    // ---- reading

    /// What can be read without waiting for more; empty at the end of the file. `consume` moves on.
    #[inline]
    pub(super) fn fill(&mut self, out: &mut Output) -> io::Result<&[u8]> {
        if self.at == self.ahead.len() {
            let result = self.refill(out);
            self.note(result)?;
        }
        Ok(&self.ahead[self.at..])
    }

    #[inline]
    pub(super) fn consume(&mut self, n: usize) {
        self.at += n;
        debug_assert!(self.at <= self.ahead.len());
    }

    #[cold]
    fn refill(&mut self, out: &mut Output) -> io::Result<()> {
        if !self.readable {
            return Err(os(libc::EBADF));
        }
        self.pass_on()?;
        self.ahead.clear();
        self.at = 0;
        if self.at_end {
            return Ok(());
        }
        match self.source {
            // A prompt is to be seen before the answer is read.
            Source::Stdin(_) => out.flush()?,
            Source::Nowhere => {
                self.at_end = true;
                return Ok(());
            }
            _ => {}
        }
        let size = if self.buffering == Buffering::No { 1 } else { BLOCK };
        self.ahead.resize(size, 0);
        let got = loop {
            match self.source.handle().and_then(|h| h.read(&mut self.ahead)) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.ahead.truncate(*got.as_ref().unwrap_or(&0));
        self.at_end = got? == 0;
        Ok(())
    }

    // ---- position

    /// `fseek`, then `ftell`.
    pub(super) fn seek(&mut self, to: SeekFrom, out: &mut Output) -> io::Result<u64> {
        self.flush(out)?;
        let unread = (self.ahead.len() - self.at) as i64;
        let to = match to {
            SeekFrom::Current(n) => SeekFrom::Current(n.wrapping_sub(unread)),
            other => other,
        };
        if let (Source::Stdout(_), Output::Capture(_) | Output::Bounded { .. }) = (&self.source, out) {
            return Err(os(libc::ESPIPE));
        }
        let position = match &mut self.source {
            Source::Process(..) | Source::Nowhere => return Err(os(libc::ESPIPE)),
            source => source.handle()?.seek(to)?,
        };
        self.ahead.clear();
        self.at = 0;
        self.at_end = false;
        Ok(position)
    }

    /// `fclose` or `pclose`: passes on what was held back and waits for the process, if it is one.
    pub(super) fn close(mut self) -> io::Result<()> {
        let passed = self.pass_on();
        match std::mem::replace(&mut self.source, Source::Nowhere) {
            Source::Process(mut child, pipe) => {
                drop(pipe);
                child.wait().map(|_| ())
            }
            _ => passed,
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let _ = self.pass_on();
        if let Source::Process(mut child, pipe) = std::mem::replace(&mut self.source, Source::Nowhere) {
            // The process may wait for the end of its input, or for its output to be read.
            drop(pipe);
            let _ = child.wait();
        }
    }
}

impl Source {
    fn handle(&mut self) -> io::Result<&mut File> {
        fn duplicate(slot: &mut Option<File>, fd: impl AsFd) -> io::Result<&mut File> {
            if slot.is_none() {
                *slot = Some(File::from(fd.as_fd().try_clone_to_owned()?));
            }
            slot.as_mut().ok_or_else(|| os(libc::EBADF))
        }
        match self {
            Source::Stdin(slot) => duplicate(slot, io::stdin()),
            Source::Stdout(slot) => duplicate(slot, io::stdout()),
            Source::Stderr(slot) => duplicate(slot, io::stderr()),
            Source::File(file) | Source::Process(_, file) => Ok(file),
            Source::Nowhere => Err(os(libc::EBADF)),
        }
    }
}

/// The mode of `fopen`.
struct Mode {
    read: bool,
    write: bool,
    append: bool,
    create: bool,
    exclusive: bool,
}

impl Mode {
    /// As glibc reads it: `r`, `w` or `a`, then up to six letters of which `+` and `x` matter here.
    fn parse(mode: &[u8]) -> io::Result<Mode> {
        let (&kind, rest) = mode.split_first().ok_or_else(|| os(libc::EINVAL))?;
        let rest = super::until_nul(rest);
        let rest = &rest[..rest.len().min(6)];
        let plus = rest.contains(&b'+');
        let (read, write) = match kind {
            b'r' => (true, plus),
            b'w' | b'a' => (plus, true),
            _ => return Err(os(libc::EINVAL)),
        };
        Ok(Mode { read, write, append: kind == b'a', create: kind != b'r', exclusive: rest.contains(&b'x') })
    }
}
