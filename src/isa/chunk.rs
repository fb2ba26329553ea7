//! Binary chunks of a 64-bit little-endian PUC 5.1 (`string.dump`, `luac`): [`dump`] writes them, [`undump`] reads them.
//!
//! Invariants: `dump(undump(c)) == c` for every chunk that PUC writes, and `undump` answers arbitrary bytes with a value:
//! no panic, recursion at most [`MAX_NESTING`] deep, memory at most a small multiple of the input (what is
//! allocated for a list is bounded by the bytes that are left).
//!
//! What is accepted is what PUC's loader accepts before it checks the code: bytes after the chunk are ignored, the last byte
//! of a string is dropped whatever it is, counts and lines of definition must not be negative (`bad integer`). Checking the
//! code is [`verify`](mod@super::verify)'s part. Two things that PUC lets pass, and then reads through a null pointer, are
//! errors here: a string constant without a string (`bad constant`) and a local or upvalue without a name (`bad code`).

use std::collections::HashMap;

use super::instr::Instr;
use super::proto::{Bytes, Const, LocalVar, Proto};

/// The first twelve bytes of every chunk: signature, version 5.1, format 0, little endian, and the sizes of int, size_t,
/// instruction and number; the last byte says that numbers are not integral.
pub const HEADER: [u8; 12] = [0x1b, b'L', b'u', b'a', 0x51, 0, 1, 4, 8, 4, 8, 0];

/// The byte that tells a binary chunk from source text.
pub const SIGNATURE: u8 = HEADER[0];

/// Deepest nesting of functions that [`undump`] follows, the main function included. PUC counts its C levels
/// (at most 200), of which a running script always has a few in use.
pub const MAX_NESTING: usize = 200;

const TAG_NIL: u8 = 0;
const TAG_BOOLEAN: u8 = 1;
const TAG_NUMBER: u8 = 3;
const TAG_STRING: u8 = 4;

/// Why a binary chunk is refused, in PUC's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ChunkErrorKind {
    /// Another version, word size or byte order, or no chunk at all.
    #[error("bad header")]
    BadHeader,
    /// The chunk is cut off, or a count in it promises more than there is.
    #[error("unexpected end")]
    UnexpectedEnd,
    /// A constant of a type that cannot be one.
    #[error("bad constant")]
    BadConstant,
    /// A negative count.
    #[error("bad integer")]
    BadInteger,
    /// More than [`MAX_NESTING`] functions inside each other.
    #[error("code too deep")]
    TooDeep,
    /// The chunk is well formed but its content is not a function that can run.
    #[error("bad code")]
    BadCode,
}

/// A refused chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{kind} in precompiled chunk (byte {offset})")]
pub struct ChunkError {
    /// Why it is refused.
    pub kind: ChunkErrorKind,
    /// Where in the chunk reading stopped, in bytes.
    pub offset: usize,
}

impl ChunkErrorKind {
    /// The message that `loadstring` gives for a binary chunk named `chunk_name` (with its `=` or `@`, if any).
    pub fn message(self, chunk_name: &[u8]) -> Vec<u8> {
        let name = match chunk_name.first() {
            Some(b'@' | b'=') => &chunk_name[1..],
            Some(&SIGNATURE) => b"binary string",
            _ => chunk_name,
        };
        let mut message = name.to_vec();
        message.extend_from_slice(format!(": {self} in precompiled chunk").as_bytes());
        message
    }
}

/// Writes the chunk that PUC's `string.dump` writes for this function.
///
/// A nested function whose source is that of its parent (or `None`) is written without one.
pub fn dump(proto: &Proto) -> Vec<u8> {
    let mut out = Vec::with_capacity(4 << 10);
    out.extend_from_slice(&HEADER);
    dump_function(&mut out, proto, None);
    out
}

fn dump_function(out: &mut Vec<u8>, proto: &Proto, parent_source: Option<&Bytes>) {
    match &proto.source {
        Some(source) if parent_source != Some(source) => dump_string(out, source),
        Some(_) | None => dump_size(out, 0),
    }
    dump_int(out, proto.line_defined);
    dump_int(out, proto.last_line_defined);
    out.extend_from_slice(&[proto.num_upvalues, proto.num_params, proto.is_vararg, proto.max_stack]);
    dump_count(out, proto.code.len());
    for instr in &proto.code {
        dump_int(out, instr.0);
    }
    dump_count(out, proto.constants.len());
    for constant in &proto.constants {
        match constant {
            Const::Nil => out.push(TAG_NIL),
            Const::Boolean(b) => out.extend_from_slice(&[TAG_BOOLEAN, u8::from(*b)]),
            Const::Number(n) => {
                out.push(TAG_NUMBER);
                out.extend_from_slice(&n.to_bits().to_le_bytes());
            }
            Const::String(s) => {
                out.push(TAG_STRING);
                dump_string(out, s);
            }
        }
    }
    dump_count(out, proto.protos.len());
    for nested in &proto.protos {
        dump_function(out, nested, proto.source.as_ref().or(parent_source));
    }
    dump_count(out, proto.lines.len());
    for line in &proto.lines {
        dump_int(out, *line);
    }
    dump_count(out, proto.locals.len());
    for local in &proto.locals {
        dump_string(out, &local.name);
        dump_int(out, local.start_pc);
        dump_int(out, local.end_pc);
    }
    dump_count(out, proto.upvalue_names.len());
    for name in &proto.upvalue_names {
        dump_string(out, name);
    }
}

fn dump_int(out: &mut Vec<u8>, n: u32) {
    out.extend_from_slice(&n.to_le_bytes());
}

fn dump_count(out: &mut Vec<u8>, n: usize) {
    debug_assert!(n <= i32::MAX as usize, "a list of a proto has a C int as its length");
    dump_int(out, n as u32);
}

fn dump_size(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&(n as u64).to_le_bytes());
}

fn dump_string(out: &mut Vec<u8>, s: &[u8]) {
    dump_size(out, s.len() + 1);
    out.extend_from_slice(s);
    out.push(0);
}

/// Reads a binary chunk. Bytes after its end are ignored.
///
/// # Errors
/// If the bytes are no chunk of this format, or are cut off.
///
/// ```
/// use lockstep::isa::disasm::{listing, render};
/// use lockstep::isa::{Const, Instr, Op, Proto, RegSet, dump, effects, undump};
///
/// let code = vec![Instr::abx(Op::LoadK, 0, 0), Instr::abc(Op::Return, 0, 2, 0)];
/// let main = Proto { max_stack: 2, code, constants: vec![Const::Number(42.0)], ..Proto::default() };
/// let read = undump(&dump(&main))?;
/// assert_eq!(read, main);
/// assert!(render(&listing(&read, &|_, _| None)).contains("R0 := 42"));
/// assert_eq!(effects(&read, 1).expect("an instruction").reads, RegSet::one(0));
/// # Ok::<(), lockstep::isa::ChunkError>(())
/// ```
pub fn undump(chunk: &[u8]) -> Result<Proto, ChunkError> {
    undump_prefix(chunk).map(|(proto, _)| proto)
}

/// Reads a binary chunk and says how many bytes it takes.
pub fn undump_prefix(chunk: &[u8]) -> Result<(Proto, usize), ChunkError> {
    let mut reader = Reader { chunk, pos: 0, names: HashMap::new() };
    reader.header().and_then(|()| reader.function(1)).map(|proto| (proto, reader.pos)).map_err(|kind| {
        let offset = reader.pos;
        ChunkError { kind, offset }
    })
}

/// Strings up to this length are shared between the places of a chunk where they occur.
const SHARED_MAX: usize = 40;

/// Fewest bytes that an item of a list can take: what a count is held against.
const MIN_CONST: usize = 1;
const MIN_PROTO: usize = 8 + 4 + 4 + 4 + 6 * 4;
const MIN_LOCAL: usize = 8 + 4 + 4;
const MIN_NAME: usize = 8;

struct Reader<'a> {
    chunk: &'a [u8],
    pos: usize,
    names: HashMap<&'a [u8], Bytes>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], ChunkErrorKind> {
        let left = &self.chunk[self.pos..];
        if n > left.len() {
            return Err(ChunkErrorKind::UnexpectedEnd);
        }
        self.pos += n;
        Ok(&left[..n])
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ChunkErrorKind> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8, ChunkErrorKind> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn word(&mut self) -> Result<u32, ChunkErrorKind> {
        self.array().map(u32::from_le_bytes)
    }

    fn int(&mut self) -> Result<u32, ChunkErrorKind> {
        let n = self.word()?;
        if n > i32::MAX as u32 { Err(ChunkErrorKind::BadInteger) } else { Ok(n) }
    }

    /// The length of a list, and how many items of at least `min_item` bytes the rest of the chunk can hold of it: that
    /// much may be allocated. The list is read all the same, so that the message names what PUC finds first.
    fn count(&mut self, min_item: usize) -> Result<(usize, usize), ChunkErrorKind> {
        let n = self.int()? as usize;
        let left = self.chunk.len() - self.pos;
        Ok((n, n.min(left / min_item)))
    }

    fn words(&mut self) -> Result<Vec<u32>, ChunkErrorKind> {
        let n = self.int()? as usize;
        let bytes = self.take(n.checked_mul(4).ok_or(ChunkErrorKind::UnexpectedEnd)?)?;
        Ok(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn string(&mut self) -> Result<Option<Bytes>, ChunkErrorKind> {
        let size = u64::from_le_bytes(self.array()?);
        if size == 0 {
            return Ok(None);
        }
        let size = usize::try_from(size).map_err(|_| ChunkErrorKind::UnexpectedEnd)?;
        let bytes = &self.take(size)?[..size - 1];
        if bytes.len() > SHARED_MAX {
            return Ok(Some(bytes.into()));
        }
        Ok(Some(self.names.entry(bytes).or_insert_with(|| bytes.into()).clone()))
    }

    fn header(&mut self) -> Result<(), ChunkErrorKind> {
        let header: [u8; HEADER.len()] = self.array()?;
        if header == HEADER { Ok(()) } else { Err(ChunkErrorKind::BadHeader) }
    }

    fn function(&mut self, depth: usize) -> Result<Proto, ChunkErrorKind> {
        if depth > MAX_NESTING {
            return Err(ChunkErrorKind::TooDeep);
        }
        let source = self.string()?;
        let line_defined = self.int()?;
        let last_line_defined = self.int()?;
        let [num_upvalues, num_params, is_vararg, max_stack] = self.array()?;
        let code = self.words()?.into_iter().map(Instr).collect();
        let constants = self.constants()?;
        let protos = self.protos(depth)?;
        let lines = self.words()?;
        let locals = self.locals()?;
        let upvalue_names = self.upvalue_names()?;
        Ok(Proto {
            source,
            line_defined,
            last_line_defined,
            num_upvalues,
            num_params,
            is_vararg,
            max_stack,
            code,
            constants,
            protos,
            lines,
            locals,
            upvalue_names,
        })
    }

    fn constants(&mut self) -> Result<Vec<Const>, ChunkErrorKind> {
        let (n, room) = self.count(MIN_CONST)?;
        let mut constants = Vec::with_capacity(room);
        for _ in 0..n {
            constants.push(match self.byte()? {
                TAG_NIL => Const::Nil,
                TAG_BOOLEAN => Const::Boolean(self.byte()? != 0),
                TAG_NUMBER => Const::Number(f64::from_bits(u64::from_le_bytes(self.array()?))),
                TAG_STRING => Const::String(self.string()?.ok_or(ChunkErrorKind::BadConstant)?),
                _ => return Err(ChunkErrorKind::BadConstant),
            });
        }
        Ok(constants)
    }

    fn protos(&mut self, depth: usize) -> Result<Vec<Proto>, ChunkErrorKind> {
        let (n, room) = self.count(MIN_PROTO)?;
        // Grown one by one: each level of a nested list may promise as much as the whole rest of the chunk.
        let mut protos = Vec::with_capacity(room.min(1));
        for _ in 0..n {
            protos.push(self.function(depth + 1)?);
        }
        Ok(protos)
    }

    fn locals(&mut self) -> Result<Vec<LocalVar>, ChunkErrorKind> {
        let (n, room) = self.count(MIN_LOCAL)?;
        let mut locals = Vec::with_capacity(room);
        for _ in 0..n {
            let name = self.string()?.ok_or(ChunkErrorKind::BadCode)?;
            locals.push(LocalVar { name, start_pc: self.int()?, end_pc: self.int()? });
        }
        Ok(locals)
    }

    fn upvalue_names(&mut self) -> Result<Vec<Bytes>, ChunkErrorKind> {
        let (n, room) = self.count(MIN_NAME)?;
        let mut names = Vec::with_capacity(room);
        for _ in 0..n {
            names.push(self.string()?.ok_or(ChunkErrorKind::BadCode)?);
        }
        Ok(names)
    }
}
