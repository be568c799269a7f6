//! A place in which no two names may be equal.

use std::collections::{HashMap, HashSet};

use super::{TypeName, ValueName, VariableName};

/// A scope: who comes first, keeps the name.
pub(super) struct Scope {
    taken: HashSet<String>,
    /// Names that had to give way, with what they became.
    pub(super) moved: Vec<(String, String)>,
    /// The number that is tried next, by the name that is taken.
    next: HashMap<String, u64>,
}

/// Longest name in bytes; files are called after modules, and many file systems allow 255.
const LONGEST: usize = 200;

impl Scope {
    pub(super) fn new(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|&name| name.to_owned()).collect(), moved: Vec::new(), next: HashMap::new() }
    }

    /// Claims a type or variant name for `wanted`.
    pub(super) fn claim_type(&mut self, wanted: &str, fallback: &str) -> TypeName {
        self.claim(wanted, &[], |text| TypeName::of(text, fallback), TypeName::as_str)
    }

    /// Claims a function, field or module name for `wanted`.
    pub(super) fn claim_value(&mut self, wanted: &str, fallback: &str) -> ValueName {
        self.claim(wanted, &[], |text| ValueName::of(text, fallback), ValueName::as_str)
    }

    /// Claims a module name for `wanted`; `alternatives` are wanted next, in order.
    pub(super) fn claim_module(&mut self, wanted: &str, alternatives: &[String], fallback: &str) -> ValueName {
        self.claim(wanted, alternatives, |text| ValueName::module(text, fallback), ValueName::as_str)
    }

    /// Claims the name of an environment variable for `wanted`.
    pub(super) fn claim_variable(&mut self, wanted: &str) -> VariableName {
        self.claim(wanted, &[], VariableName::of, VariableName::as_str)
    }

    /// Like [`claim_type`](Self::claim_type); `alternatives` are wanted next, in order.
    pub(super) fn claim_type_or(&mut self, wanted: &str, alternatives: &[String], fallback: &str) -> TypeName {
        self.claim(wanted, alternatives, |text| TypeName::of(text, fallback), TypeName::as_str)
    }

    /// Like [`claim_value`](Self::claim_value); `alternatives` are wanted next, in order.
    pub(super) fn claim_value_or(&mut self, wanted: &str, alternatives: &[String], fallback: &str) -> ValueName {
        self.claim(wanted, alternatives, |text| ValueName::of(text, fallback), ValueName::as_str)
    }

    fn claim<N: PartialEq>(
        &mut self,
        wanted: &str,
        alternatives: &[String],
        make: impl Fn(&str) -> N,
        text: impl Fn(&N) -> &str,
    ) -> N {
        let short = |wanted: &str| {
            let name = make(wanted);
            if text(&name).len() > LONGEST { make(beginning(text(&name))) } else { name }
        };
        let first = short(wanted);
        if self.taken.insert(text(&first).to_owned()) {
            return first;
        }
        for alternative in alternatives {
            let name = short(alternative);
            if self.taken.insert(text(&name).to_owned()) {
                self.moved.push((beginning(wanted).to_owned(), text(&name).to_owned()));
                return name;
            }
        }
        let base = if make(wanted) == first { wanted } else { text(&first) };
        // Whatever number was passed is still taken.
        let next = self.next.entry(text(&first).to_owned()).or_insert(2);
        loop {
            let name = make(&format!("{base} {next}"));
            *next += 1;
            if self.taken.insert(text(&name).to_owned()) {
                self.moved.push((beginning(wanted).to_owned(), text(&name).to_owned()));
                return name;
            }
        }
    }
}

/// As much of a text as a name can have of it.
fn beginning(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_keeps_the_name_and_the_second_tries_its_alternatives() {
        let mut scope = Scope::new(&["builder"]);
        assert_eq!(scope.claim_value("getPet", "operation").as_str(), "get_pet");
        assert_eq!(scope.claim_value_or("get_pet", &["get_pet_by_id".into()], "operation").as_str(), "get_pet_by_id");
        assert_eq!(scope.claim_value("GetPet", "operation").as_str(), "get_pet_2");
        assert_eq!(scope.claim_value("builder", "operation").as_str(), "builder_2");
        assert_eq!(scope.moved.len(), 3);
    }
}
