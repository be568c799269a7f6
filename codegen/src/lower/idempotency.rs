//! `x-idempotency-key`: the header by which a server tells a call from another.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::ir::{Method, Parameter, Place, Shape};

/// What the header is called in the draft of the IETF and by most who have one.
const USUAL: &str = "Idempotency-Key";
/// The length of a key that the client makes.
const LENGTH: u64 = 36;

/// The index of the parameter that takes the key, if there is one. Without a word about it, it is the usual one, where
/// calls do harm twice and a UUID will do.
pub(super) fn lower(extensions: &IndexMap<String, Json>, method: Method, parameters: &[Parameter]) -> Option<usize> {
    let (name, is_told) = match extensions.get("x-idempotency-key") {
        Some(told) => (told.as_str()?, true),
        None if method.is_idempotent() => return None,
        None => (USUAL, false),
    };
    let takes_key = |parameter: &Parameter| {
        let rules = &parameter.value.rules;
        matches!(parameter.value.shape, Shape::Text | Shape::Secret | Shape::Uuid)
            && parameter.constant.is_none()
            && rules.max_length.is_none_or(|most| most >= LENGTH)
            && rules.min_length.is_none_or(|least| least <= LENGTH)
            && (is_told || rules.pattern.is_none())
    };
    let is_named = |p: &Parameter| p.place == Place::Header && p.name.eq_ignore_ascii_case(name);
    parameters.iter().position(|parameter| is_named(parameter) && takes_key(parameter))
}
