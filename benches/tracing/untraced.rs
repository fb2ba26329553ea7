//! A program in which no run is observed, so that the linker leaves out the code for it. See compare.sh.

mod program;

fn main() {
    program::run(|machine, text| machine.run(text, b"=program").is_ok());
}
