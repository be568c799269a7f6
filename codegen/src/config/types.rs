//! Which Rust types stand for what, where the caller has types of their own.

use std::collections::BTreeMap;
use std::fmt;

use crate::emit;

/// Types of the caller's, by the format of a text or the name of a schema. Without a choice all stays as it is.
///
/// The emitted code wants of such a type `Debug`, `Clone`, `PartialEq`, `Send`, `Sync`, and `Serialize` and
/// `Deserialize` of serde; what it reads and writes is its own business.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeChoices {
    formats: BTreeMap<String, TypeChoice>,
    schemas: BTreeMap<String, ForeignType>,
}

/// What stands for a text of some format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeChoice {
    /// The text as it came, unchecked.
    Text,
    /// A type of the caller's.
    Foreign(ForeignType),
}

/// A Rust type that is not generated, such as `crate::Money` or `chrono::DateTime<chrono::Utc>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignType(String);

/// A text that is no path of a Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAType(String);

impl fmt::Display for NotAType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(f, "`{text}` is no path of a type; write `crate::Money` or `chrono::DateTime<chrono::Utc>`")
    }
}

impl std::error::Error for NotAType {}

impl ForeignType {
    /// The type at a path that begins with a crate or with `crate`.
    ///
    /// # Errors
    /// It is no path of a type, or one relative to a module.
    pub fn parse(path: &str) -> Result<Self, NotAType> {
        let is_relative = path.starts_with("self::") || path.starts_with("super::");
        if is_relative || !emit::is_type_path(path) {
            Err(NotAType(path.to_owned()))
        } else {
            Ok(Self(path.to_owned()))
        }
    }

    /// The path.
    pub fn path(&self) -> &str {
        &self.0
    }
}

impl TypeChoices {
    /// Lets `choice` stand for texts of `format`, such as `date-time`, `uuid` or one of the document's own.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>, choice: TypeChoice) -> Self {
        self.formats.insert(format.into(), choice);
        self
    }

    /// Lets `ty` stand for the schema of that name under `components/schemas`, which is not generated then.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>, ty: ForeignType) -> Self {
        self.schemas.insert(name.into(), ty);
        self
    }

    /// Whether schemas are named, which belong to one document.
    pub fn names_schemas(&self) -> bool {
        !self.schemas.is_empty()
    }

    pub(crate) fn of_format(&self, format: &str) -> Option<&TypeChoice> {
        self.formats.get(format)
    }

    pub(crate) fn of_schema(&self, name: &str) -> Option<&ForeignType> {
        self.schemas.get(name)
    }

    pub(crate) fn schemas(&self) -> impl Iterator<Item = &str> {
        self.schemas.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_from_other_texts() {
        for path in ["crate::Money", "chrono::DateTime<chrono::Utc>", "::time::OffsetDateTime", "u64"] {
            assert_eq!(ForeignType::parse(path).map(|ty| ty.path().to_owned()).as_deref(), Ok(path));
        }
        for text in ["", "self::Money", "super::Money", "a b", "&str", "fn()", "[u8]", "Money; evil()", "<A as B>::C"] {
            assert_eq!(ForeignType::parse(text), Err(NotAType(text.to_owned())), "{text}");
        }
    }
}
