//! Which operations of a document are wanted.

use std::fmt;

/// Operations by tag, path or id. An operation is selected if one of the parts says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    parts: Vec<SelectionPart>,
}

/// One part of a selection. In each, `*` stands for any text, slashes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SelectionPart {
    /// `tag:NAME`
    Tag(String),
    /// `path:/prefix/*`
    Path(String),
    /// `operation:ID`, or the bare id.
    Operation(String),
}

/// Why a text selects nothing whatever the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionError {
    /// There is nothing between two commas, or behind the colon.
    Empty(String),
    /// What stands before the colon is none of the kinds.
    UnknownKind(String),
    /// A path that does not begin with `/` or `*`.
    NoPath(String),
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(text) => write!(f, "`{text}` has an empty part; it takes names with commas in between"),
            Self::UnknownKind(part) => {
                write!(f, "`{part}` is not understood; write `tag:NAME`, `path:/prefix/*`, or `operation:ID`")
            }
            Self::NoPath(path) => write!(f, "`path:{path}` fits no path: paths begin with `/`"),
        }
    }
}

impl std::error::Error for SelectionError {}

/// What a selection goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) path: &'a str,
    /// All tags; without one, an operation counts as tagged `default`.
    pub(crate) tags: &'a [String],
    /// The `operationId`, or the id that was made in its place.
    pub(crate) id: &'a str,
}

impl Selection {
    /// Reads expressions such as `tag:Users,path:/groups/*,operation:getStatus`; a comma that belongs to a name is written
    /// `\,`.
    ///
    /// # Errors
    /// See [`SelectionError`].
    pub fn parse<'t>(expressions: impl IntoIterator<Item = &'t str>) -> Result<Self, SelectionError> {
        let mut parts = Vec::new();
        for expression in expressions {
            for text in split(expression) {
                let part = SelectionPart::parse(text.trim(), expression)?;
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        if parts.is_empty() { Err(SelectionError::Empty(String::new())) } else { Ok(Selection { parts }) }
    }

    pub(crate) fn parts(&self) -> &[SelectionPart] {
        &self.parts
    }

    /// Whether an operation is selected.
    pub(crate) fn selects(&self, operation: Facts<'_>) -> bool {
        self.parts.iter().any(|part| part.selects(operation))
    }

    /// Whether everything under a path is selected, whatever it is called.
    pub(crate) fn selects_path(&self, path: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, SelectionPart::Path(pattern) if fits(pattern, path)))
    }
}

impl SelectionPart {
    fn parse(text: &str, whole: &str) -> Result<Self, SelectionError> {
        let (kind, name) = text.split_once(':').unwrap_or(("operation", text));
        let (kind, name) = (kind.trim(), name.trim().to_owned());
        if name.is_empty() {
            return Err(SelectionError::Empty(whole.to_owned()));
        }
        match kind {
            "tag" => Ok(Self::Tag(name)),
            "path" if name.starts_with(['/', '*']) => Ok(Self::Path(name)),
            "path" => Err(SelectionError::NoPath(name)),
            "operation" => Ok(Self::Operation(name)),
            _ => Err(SelectionError::UnknownKind(text.to_owned())),
        }
    }

    pub(crate) fn selects(&self, operation: Facts<'_>) -> bool {
        match self {
            Self::Tag(pattern) if operation.tags.is_empty() => fits(pattern, "default"),
            Self::Tag(pattern) => operation.tags.iter().any(|tag| fits(pattern, tag)),
            Self::Path(pattern) => fits(pattern, operation.path),
            Self::Operation(pattern) => fits(pattern, operation.id),
        }
    }
}

impl fmt::Display for SelectionPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(name) => write!(f, "tag:{name}"),
            Self::Path(name) => write!(f, "path:{name}"),
            Self::Operation(name) => write!(f, "operation:{name}"),
        }
    }
}

/// Cuts at commas; `\,` is a comma that stays.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, parts.last_mut()) {
            (',', _) => parts.push(String::new()),
            ('\\', Some(part)) if chars.next_if_eq(&',').is_some() => part.push(','),
            (c, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    parts
}

/// Whether `text` is what `pattern` says. Pieces between stars are sought from the left, the last one at the end.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or(""),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<String> {
        Selection::parse([text]).unwrap().parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn expressions_come_apart() {
        assert_eq!(
            parsed("tag:Users, path:/groups/*,getStatus"),
            ["tag:Users", "path:/groups/*", "operation:getStatus"]
        );
        assert_eq!(parsed("tag:Users\\, Groups"), ["tag:Users, Groups"]);
        assert_eq!(parsed("operation:users:list,operation:users:list"), ["operation:users:list"]);
    }

    #[test]
    fn mistakes_are_told() {
        let error = |text: &str| Selection::parse([text]).unwrap_err();
        assert_eq!(error("a,,b"), SelectionError::Empty("a,,b".to_owned()));
        assert_eq!(error("tag:"), SelectionError::Empty("tag:".to_owned()));
        assert_eq!(error("users:list"), SelectionError::UnknownKind("users:list".to_owned()));
        assert_eq!(error("path:users"), SelectionError::NoPath("users".to_owned()));
    }

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text) in [("/a/*", "/a/b/c"), ("*", ""), ("/a/*/c", "/a/b/b/c"), ("a*b*", "axxb"), ("/a", "/a")] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("/a/*", "/a"), ("/a", "/a/b"), ("*b", "bc"), ("ab*ba", "aba"), ("a*b*c", "acb")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
