//! Where the parts of a tree stand that was put together from several files.

use std::iter;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::diag::{Part, Place};

/// Where a node stands, and the nodes below it where they do not simply stand below.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    place: Place,
    members: Option<IndexMap<String, Origin>>,
    items: Option<Vec<Origin>>,
}

impl Origin {
    /// A node that stands at `place`, with all that is below it.
    pub(crate) fn at(place: Place) -> Self {
        Origin { place, members: None, items: None }
    }

    /// Where the node itself stands.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The member `key` of this node, as it is now.
    pub(crate) fn member(&self, key: &str) -> Origin {
        let known = self.members.as_ref().and_then(|members| members.get(key)).cloned();
        known.unwrap_or_else(|| Origin::at(self.place.child(key)))
    }

    /// Element `index` of this node, as it is now.
    pub(crate) fn item(&self, index: usize) -> Origin {
        let known = self.items.as_ref().and_then(|items| items.get(index)).cloned();
        known.unwrap_or_else(|| Origin::at(self.place.index(index)))
    }

    /// The members, to be changed together with those of `map`.
    pub(crate) fn members(&mut self, map: &Map<String, Value>) -> &mut IndexMap<String, Origin> {
        let place = &self.place;
        let spread = || map.keys().map(|key| (key.clone(), Origin::at(place.child(key)))).collect();
        self.members.get_or_insert_with(spread)
    }

    /// The elements, to be changed together with those of `list`.
    pub(crate) fn items(&mut self, list: &[Value]) -> &mut Vec<Origin> {
        let place = &self.place;
        self.items.get_or_insert_with(|| (0..list.len()).map(|index| Origin::at(place.index(index))).collect())
    }

    /// Where `sought`, a place in the tree whose root this is, stands. What is not there is sought at what is above it.
    pub(super) fn trace(&self, sought: &Place) -> Place {
        let mut node = self;
        let mut tokens = sought.tokens();
        while let Some(token) = tokens.next() {
            let below = match (&node.members, &node.items) {
                (Some(members), _) => {
                    // `normalize` gives a path its missing slash; in the text it still lacks it.
                    members.get(&token).or_else(|| members.get(token.strip_prefix('/')?))
                }
                (_, Some(items)) => token.parse().ok().and_then(|index: usize| items.get(index)),
                (None, None) => {
                    let rest: Vec<String> = iter::once(token).chain(tokens).collect();
                    let place = node.place.descend(rest.iter().map(String::as_str));
                    return Place { part: sought.part, ..place };
                }
            };
            match below {
                Some(below) => node = below,
                None => return Place { part: Part::Value, ..node.place.clone() },
            }
        }
        Place { part: sought.part, ..node.place.clone() }
    }
}
