//! Running a query over a document.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::Value;

use super::{Extent, Inner, Operand, Query, Reach, Segment, Selector, Start, Step, Test, compare, regex};

/// A selected node, and the way to it.
#[derive(Debug, Clone)]
pub(super) struct Node<'v> {
    value: &'v Value,
    way: Option<Rc<Way<'v>>>,
}

/// The last step of a way, linked to those before it.
#[derive(Debug)]
struct Way<'v> {
    above: Option<Rc<Way<'v>>>,
    step: Turn<'v>,
}

#[derive(Debug, Clone, Copy)]
enum Turn<'v> {
    Key(&'v str),
    Index(usize),
}

impl<'v> Node<'v> {
    fn below(&self, step: Turn<'v>, value: &'v Value) -> Self {
        Node { value, way: Some(Rc::new(Way { above: self.way.clone(), step })) }
    }

    /// The steps from the root to the node.
    pub(super) fn path(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut way = self.way.as_deref();
        while let Some(Way { above, step }) = way {
            steps.push(match step {
                Turn::Key(key) => Step::Key((*key).to_owned()),
                Turn::Index(index) => Step::Index(*index),
            });
            way = above.as_deref();
        }
        steps.reverse();
        steps
    }
}

/// What `query` selects, started at `from` in a document `root`.
pub(super) fn nodes<'v>(query: &Query, from: &'v Value, root: &'v Value) -> Vec<Node<'v>> {
    let mut found = vec![Node { value: from, way: None }];
    for segment in &query.segments {
        let mut next = Vec::new();
        for node in &found {
            apply(segment, node, root, &mut next);
        }
        found = next;
    }
    found
}

fn apply<'v>(segment: &Segment, node: &Node<'v>, root: &'v Value, found: &mut Vec<Node<'v>>) {
    for selector in &segment.selectors {
        select(selector, node, root, found);
    }
    if segment.reach == Reach::Descendants {
        for below in children(node) {
            apply(segment, &below, root, found);
        }
    }
}

fn children<'v>(node: &Node<'v>) -> Vec<Node<'v>> {
    match node.value {
        Value::Object(map) => map.iter().map(|(key, value)| node.below(Turn::Key(key), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, value)| node.below(Turn::Index(index), value)).collect()
        }
        _ => Vec::new(),
    }
}

fn select<'v>(selector: &Selector, node: &Node<'v>, root: &'v Value, found: &mut Vec<Node<'v>>) {
    match (selector, node.value) {
        (Selector::Name(name), Value::Object(map)) => {
            found.extend(map.get_key_value(name).map(|(key, value)| node.below(Turn::Key(key), value)));
        }
        (Selector::Wildcard, _) => found.extend(children(node)),
        (Selector::Index(index), Value::Array(list)) => {
            let index = position(*index, list.len());
            found.extend(index.and_then(|at| list.get(at).map(|value| node.below(Turn::Index(at), value))));
        }
        (Selector::Slice { start, end, step }, Value::Array(list)) => {
            let chosen = slice(list.len(), (*start, *end), *step);
            found.extend(chosen.into_iter().filter_map(|at| Some(node.below(Turn::Index(at), list.get(at)?))));
        }
        (Selector::Filter(test), _) => {
            found.extend(children(node).into_iter().filter(|child| passes(test, child.value, root)));
        }
        _ => {}
    }
}

fn position(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { index + length } else { index }).ok()
}

/// The indices of a slice, in its order (RFC 9535, 2.3.4.2).
fn slice(length: usize, (start, end): (Option<i64>, Option<i64>), step: i64) -> Vec<usize> {
    let Ok(length) = i64::try_from(length) else { return Vec::new() };
    let normal = |index: i64| if index < 0 { index + length } else { index };
    let mut chosen = Vec::new();
    if step > 0 {
        let mut at = normal(start.unwrap_or(0)).clamp(0, length);
        let end = normal(end.unwrap_or(length)).clamp(0, length);
        while at < end {
            chosen.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
    } else if step < 0 {
        let mut at = start.map_or(length - 1, normal).clamp(-1, length - 1);
        let end = end.map_or(-1, |end| normal(end).clamp(-1, length - 1));
        while at > end {
            chosen.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
    }
    chosen
}

fn passes(test: &Test, current: &Value, root: &Value) -> bool {
    match test {
        Test::Any(tests) => tests.iter().any(|test| passes(test, current, root)),
        Test::All(tests) => tests.iter().all(|test| passes(test, current, root)),
        Test::Not(test) => !passes(test, current, root),
        Test::Exists(inner) => !inside(inner, current, root).is_empty(),
        Test::Compare { left, operator, right } => {
            let left = value_of(left, current, root);
            let right = value_of(right, current, root);
            compare::holds(left.as_deref(), *operator, right.as_deref())
        }
        Test::Regex { text, pattern, extent } => {
            let text = value_of(text, current, root);
            let pattern = value_of(pattern, current, root);
            let texts = text.as_deref().and_then(Value::as_str).zip(pattern.as_deref().and_then(Value::as_str));
            texts.is_some_and(|(text, pattern)| matches(text, pattern, *extent))
        }
    }
}

fn matches(text: &str, pattern: &str, extent: Extent) -> bool {
    regex::compile(pattern, extent).is_some_and(|regex| regex.is_match(text))
}

fn inside<'v>(inner: &Inner, current: &'v Value, root: &'v Value) -> Vec<Node<'v>> {
    let from = match inner.start {
        Start::Root => root,
        Start::Current => current,
    };
    nodes(&inner.query, from, root)
}

fn value_of<'v>(operand: &'v Operand, current: &'v Value, root: &'v Value) -> Option<Cow<'v, Value>> {
    match operand {
        Operand::Literal(value) => Some(Cow::Borrowed(value)),
        Operand::Singular(inner) | Operand::ValueOf(inner) => match inside(inner, current, root).as_slice() {
            [one] => Some(Cow::Borrowed(one.value)),
            _ => None,
        },
        Operand::Count(inner) => Some(Cow::Owned(Value::from(inside(inner, current, root).len()))),
        Operand::Length(operand) => {
            let length = match value_of(operand, current, root)?.as_ref() {
                Value::String(text) => text.chars().count(),
                Value::Array(list) => list.len(),
                Value::Object(map) => map.len(),
                _ => return None,
            };
            Some(Cow::Owned(Value::from(length)))
        }
    }
}
