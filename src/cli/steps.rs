//! `LUA_TRACE=1`: one line per instruction on standard error, before it runs.

use std::collections::HashMap;
use std::io::Write;
use std::rc::Rc;

use crate::isa::comment::LocalMap;
use crate::isa::disasm::instruction_text;
use crate::isa::{Const, LocalVar, Proto, ProtoView, effects};
use crate::vm::trace::{Observer, Step};
use crate::vm::{FnProto, Type, Value, Vm, chunk_id};

/// Longest string shown, in bytes.
const SHOWN: usize = 40;

/// Prints each step: window (how many functions deep), pc, source line, opcode with operands, registers that it reads.
pub struct StepPrinter {
    out: std::io::BufWriter<std::io::Stderr>,
    functions: HashMap<usize, Rc<Function>>,
}

/// What is known of a prototype's text.
struct Function {
    proto: Proto,
    locals: LocalMap,
    source: String,
}

impl StepPrinter {
    /// A printer to standard error.
    pub fn new() -> StepPrinter {
        StepPrinter { out: std::io::BufWriter::new(std::io::stderr()), functions: HashMap::new() }
    }

    fn function(&mut self, loaded: &FnProto, address: usize) -> Rc<Function> {
        // An address may be used again by another prototype once its own is collected.
        if let Some(function) = self.functions.get(&address)
            && function.proto.code == loaded.code()
            && function.proto.line_defined == loaded.line_defined()
        {
            return function.clone();
        }
        let proto = described(loaded);
        let locals = LocalMap::new(&proto);
        let source = String::from_utf8_lossy(&chunk_id(loaded.source())).into_owned();
        let function = Rc::new(Function { proto, locals, source });
        self.functions.insert(address, function.clone());
        function
    }
}

/// As much of a loaded prototype as listings show.
fn described(loaded: &FnProto) -> Proto {
    let constant = |v: &Value| match v.type_of() {
        Type::Boolean => Const::Boolean(v.truthy()),
        Type::Number => Const::Number(v.as_number().unwrap_or_default()),
        Type::String => v.as_string().map_or(Const::Nil, |s| Const::String(s.bytes().into())),
        _ => Const::Nil,
    };
    let local = |(name, start_pc, end_pc): (&[u8], u32, u32)| LocalVar { name: name.into(), start_pc, end_pc };
    let nested = |num_upvalues| Proto { num_upvalues, ..Proto::default() };
    Proto {
        line_defined: loaded.line_defined(),
        code: loaded.code().to_vec(),
        constants: loaded.constants().iter().map(constant).collect(),
        lines: loaded.lines().to_vec(),
        locals: (0..).map_while(|i| loaded.local(i)).map(local).collect(),
        upvalue_names: loaded.upvalue_names().to_vec(),
        protos: (0..).map_while(|i| loaded.nested_upvalues(i)).map(nested).collect(),
        ..Proto::default()
    }
}

fn show(vm: &mut Vm, value: Value) -> String {
    match value.as_string() {
        Some(s) => crate::isa::comment::quote(s.bytes(), SHOWN),
        None => {
            let text = vm.plain_string(value);
            text.as_string().map_or(String::new(), |s| String::from_utf8_lossy(s.bytes()).into_owned())
        }
    }
}

impl Observer for StepPrinter {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        let function = self.function(&step.proto, step.proto.address());
        let text = instruction_text(&function.proto, &function.locals, step.pc);
        let mut reads = String::new();
        if let Ok(effects) = effects(&*step.proto, step.pc) {
            let top = step.open_top();
            let open = effects.open_read.map_or(u32::MAX, u32::from);
            for register in effects.reads.iter().map(u32::from) {
                // Of an open range only what lies below top is there.
                if register < open || register < top {
                    reads.push_str(&format!(" R{register}={}", show(vm, step.register(register))));
                }
            }
        }
        let line = step.proto.line(step.pc).map_or("?".into(), |line| line.to_string());
        // The program's own output and the trace stay in order.
        let _ = vm.output().flush();
        let place = format!("{}:{line}", function.source);
        let text = format!("W{:<3} {place:<20} {:>4}  {:<64}{reads}", step.depth, step.pc, text.trim_end());
        let written = writeln!(self.out, "{}", text.trim_end());
        // Where nobody reads the trace the program goes on.
        let _ = written.and_then(|()| self.out.flush());
    }
}
