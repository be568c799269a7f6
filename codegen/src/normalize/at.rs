//! The way from the start of the walk to the current node: a list of borrowed steps, spelled out only for a finding.

use crate::diag::Place;

/// A node on the way, linked to the one above it.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    above: Above<'a>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Above<'a> {
    Start(&'a Place),
    Node(&'a At<'a>),
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    None,
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    pub(super) fn start(place: &'a Place) -> Self {
        At { above: Above::Start(place), step: Step::None }
    }

    pub(super) fn member<'b>(&'b self, key: &'b str) -> At<'b> {
        At { above: Above::Node(self), step: Step::Key(key) }
    }

    pub(super) fn index(&self, index: usize) -> At<'_> {
        At { above: Above::Node(self), step: Step::Index(index) }
    }

    /// The key or index of the node itself; empty at the start.
    pub(super) fn name(&self) -> String {
        match self.step {
            Step::None => String::new(),
            Step::Key(key) => key.to_owned(),
            Step::Index(index) => format!("item {}", index + 1),
        }
    }

    pub(super) fn place(&self) -> Place {
        let above = match self.above {
            Above::Start(place) => place.clone(),
            Above::Node(at) => at.place(),
        };
        match self.step {
            Step::None => above,
            Step::Key(key) => above.child(key),
            Step::Index(index) => above.index(index),
        }
    }

    pub(super) fn key(&self) -> Place {
        self.place().key()
    }
}
