//! The functions of a chunk in preorder: the main function is number 0, a function comes before the functions in it, these in
//! the order of the parent's list. The number is a function's identity in traces, reports and coverage.
//!
//! Invariant: number and path (the indices into `protos` on the way down) determine each other.

use super::proto::Proto;

/// The functions of a chunk by number.
#[derive(Clone, Debug)]
pub struct ProtoTree<'a> {
    nodes: Vec<Node<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Node<'a> {
    proto: &'a Proto,
    parent: Option<usize>,
    index: u32,
    depth: usize,
    /// Number of functions in the subtree, this one included.
    size: usize,
}

impl<'a> ProtoTree<'a> {
    /// Numbers the functions of the chunk whose main function is `root`.
    pub fn new(root: &'a Proto) -> ProtoTree<'a> {
        let mut nodes: Vec<Node<'a>> = vec![];
        let mut todo = vec![Node { proto: root, parent: None, index: 0, depth: 0, size: 1 }];
        while let Some(node) = todo.pop() {
            let (parent, depth) = (Some(nodes.len()), node.depth + 1);
            let nested = node.proto.protos.iter().enumerate().rev();
            todo.extend(nested.map(|(index, proto)| Node { proto, parent, index: index as u32, depth, size: 1 }));
            nodes.push(node);
        }
        for number in (1..nodes.len()).rev() {
            if let Some(parent) = nodes[number].parent {
                nodes[parent].size += nodes[number].size;
            }
        }
        ProtoTree { nodes }
    }

    /// Number of functions.
    #[expect(clippy::len_without_is_empty, reason = "there is always the main function")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The function with this number.
    pub fn proto(&self, number: usize) -> Option<&'a Proto> {
        self.nodes.get(number).map(|node| node.proto)
    }

    /// All functions in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a Proto> {
        self.nodes.iter().map(|node| node.proto)
    }

    /// Number of the enclosing function; `None` for the main function and for numbers that do not exist.
    pub fn parent(&self, number: usize) -> Option<usize> {
        self.nodes.get(number)?.parent
    }

    /// How many functions enclose this one.
    pub fn depth(&self, number: usize) -> Option<usize> {
        self.nodes.get(number).map(|node| node.depth)
    }

    /// Number of function `index` in the list of function `number`.
    pub fn child(&self, number: usize, index: u32) -> Option<usize> {
        let count = self.nodes.get(number)?.proto.protos.len();
        if index as usize >= count {
            return None;
        }
        let mut child = number + 1;
        for _ in 0..index {
            child += self.nodes[child].size;
        }
        Some(child)
    }

    /// The indices on the way from the main function down to function `number`.
    pub fn path(&self, number: usize) -> Option<Vec<u32>> {
        let mut node = self.nodes.get(number)?;
        let mut path = Vec::with_capacity(node.depth);
        while let Some(parent) = node.parent {
            path.push(node.index);
            node = &self.nodes[parent];
        }
        path.reverse();
        Some(path)
    }

    /// Number of the function at `path`.
    pub fn number(&self, path: &[u32]) -> Option<usize> {
        path.iter().try_fold(0, |number, &index| self.child(number, index))
    }
}
