//! Things that have to be told apart: paths and operations.

use std::collections::HashMap;

use super::Lint;
use super::walk::OperationAt;
use crate::diag::{Place, codes};

pub(super) fn check_operation_id(lint: &Lint<'_>, at: &OperationAt<'_>) {
    if at.operation.operation_id.as_ref().is_none_or(|id| id.trim().is_empty()) {
        lint.sink
            .report(&codes::MISSING_OPERATION_ID, at.place.key(), "the operation has no `operationId`")
            .help("add one, such as `getPet`; it names the method");
    }
}

pub(super) fn check_duplicate_operation_ids(lint: &Lint<'_>, ids: &[(String, Place)]) {
    let mut first: HashMap<&str, &Place> = HashMap::new();
    for (id, place) in ids {
        match first.get(id.as_str()) {
            None => {
                first.insert(id, place);
            }
            // One path item that is reached from two paths.
            Some(earlier) if *earlier == place => {}
            Some(earlier) => {
                let message = format!("`{id}` is used by two operations");
                lint.sink
                    .report(&codes::DUPLICATE_OPERATION_ID, place.clone(), message)
                    .label("used again here")
                    .also((*earlier).clone(), "first used here")
                    .help("rename one of them");
            }
        }
    }
}

pub(super) fn check_duplicate_paths(lint: &Lint<'_>) {
    let place = lint.document.place().child("paths");
    let mut first: HashMap<String, &str> = HashMap::new();
    for (path, _) in lint.document.openapi.paths.iter() {
        let bare = without_names(path);
        if let Some(earlier) = first.get(&bare) {
            let message = format!("`{path}` and `{earlier}` differ in the names of parameters only");
            lint.sink
                .report(&codes::DUPLICATE_PATH, place.child(path).key(), message)
                .also(place.child(earlier).key(), "the first one")
                .help("put the operations of both under one path");
        } else {
            first.insert(bare, path);
        }
    }
}

/// `/pets/{id}` as `/pets/{}`.
fn without_names(path: &str) -> String {
    let mut bare = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        bare.push(c);
    }
    bare
}
