use lockstep::vm::*;
fn compile(src: &[u8], name: &[u8], _l: u32) -> Result<lockstep::isa::Proto, Vec<u8>> {
    let lua = unsafe { mlua::Lua::unsafe_new() };
    let f = lua
        .load(src)
        .set_name(String::from_utf8_lossy(name))
        .into_function()
        .map_err(|e| e.to_string().into_bytes())?;
    let d = f.dump(false);
    lockstep::isa::undump(&d).map_err(|e| e.to_string().into_bytes())
}
fn undump(src: &[u8], _n: &[u8]) -> Result<lockstep::isa::Proto, Vec<u8>> {
    lockstep::isa::undump(src).map_err(|e| e.to_string().into_bytes())
}
struct Nop(u64);
impl lockstep::vm::trace::Observer for Nop {
    fn before(&mut self, _: &mut Vm, _: &lockstep::vm::trace::Step) {
        self.0 += 1;
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let src = std::fs::read(&a[1]).unwrap();
    let config = Config {
        compile,
        undump,
        output: Output::stdout(),
        sandbox: false,
        budget: None,
        memory: None,
        gc_stress: a.get(2).is_some_and(|s| s == "stress"),
        base_ccalls: 1,
    };
    let mut vm = Vm::new(config);
    let f = match vm.load(&src, format!("@{}", a[1]).as_bytes()) {
        Ok(f) => f,
        Err(e) => {
            println!("{}", String::from_utf8_lossy(&e));
            return;
        }
    };
    let r = if a.get(2).is_some_and(|s| s == "slow") {
        let mut o = Nop(0);
        let r = vm.observed(&mut o, |vm| vm.call(f.into(), &[]));
        eprintln!("{} steps", o.0);
        r
    } else {
        vm.call(f.into(), &[])
    };
    let _ = vm.output().flush();
    if r.is_err() {
        let e = vm.error();
        eprintln!("error: {:?} {:?}", e.kind, e.value);
    }
}
