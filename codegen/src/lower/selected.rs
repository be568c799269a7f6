//! Which operations are wanted, and what to say when none is.

use std::collections::BTreeSet;

use super::Lower;
use crate::config::{Facts, Selection, SelectionPart};
use crate::diag::{Place, codes};
use crate::ir::{Api, Event};
use crate::normalize::closest;
use crate::resolve::Document;

/// Most names that are told where there is no near one.
const MAX_TOLD: usize = 8;

/// Every operation there is, and which parts of the selection found something.
#[derive(Debug, Default)]
pub(super) struct Seen {
    tags: BTreeSet<String>,
    ids: BTreeSet<String>,
    paths: BTreeSet<String>,
    hits: BTreeSet<usize>,
}

impl Lower<'_> {
    /// Whether an operation is wanted.
    pub(super) fn wants(&mut self, operation: Facts<'_>) -> bool {
        let Some(selection) = self.selection else { return true };
        let seen = &mut self.seen;
        if !operation.path.is_empty() {
            seen.paths.insert(operation.path.to_owned());
        }
        seen.ids.insert(operation.id.to_owned());
        seen.tags.extend(operation.tags.iter().cloned());
        if operation.tags.is_empty() {
            seen.tags.insert("default".to_owned());
        }
        let parts = selection.parts().iter().enumerate();
        seen.hits.extend(parts.filter(|(_, part)| part.selects(operation)).map(|(index, _)| index));
        selection.selects(operation)
    }

    /// A part that selects nothing is a mistake, also where others select something.
    pub(super) fn check_selection(&self) {
        let parts = self.selection.iter().flat_map(|selection| selection.parts()).enumerate();
        for (_, part) in parts.filter(|(index, _)| !self.seen.hits.contains(index)) {
            let place = Place::root(self.document.root).child("paths").key();
            let report = self.sink.report(
                &codes::NOTHING_SELECTED,
                place,
                format!("`{part}` selects no operation of this document"),
            );
            if let Some(help) = self.seen.near(part) {
                report.help(help);
            }
        }
    }
}

impl Seen {
    /// The names of that kind that are like the one in `part`; else those there are, if they are few.
    fn near(&self, part: &SelectionPart) -> Option<String> {
        let (kind, wanted, names) = match part {
            SelectionPart::Tag(name) => ("tags", name, &self.tags),
            SelectionPart::Path(name) => ("paths", name, &self.paths),
            SelectionPart::Operation(name) => ("operations", name, &self.ids),
        };
        let plain = wanted.trim_matches('*').trim_end_matches('/').to_lowercase();
        let name = closest(wanted, names.iter().map(String::as_str));
        if let Some(name) = name.or_else(|| closest(&plain, names.iter().map(String::as_str))) {
            return Some(format!("did you mean `{name}`?"));
        }
        let holds = |name: &&String| !plain.is_empty() && name.to_lowercase().contains(&plain);
        let mut told: Vec<&String> = names.iter().filter(holds).take(MAX_TOLD).collect();
        if told.is_empty() {
            let begins = |name: &&String| common_prefix(&plain, name) > 1;
            told = names.iter().filter(begins).collect();
            told.sort_by_key(|name| std::cmp::Reverse(common_prefix(&plain, name)));
        }
        if told.is_empty() {
            told = names.iter().collect();
        }
        let more = if told.len() > MAX_TOLD { " and others" } else { "" };
        let told: Vec<String> = told.into_iter().take(MAX_TOLD).map(|name| format!("`{name}`")).collect();
        (!told.is_empty()).then(|| format!("there are the {kind} {}{more}", told.join(", ")))
    }
}

/// How many characters two texts begin with in common; case does not count.
fn common_prefix(left: &str, right: &str) -> usize {
    let right = right.to_lowercase();
    left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count()
}

/// Whether a place belongs to a path or an operation of `document` that `selection` leaves out of `api`.
pub(crate) fn is_left_out(place: &Place, document: &Document, api: &Api, selection: &Selection) -> bool {
    let mut tokens = place.tokens();
    if place.file != document.root {
        return false;
    }
    match tokens.next().as_deref() {
        Some("paths") => {}
        Some("webhooks" | "x-webhooks") => return is_webhook_left_out(tokens.next(), api),
        _ => return false,
    }
    let Some(path) = tokens.next() else { return false };
    let of_path = || api.operations.iter().filter(|op| op.path == path);
    if selection.selects_path(&path) {
        return false;
    }
    match tokens.next().as_deref().and_then(super::method_of) {
        Some(method) => !of_path().any(|op| op.method == method),
        None => of_path().next().is_none(),
    }
}

/// Of a name with several methods, each event has the method behind it.
fn is_webhook_left_out(name: Option<String>, api: &Api) -> bool {
    let is_of = |event: &Event, name: &str| {
        let rest = event.name.strip_prefix(name);
        event.callback.is_none() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    name.is_some_and(|name| !api.events.iter().any(|event| is_of(event, &name)))
}
