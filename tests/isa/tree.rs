//! The functions of a chunk have numbers in preorder, which go with their paths.

use lockstep::isa::{Proto, ProtoTree};

fn node(protos: Vec<Proto>) -> Proto {
    Proto { protos, ..Proto::default() }
}

#[test]
fn numbers_and_paths() {
    let root = node(vec![node(vec![node(vec![]), node(vec![node(vec![])])]), node(vec![]), node(vec![node(vec![])])]);
    let tree = ProtoTree::new(&root);
    assert_eq!(tree.len(), 8);
    let expected: [&[u32]; 8] = [&[], &[0], &[0, 0], &[0, 1], &[0, 1, 0], &[1], &[2], &[2, 0]];
    for (number, path) in expected.into_iter().enumerate() {
        assert_eq!(tree.path(number).as_deref(), Some(path));
        assert_eq!(tree.number(path), Some(number));
        assert_eq!(tree.depth(number), Some(path.len()));
        assert_eq!(tree.parent(number), path.split_last().map(|(_, up)| tree.number(up).unwrap()));
        let there = path.iter().fold(&root, |proto, &index| &proto.protos[index as usize]);
        assert!(std::ptr::eq(tree.proto(number).unwrap(), there));
    }
    assert_eq!(tree.number(&[3]), None);
    assert_eq!(tree.number(&[1, 0]), None);
    assert_eq!((tree.path(8), tree.proto(8).is_none(), tree.child(8, 0)), (None, true, None));
}
