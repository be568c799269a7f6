//! Where the document describes calls that the server makes.
//!
//! They are found in the tree as it was written: `openapiv3` knows no webhooks, and no references in place of callbacks.

use openapiv3::PathItem;
use serde_json::Value;

use super::{Document, Found};
use crate::diag::{Place, Sink, codes};

/// Longest chain of references between callbacks.
const LONGEST_CHAIN: usize = 32;

/// One address that a callback goes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallbackAt {
    /// What the callback is called.
    pub(crate) name: String,
    /// Where it goes, as an expression.
    pub(crate) address: String,
    /// The path item.
    pub(crate) place: Place,
}

impl Document {
    /// Names of webhooks, with the places of their path items.
    pub(crate) fn webhooks(&self) -> Vec<(String, Place)> {
        let sections = ["webhooks", "x-webhooks"].into_iter().map(|key| self.place().child(key));
        let entries = sections.flat_map(|section| {
            let map = self.sources.value(&section).and_then(Value::as_object);
            let entries = map.into_iter().flatten().filter(|(name, _)| !name.starts_with("x-"));
            entries.flat_map(|(name, item)| items(name, item, section.child(name))).collect::<Vec<_>>()
        });
        entries.collect()
    }

    /// The callbacks of the operation at `place`.
    pub(crate) fn callbacks(&self, place: &Place, sink: &Sink) -> Vec<CallbackAt> {
        let section = place.child("callbacks");
        let Some(Value::Object(map)) = self.sources.value(&section) else { return Vec::new() };
        let mut found = Vec::new();
        for name in map.keys().filter(|name| !name.starts_with("x-")) {
            let Some((place, callback)) = self.callback(section.child(name), sink) else { continue };
            let addresses = callback.as_object().into_iter().flat_map(|map| map.keys());
            for address in addresses.filter(|address| !address.starts_with("x-")) {
                found.push(CallbackAt { name: name.clone(), address: address.clone(), place: place.child(address) });
            }
        }
        found
    }

    /// Follows a callback to the end of its references.
    fn callback(&self, start: Place, sink: &Sink) -> Option<(Place, &Value)> {
        let mut place = start.clone();
        for _ in 0..LONGEST_CHAIN {
            let value = self.sources.value(&place);
            match value.map(|value| (value, value.get("$ref").and_then(Value::as_str))) {
                Some((_, Some(reference))) => match self.place_of(place.file, reference) {
                    Some(next) if self.sources.value(&next).is_some() => place = next,
                    _ => {
                        let message = format!("`{reference}` leads nowhere");
                        sink.report(&codes::UNRESOLVED_REF, place.child("$ref"), message);
                        return None;
                    }
                },
                Some((value, None)) => return Some((place, value)),
                None => return None,
            }
        }
        let message = format!("`{}` leads back to itself", start.pointer);
        sink.report(&codes::REF_CYCLE, start, message);
        None
    }

    /// The path item at a place, or the one it refers to.
    pub(crate) fn path_item_at(&self, place: &Place, sink: &Sink) -> Option<Found<PathItem>> {
        let tree = self.sources.value(place)?;
        match tree.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.path_item(place, reference, sink),
            None => self.standing(place.clone(), tree, sink),
        }
    }
}

/// The path items of a webhook: itself, or those inside if it is written like a callback, by addresses.
fn items(name: &str, item: &Value, place: Place) -> Vec<(String, Place)> {
    let is_address = |key: &&String| key.starts_with("{$") || key.starts_with("http");
    let addresses = item.as_object().into_iter().flat_map(|map| map.keys()).filter(is_address);
    let inside: Vec<Place> = addresses.map(|address| place.child(address)).collect();
    let places = if inside.is_empty() { vec![place] } else { inside };
    places.into_iter().map(|place| (name.to_owned(), place)).collect()
}
