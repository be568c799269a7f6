//! Regular expressions of documents. They are ECMAScript's; ours differ in rare cases, and then nothing is checked:
//! a client that refuses a good value is worse than a server that refuses a bad one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use regex_lite::Regex;

/// Patterns seen so far. They come from static data, so there is an end to them.
static COMPILED: Mutex<BTreeMap<&'static str, Arc<Option<Regex>>>> = Mutex::new(BTreeMap::new());

/// The text matches somewhere, or the pattern cannot be understood.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    let regex = compile(pattern);
    regex.as_ref().as_ref().is_none_or(|regex| regex.is_match(text))
}

/// Compiles once.
fn compile(pattern: &'static str) -> Arc<Option<Regex>> {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(pattern).or_insert_with(|| Arc::new(Regex::new(pattern).ok()));
    Arc::clone(regex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_somewhere_and_ignores_what_it_does_not_know() {
        assert!(matches(r"^-?\d+$", "-12"));
        assert!(!matches(r"^-?\d+$", "12a"));
        assert!(!matches(r"^-?\d+$", "12\n"));
        assert!(matches("b", "abc"));
        assert!(matches(r"^\/x\-y$", "/x-y"));
        assert!(matches(r"(?=lookahead)", "anything"));
    }
}
