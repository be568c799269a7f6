//! Overlays: changes to a document that stand in files of their own (OpenAPI Overlay 1.0 and 1.1).
//!
//! They are applied to the tree of the document before anything else looks at it, one after the other. The sources
//! keep for every part where it stands, so that a finding about something an overlay brought points into the overlay.
//! The documents that a document refers to by `$ref` stay as they are; a reference in an overlay starts from the
//! document, which it becomes part of.

mod action;
mod jsonpath;
mod patch;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::diag::{FileId, Place, Sink, codes};
use crate::normalize::closest;
use crate::source::{Origin, Sources};
use action::Applying;
use patch::Patch;

/// Applies `overlays` to the document `root`, in order; `None` if one of them is none that can be applied.
pub(crate) fn apply(sources: &mut Sources, root: FileId, overlays: &[FileId], sink: &Sink) -> Option<()> {
    if overlays.is_empty() {
        return Some(());
    }
    let patch = Patch { tree: sources.tree(root).as_ref().clone(), origin: Origin::at(Place::root(root)) };
    let mut applying = Applying::new(patch, sources, sink);
    for &overlay in overlays {
        let tree = sources.tree(overlay);
        let place = Place::root(overlay);
        if let Some((map, actions)) = check_overlay(&applying, &tree, &place, sink) {
            check_extends(&applying, sources, map, (root, overlay), sink);
            for (index, action) in actions.iter().enumerate() {
                applying.action(action, &place.child("actions").index(index));
            }
        }
    }
    let Patch { tree, origin } = applying.finish()?;
    sources.overlay(root, tree, origin);
    Some(())
}

/// The overlay with its actions, if it is one.
fn check_overlay<'t>(
    applying: &Applying<'_>,
    tree: &'t Value,
    place: &Place,
    sink: &Sink,
) -> Option<(&'t Map<String, Value>, &'t [Value])> {
    let invalid = |place: Place, message: &str| applying.invalid(place, message);
    let Some(map) = tree.as_object() else {
        invalid(place.clone(), "the file holds no overlay").help("its root has to be an object with `overlay: 1.0.0`");
        return None;
    };
    let version = map.get("overlay").map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned));
    match version.as_deref() {
        None => {
            invalid(place.clone(), "the file does not say `overlay: 1.0.0` or alike");
            return None;
        }
        Some(version) if !is_known(version) => {
            let message = format!("Overlay `{version}` is not known; 1.0 and 1.1 are read");
            invalid(place.child("overlay"), &message);
            return None;
        }
        Some(_) => {}
    }
    check_fields(map, (&["overlay", "info", "extends", "actions"], "an overlay"), place, sink);
    check_info(map.get("info"), place, sink);
    match map.get("actions") {
        Some(Value::Array(actions)) if !actions.is_empty() => Some((map, actions)),
        Some(Value::Array(_)) => {
            invalid(place.child("actions"), "an overlay needs one action at least");
            None
        }
        Some(_) => {
            invalid(place.child("actions"), "`actions` has to be a list");
            None
        }
        None => {
            invalid(place.clone(), "an overlay needs `actions`");
            None
        }
    }
}

fn is_known(version: &str) -> bool {
    let mut parts = version.trim().split('.');
    parts.next() == Some("1") && matches!(parts.next(), Some("0" | "1"))
}

fn check_info(info: Option<&Value>, place: &Place, sink: &Sink) {
    let at = if info.is_some() { place.child("info") } else { place.clone() };
    let Some(Value::Object(info)) = info else {
        sink.report(&codes::MISSING_FIELD, at, "an overlay needs `info`, an object with `title` and `version`");
        return;
    };
    check_fields(info, (&["title", "version", "description"], "the info of an overlay"), &at, sink);
    for name in ["title", "version"].into_iter().filter(|name| !info.contains_key(*name)) {
        sink.report(&codes::MISSING_FIELD, at.clone(), format!("the info of an overlay needs `{name}`"));
    }
}

/// Reports fields that do not exist.
fn check_fields(map: &Map<String, Value>, (known, what): (&[&str], &str), place: &Place, sink: &Sink) {
    for key in map.keys().filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
        let message = format!("`{key}` is not a field of {what}");
        let report = sink.report(&codes::UNKNOWN_FIELD, place.child(key).key(), message);
        if let Some(name) = closest(key, known.iter().copied()) {
            report.help(format!("did you mean `{name}`?"));
        }
    }
}

/// An overlay may say what it is for. An address cannot be compared with a file and is believed.
fn check_extends(
    applying: &Applying<'_>,
    sources: &Sources,
    map: &Map<String, Value>,
    (root, overlay): (FileId, FileId),
    sink: &Sink,
) {
    let place = Place::root(overlay).child("extends");
    match map.get("extends") {
        Some(Value::String(target)) if sources.is_named(root, overlay, target) == Some(false) => {
            let message = format!("the overlay is for `{target}`, not for `{}`", sources.path(root).display());
            sink.report(&codes::OVERLAY_MISMATCH, place, message);
        }
        None | Some(Value::String(_)) => {}
        Some(_) => {
            applying.invalid(place, "`extends` has to be text: the path of a document");
        }
    }
}
