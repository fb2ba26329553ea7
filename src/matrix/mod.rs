//! The single-instruction matrix: every opcode × operand kinds × value classes × counts, each on both VMs as the same
//! chunk, compared completely.
//!
//! A [`Form`] is a function around one instruction; its cases are all combinations of the classes of its inputs. Many
//! cases share a chunk and a state, but no objects: each leaves its registers, the calls of handlers, its environment and
//! its upvalues in an entry of its own. Invariant: a finding is about one case that differs when it runs alone.

mod asm;
mod classes;
mod forms;

use std::sync::OnceLock;

use crate::engine::snapshot::Bounds;
use crate::engine::{Compile, End, Execute, Limits, Options, Program, Reference};
use crate::isa::disasm::{listing, render};
use crate::isa::{ChunkError, Const, Instr, Op, Proto, VerifyError, dump, undump, verify};
use crate::oracle::behaviour::{differences, in_general_loop};
use crate::oracle::verdict::Difference;

pub use asm::Origin;
use classes::ValueClass;

/// Cases that share a chunk: what they leave behind has to fit a snapshot.
const BATCH: usize = 512;

/// Registers of the function that makes the closures: the table, a closure, its upvalues, its number.
const UPVALUES: u32 = 2;
const MOST_UPVALUES: u32 = 4;
const NUMBER: u32 = UPVALUES + MOST_UPVALUES;

/// How a case gets an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum To {
    /// A parameter of the function under test.
    Parameter,
    /// An upvalue of it.
    Upvalue,
    /// As the global `g` and the number of the input.
    Global,
    /// As the field `f` and the number of the input, in the holder.
    Field,
    /// A parameter: the table with the fields.
    Holder,
    /// A variable of its environment.
    Environment,
}

/// An operand of a form, with all classes that it takes.
#[derive(Clone, Debug)]
pub struct Input {
    to: To,
    classes: Vec<ValueClass>,
}

/// Which metatables there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// Only those of single values.
    Plain,
    /// Types have some, too.
    Typed,
}

/// A function around one instruction.
#[derive(Clone, Debug)]
pub struct Form {
    /// The instruction under test.
    pub op: Op,
    name: String,
    proto: Proto,
    inputs: Vec<Input>,
    world: World,
}

impl Form {
    /// Number of cases.
    pub fn cases(&self) -> usize {
        self.inputs.iter().map(|i| i.classes.len()).product()
    }

    /// The classes of a case's inputs.
    fn classes(&self, case: usize) -> Vec<ValueClass> {
        let mut rest = case;
        let pick = |input: &Input| {
            let class = input.classes[rest % input.classes.len()];
            rest /= input.classes.len();
            class
        };
        self.inputs.iter().map(pick).collect()
    }
}

/// One case: a form, and the number of a combination of its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixCase {
    form: usize,
    number: usize,
}

/// A case on which the VMs differ.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// What identifies the case.
    pub id: String,
    /// The instruction under test.
    pub op: Op,
    /// The function that ran.
    pub listing: String,
    /// What differs, the most telling first.
    pub differences: Vec<Difference>,
}

/// A mistake in the matrix: cases that cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum MatrixError {
    /// The message of the reference's compiler.
    #[error("{}", String::from_utf8_lossy(.0))]
    World(Vec<u8>),
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    #[error("{name}: {error}")]
    Form { name: String, error: VerifyError },
    #[error("{id} and {more} more: the reference ends with {end}")]
    End { id: String, more: usize, end: String },
}

/// The matrix of some opcodes.
pub struct Matrix {
    forms: Vec<Form>,
}

impl Matrix {
    /// The matrix of the opcodes for which `wanted` holds.
    pub fn new(wanted: impl Fn(Op) -> bool) -> Matrix {
        Matrix { forms: Op::ALL.iter().filter(|op| wanted(**op)).flat_map(|&op| forms::of(op)).collect() }
    }

    /// Number of cases of an opcode.
    pub fn count(&self, op: Op) -> usize {
        self.forms.iter().filter(|f| f.op == op).map(Form::cases).sum()
    }

    /// The opcode of a case.
    pub fn op(&self, case: MatrixCase) -> Op {
        self.forms[case.form].op
    }

    /// Every `step`th case, in batches that [`check`](Matrix::check) takes.
    pub fn batches(&self, step: usize) -> Vec<Vec<MatrixCase>> {
        let mut batches: Vec<Vec<MatrixCase>> = vec![];
        let mut count = 0usize;
        for world in [World::Plain, World::Typed] {
            let mut batch = vec![];
            for (form, f) in self.forms.iter().enumerate().filter(|(_, f)| f.world == world) {
                for number in 0..f.cases() {
                    count += 1;
                    if !count.is_multiple_of(step) {
                        continue;
                    }
                    batch.push(MatrixCase { form, number });
                    if batch.len() == BATCH {
                        batches.push(std::mem::take(&mut batch));
                    }
                }
            }
            batches.push(batch);
        }
        batches.retain(|b| !b.is_empty());
        batches
    }

    /// Runs the cases of a batch on the reference and on `subject`; at most `most` findings.
    ///
    /// # Errors
    /// If the cases cannot be run: a mistake in the matrix.
    pub fn check(
        &self,
        cases: &[MatrixCase],
        subject: &dyn Execute,
        most: usize,
    ) -> Result<Vec<Mismatch>, MatrixError> {
        let found = self.compare(cases, subject)?;
        if found.is_empty() || most == 0 {
            return Ok(vec![]);
        }
        if let [case] = cases {
            let form = &self.forms[case.form];
            let listing = render(&listing(&form.proto, &|_, _| None));
            return Ok(vec![Mismatch { id: self.id(*case), op: form.op, listing, differences: found }]);
        }
        let (left, right) = cases.split_at(cases.len() / 2);
        let mut findings = self.check(left, subject, most)?;
        findings.extend(self.check(right, subject, most - findings.len())?);
        Ok(findings)
    }

    fn compare(&self, cases: &[MatrixCase], subject: &dyn Execute) -> Result<Vec<Difference>, MatrixError> {
        let Some(first) = cases.first() else { return Ok(vec![]) };
        let world = self.forms[first.form].world;
        let (chunk, plan) = self.chunk(cases)?;
        let mut arguments = vec![plan];
        if world == World::Typed {
            arguments.push(b"typed".to_vec());
        }
        let limits = Limits { instructions: 200_000_000, ..Limits::default() };
        let options = Options { limits, ..Options::default() };
        let program = Program { arguments: &arguments, ..Program::chunk(&chunk, b"=matrix") };
        let expected = Reference.execute(&program, &options);
        let options = Options { limits: limits.relaxed(), ..options };
        let found = subject.execute(&program, &options);
        let complete = matches!(&expected.end, End::Returned(_));
        let small = expected.globals.as_ref().is_some_and(|g| g.len() < Bounds::default().bytes);
        if !complete || !small {
            let end = match &expected.end {
                End::Failed(crate::engine::PlainValue::String(text)) => String::from_utf8_lossy(text).into_owned(),
                end => format!("{end:?}"),
            };
            return Err(MatrixError::End { id: self.id(*first), more: cases.len() - 1, end });
        }
        let found = differences(&expected, &found, subject.detail());
        if found.is_empty()
            && let Some(found) = subject.execute_in_general_loop(&program, &options)
        {
            return Ok(in_general_loop(differences(&expected, &found, subject.detail())));
        }
        Ok(found)
    }

    /// The chunk of a batch, and its plan: which functions to call with which values.
    fn chunk(&self, cases: &[MatrixCase]) -> Result<(Vec<u8>, Vec<u8>), MatrixError> {
        let mut functions: Vec<usize> = vec![];
        let mut plan = vec![];
        for case in cases {
            if functions.last() != Some(&case.form) {
                functions.push(case.form);
            }
            let form = &self.forms[case.form];
            plan.extend((functions.len() as u16).to_be_bytes());
            plan.push(form.inputs.len() as u8);
            // Makers count from 1.
            let classes = form.classes(case.number).into_iter().zip(&form.inputs);
            plan.extend(classes.flat_map(|(class, input)| [input.to as u8, class + 1]));
        }
        let mut main = world()?.clone();
        main.protos[0] = maker(functions.iter().map(|&form| self.forms[form].proto.clone()).collect());
        if let Err(error) = verify(&main) {
            let form = error.path.get(1).map(|&i| functions[i as usize]);
            let name = form.map_or("the world".into(), |form| self.id(MatrixCase { form, number: 0 }));
            return Err(MatrixError::Form { name, error });
        }
        Ok((dump(&main), plan))
    }

    /// What identifies a case: the opcode, the form, and the classes of its inputs.
    pub fn id(&self, case: MatrixCase) -> String {
        let form = &self.forms[case.form];
        let inputs = form.inputs.iter().zip(form.classes(case.number)).filter(|(input, _)| input.to != To::Holder);
        let classes: Vec<&str> = inputs.map(|(_, class)| classes::name(class)).collect();
        format!("{} {} ({})", form.op.mnemonic(), form.name, classes.join(", "))
    }
}

/// The main function of the world.
fn world() -> Result<&'static Proto, MatrixError> {
    static WORLD: OnceLock<Result<Proto, MatrixError>> = OnceLock::new();
    let made = WORLD.get_or_init(|| {
        let source = include_str!("world.lua").replace("--MAKERS", &classes::makers());
        let chunk = Reference.compile(source.as_bytes(), b"=matrix");
        Ok(undump(&chunk.map_err(MatrixError::World)?)?)
    });
    made.as_ref().map_err(Clone::clone)
}

/// A function that puts closures of `functions` into the table that it is called with. Their upvalues are closed, and
/// shared with none.
fn maker(functions: Vec<Proto>) -> Proto {
    let mut code = vec![];
    let mut constants = vec![];
    for (i, function) in functions.iter().enumerate() {
        let upvalues = u32::from(function.num_upvalues);
        code.push(Instr::abc(Op::LoadNil, UPVALUES, UPVALUES + MOST_UPVALUES - 1, 0));
        code.push(Instr::abx(Op::Closure, 1, i as u32));
        code.extend((0..upvalues).map(|u| Instr::abc(Op::Move, 0, UPVALUES + u, 0)));
        code.push(Instr::abc(Op::Close, UPVALUES, 0, 0));
        code.push(Instr::abx(Op::LoadK, NUMBER, i as u32));
        code.push(Instr::abc(Op::SetTable, 0, NUMBER, 1));
        constants.push(Const::Number(i as f64 + 1.0));
    }
    code.push(Instr::abc(Op::Return, 0, 1, 0));
    let lines = vec![1; code.len()];
    Proto { num_params: 1, max_stack: NUMBER as u8 + 1, code, constants, protos: functions, lines, ..Proto::default() }
}
