//! Types that contain themselves need indirection somewhere: in each field that leads back.
//!
//! Lists and maps are indirection already. Every direct reference between two types of one strongly connected
//! component is boxed; that is more than the fewest possible, but it does not depend on the order of types.

use crate::ir::{Shape, Type, TypeKind, Value};

/// Marks the references that close a cycle.
pub(super) fn box_cycles(types: &mut [Type]) {
    let edges: Vec<Vec<usize>> = types.iter().map(direct_references).collect();
    let component = components(&edges);
    for (index, ty) in types.iter_mut().enumerate() {
        for value in values_mut(ty) {
            if let Shape::Named { id, boxed } = &mut value.shape {
                let same = component.get(id.0) == component.get(index);
                *boxed = same && reaches(&edges, id.0, index, &component);
            }
        }
    }
}

fn values_mut(ty: &mut Type) -> Vec<&mut Value> {
    match &mut ty.kind {
        TypeKind::Record(record) => record.fields.iter_mut().map(|f| &mut f.value).collect(),
        TypeKind::Union(union) => union.variants.iter_mut().map(|v| &mut v.value).collect(),
        TypeKind::Enumeration(_) | TypeKind::Alias(_) => Vec::new(),
    }
}

fn direct_references(ty: &Type) -> Vec<usize> {
    let values: Vec<&Value> = match &ty.kind {
        TypeKind::Record(record) => record.fields.iter().map(|f| &f.value).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|v| &v.value).collect(),
        TypeKind::Enumeration(_) | TypeKind::Alias(_) => Vec::new(),
    };
    let ids = values.into_iter().filter_map(|value| match value.shape {
        Shape::Named { id, .. } => Some(id.0),
        _ => None,
    });
    ids.collect()
}

/// Inside a component of several types every type reaches every other; a component of one is a cycle only if the type
/// refers to itself.
fn reaches(edges: &[Vec<usize>], from: usize, to: usize, component: &[usize]) -> bool {
    from != to || {
        let own = component.get(to);
        edges.get(from).is_some_and(|targets| targets.iter().any(|t| component.get(*t) == own && *t == to))
    }
}

/// Tarjan's strongly connected components, without recursion: documents nest deeper than stacks. A component has a lower
/// number than those that refer to it.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut state = Tarjan {
        order: vec![UNSEEN; edges.len()],
        low: vec![0; edges.len()],
        on_stack: vec![false; edges.len()],
        stack: Vec::new(),
        component: vec![UNSEEN; edges.len()],
        next: 0,
        found: 0,
    };
    for start in 0..edges.len() {
        if state.order[start] == UNSEEN {
            state.visit(start, edges, UNSEEN);
        }
    }
    state.component
}

struct Tarjan {
    order: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    component: Vec<usize>,
    next: usize,
    found: usize,
}

impl Tarjan {
    fn visit(&mut self, start: usize, edges: &[Vec<usize>], unseen: usize) {
        self.open(start);
        let mut work = vec![(start, 0)];
        while let Some((node, at)) = work.pop() {
            match edges[node].get(at) {
                Some(&target) => {
                    work.push((node, at + 1));
                    if self.order[target] == unseen {
                        self.open(target);
                        work.push((target, 0));
                    } else if self.on_stack[target] {
                        self.low[node] = self.low[node].min(self.order[target]);
                    }
                }
                None => {
                    self.close(node);
                    if let Some(&(parent, _)) = work.last() {
                        self.low[parent] = self.low[parent].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn open(&mut self, node: usize) {
        self.order[node] = self.next;
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn close(&mut self, node: usize) {
        if self.low[node] != self.order[node] {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.on_stack[member] = false;
            self.component[member] = self.found;
            if member == node {
                break;
            }
        }
        self.found += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn finds_cycles_and_leaves_chains_alone() {
        // 0 -> 1 -> 2 -> 1, 3 -> 3, 4
        let component = components(&[vec![1], vec![2], vec![1], vec![3], vec![]]);
        assert_eq!(component[1], component[2]);
        assert_ne!(component[0], component[1]);
        assert_ne!(component[3], component[4]);
    }

    #[test]
    fn a_chain_of_100_000_types_does_not_overflow_the_stack() {
        let edges: Vec<Vec<usize>> = (0..100_000).map(|n| if n + 1 < 100_000 { vec![n + 1] } else { vec![] }).collect();
        assert_eq!(components(&edges).len(), 100_000);
    }
}
