//! Every template can be read, and there are some for each type.

use lockstep::r#gen::scope::Ty;
use lockstep::r#gen::template::Library;

#[test]
fn every_entry_can_be_read() {
    let mut complaints = Vec::new();
    let library = Library::read(|file, message| complaints.push(format!("{file}: {message}")));
    assert!(complaints.is_empty(), "{complaints:#?}");
    for ty in Ty::ALL {
        assert!(!library.exprs[ty as usize].is_empty(), "no templates for {ty:?}");
    }
}
