//! The functions of the matrix: for every opcode all forms of its operands.
//!
//! Invariant: each function verifies and ends, whatever values it meets.

mod access;
mod control;
mod operators;

use super::{Form, World};
use crate::isa::{Event, Op, Operand, Runs};

/// The forms of an opcode.
pub fn of(op: Op) -> Vec<Form> {
    let forms = match op {
        Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil => access::loads(op),
        Op::GetUpval | Op::SetUpval => access::upvalues(op),
        Op::GetGlobal | Op::SetGlobal => access::globals(op),
        Op::GetTable => access::get_table(),
        Op::SetTable => access::set_table(),
        Op::SelfOp => access::self_op(),
        Op::NewTable => access::new_table(),
        Op::SetList => access::set_list(),
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => operators::arithmetic(op),
        Op::Unm | Op::Not | Op::Len => operators::unary(op),
        Op::Concat => operators::concat(),
        Op::Eq | Op::Lt | Op::Le => operators::comparison(op),
        Op::Test | Op::TestSet => operators::tests(op),
        Op::Jmp => control::jumps(),
        Op::Call => control::calls(),
        Op::TailCall => control::tail_calls(),
        Op::Return => control::returns(),
        Op::ForPrep | Op::ForLoop => control::numeric_loops(op),
        Op::TForLoop => control::generic_loops(),
        Op::Close => control::closes(),
        Op::Closure => control::closures(),
        Op::VarArg => control::varargs(),
    };
    forms.into_iter().flat_map(with_typed).collect()
}

/// Where a metatable for all values of a type matters, the form runs in a world that has them, too.
fn with_typed(form: Form) -> Vec<Form> {
    // ADD stands for the other operations on two numbers.
    let alike = [Event::Sub, Event::Mul, Event::Div, Event::Mod, Event::Pow];
    let matters = match form.op.runs() {
        Runs::Nothing => false,
        Runs::Call | Runs::TailCall | Runs::Iterator => true,
        // An environment is a table.
        Runs::Handler if form.op.operands().contains(&Operand::Global) => false,
        Runs::Handler if form.op.events().iter().any(|event| alike.contains(event)) => form.inputs.len() < 2,
        Runs::Handler => true,
    };
    match matters {
        true => vec![Form { world: World::Typed, name: format!("{} typed", form.name), ..form.clone() }, form],
        false => vec![form],
    }
}
