//! The parts of a reference.

use crate::source::percent_decode;

/// A reference such as `common/types.yaml#/Money`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'r> {
    /// The part before `#`; empty for the file it stands in.
    pub(super) file: &'r str,
    /// The JSON pointer after `#`; `None` if what stands there is no pointer.
    pub(super) pointer: Option<String>,
}

/// Takes a reference apart; `%7B` and its like are decoded, `~1` stays for the pointer.
pub(super) fn parse(reference: &str) -> Reference<'_> {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = percent_decode(fragment);
    let pointer = (fragment.is_empty() || fragment.starts_with('/')).then_some(fragment);
    Reference { file, pointer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_come_apart() {
        let parts = |text| {
            let Reference { file, pointer } = parse(text);
            (file, pointer)
        };
        assert_eq!(parts("#/a/b"), ("", Some("/a/b".to_owned())));
        assert_eq!(parts("x.yaml"), ("x.yaml", Some(String::new())));
        assert_eq!(parts("x.yaml#"), ("x.yaml", Some(String::new())));
        assert_eq!(parts("#anchor"), ("", None));
        assert_eq!(parts("#/paths/~1a~1%7Bid%7D"), ("", Some("/paths/~1a~1{id}".to_owned())));
    }
}
