//! Objects of an extension, whose fields are all known.

use serde_json::{Map, Value};

use super::Reader;
use crate::diag::Place;
use crate::lint::is_identifier;
use crate::normalize::closest;

/// An object and where it stands.
pub(super) struct Fields<'r, 'v> {
    cx: &'r Reader<'r>,
    map: &'v Map<String, Value>,
    place: Place,
    what: &'static str,
}

impl<'r, 'v> Fields<'r, 'v> {
    /// Opens an object; fields that are not among `known` are reported.
    pub(super) fn open(
        cx: &'r Reader<'_>,
        value: &'v Value,
        place: Place,
        what: &'static str,
        known: &[&str],
    ) -> Option<Self> {
        let listed = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let Value::Object(map) = value else {
            cx.invalid(place, format!("{what} is an object")).help(format!("it takes {}", listed()));
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let report = cx.invalid(place.child(key).key(), format!("`{key}` is not a field of {what}"));
            match closest(key, known.iter().copied()) {
                Some(guess) => report.help(format!("did you mean `{guess}`?")),
                None => report.help(format!("it takes {}", listed())),
            };
        }
        Some(Self { cx, map, place, what })
    }

    /// Where the object stands.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// A field that may be missing.
    pub(super) fn get(&self, key: &str) -> Option<(&'v Value, Place)> {
        Some((self.map.get(key)?, self.place.child(key)))
    }

    /// A field that has to be there.
    pub(super) fn need(&self, key: &str) -> Option<(&'v Value, Place)> {
        let found = self.get(key);
        if found.is_none() {
            self.cx.invalid(self.place.key(), format!("{} needs `{key}`", self.what));
        }
        found
    }

    /// Text that may be missing.
    pub(super) fn text(&self, key: &str) -> Option<(&'v str, Place)> {
        let (value, at) = self.get(key)?;
        let text = value.as_str();
        if text.is_none() {
            self.cx.invalid(at.clone(), format!("`{key}` is text"));
        }
        Some((text?, at))
    }

    /// Text that has to be there and to say something.
    pub(super) fn need_text(&self, key: &str) -> Option<(&'v str, Place)> {
        self.need(key)?;
        let (text, at) = self.text(key)?;
        if text.trim().is_empty() {
            self.cx.invalid(at, format!("`{key}` is empty"));
            return None;
        }
        Some((text, at))
    }

    /// A name of something in the client.
    pub(super) fn need_identifier(&self, key: &str) -> Option<String> {
        let (text, at) = self.need_text(key)?;
        if !is_identifier(text) {
            self.cx.invalid(at, format!("`{text}` cannot be a name in Rust")).help("write it like `app_secret`");
            return None;
        }
        Some(text.to_owned())
    }

    /// One JSON pointer.
    pub(super) fn pointer(&self, key: &str) -> Option<(String, Place)> {
        let (text, at) = self.text(key)?;
        self.checked_pointer(text, at)
    }

    /// JSON pointers: one, or a list of them.
    pub(super) fn pointers(&self, key: &str) -> Vec<(String, Place)> {
        let Some((value, at)) = self.get(key) else { return Vec::new() };
        match value {
            Value::String(text) => self.checked_pointer(text, at).into_iter().collect(),
            Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_string) => {
                let texts = list.iter().filter_map(Value::as_str).enumerate();
                texts.filter_map(|(i, text)| self.checked_pointer(text, at.index(i))).collect()
            }
            _ => {
                self.cx.invalid(at, format!("`{key}` is a JSON pointer, or a list of them"));
                Vec::new()
            }
        }
    }

    fn checked_pointer(&self, text: &str, at: Place) -> Option<(String, Place)> {
        if !text.starts_with('/') {
            let report = self.cx.invalid(at, format!("`{text}` is no JSON pointer"));
            report.help(format!("a pointer begins with `/`, like `/{text}`"));
            return None;
        }
        Some((text.to_owned(), at))
    }

    /// `true` or `false`; `false` when missing.
    pub(super) fn flag(&self, key: &str) -> bool {
        let Some((value, at)) = self.get(key) else { return false };
        value.as_bool().unwrap_or_else(|| {
            self.cx.invalid(at, format!("`{key}` is `true` or `false`"));
            false
        })
    }

    /// Whole seconds, from 1 to `most`.
    pub(super) fn seconds(&self, key: &str, most: u32) -> Option<u32> {
        let (value, at) = self.get(key)?;
        let seconds = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=most).contains(n));
        if seconds.is_none() {
            self.cx.invalid(at, format!("`{key}` is a number of seconds, from 1 to {most}"));
        }
        seconds
    }
}
