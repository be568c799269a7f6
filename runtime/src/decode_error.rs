//! Why a body could not be understood.

use std::fmt;

use crate::de::messages;
use crate::reply::BYTE_ORDER_MARK;

/// How many bytes of the body are shown before and after a place in it, to whoever asks.
const SNIPPET: usize = 40;
/// How many characters of the beginning and of the end of a path a message shows.
const SHOWN: usize = 80;

/// Why a body could not be understood: where in it, and what was expected there. Never what was found, which may be a
/// secret.
#[derive(Clone)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    reason: String,
    path: Option<String>,
    position: Option<(usize, usize)>,
    undocumented: bool,
}

impl DecodeError {
    /// An error that concerns the body as a whole.
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(Box::new(Inner { reason: reason.into(), path: None, position: None, undocumented: false }))
    }

    /// The status is one that the document does not mention.
    pub(crate) fn undocumented(status: u16) -> Self {
        let mut error = Self::new(format!("status {status} is not documented"));
        error.0.undocumented = true;
        error
    }

    /// An error at a place in JSON.
    pub(crate) fn json(error: &serde_json::Error, path: Option<String>) -> Self {
        let position = Some((error.line(), error.column())).filter(|(line, _)| *line > 0);
        Self(Box::new(Inner { reason: messages::without_value(error), path, position, undocumented: false }))
    }

    /// Adds to the reason.
    pub(crate) fn because(mut self, more: &str) -> Self {
        self.0.reason.push_str(more);
        self
    }

    /// Where in the JSON: `credentials[0].name`; `.` is the value as a whole.
    pub fn json_path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Line in the body, from 1.
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|(line, _)| line)
    }

    /// Column in the line, from 1.
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|(_, column)| column)
    }

    /// What of the body stands around the place, on its line.
    pub(crate) fn snippet(&self, body: &[u8]) -> Option<String> {
        let (line, column) = self.0.position?;
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let line = body.split(|byte| *byte == b'\n').nth(line - 1)?;
        let place = column.min(line.len());
        let (start, end) = (place.saturating_sub(SNIPPET), line.len().min(place + SNIPPET));
        let text = String::from_utf8_lossy(&line[start..end]);
        Some(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    }

    /// What was expected and what kind of thing was found.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The body was not even looked at: the status is one that the document does not mention.
    pub fn is_undocumented(&self) -> bool {
        self.0.undocumented
    }
}

/// A path as a message has it: of a long one its beginning and its end.
fn ends(path: &str) -> (&str, &str) {
    match (path.char_indices().nth(SHOWN), path.char_indices().nth_back(SHOWN)) {
        (Some((start, _)), Some((end, _))) if start < end => (&path[..start], &path[end..]),
        _ => (path, ""),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)?;
        match self.0.path.as_deref().map(ends) {
            Some((path, "")) => write!(f, " at `{path}`")?,
            Some((start, end)) => write!(f, " at `{start}…{end}`")?,
            None => {}
        }
        if let Some((line, column)) = self.0.position {
            write!(f, " (line {line}, column {column})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn error(json: &[u8]) -> DecodeError {
        DecodeError::json(&serde_json::from_slice::<Value>(json).unwrap_err(), None)
    }

    #[test]
    fn snippets_are_of_the_line_and_around_the_place() {
        let json = b"{\"a\": 1,\n  \"b\": nix,\n  \"c\": 2}";
        assert_eq!(error(json).snippet(json).as_deref(), Some("  \"b\": nix,"));
        let long = format!("[\"{}\", nix, \"{}\"]", "x".repeat(100), "y".repeat(100));
        let snippet = error(long.as_bytes()).snippet(long.as_bytes()).unwrap();
        assert!(snippet.len() == 2 * SNIPPET && snippet.contains("x\", nix, \"y"), "{snippet}");
        assert_eq!(error(b"[").snippet(b"[").as_deref(), Some("["));
        assert_eq!(error(json).snippet(b"").as_deref(), None, "a body that is cut");
        assert_eq!(DecodeError::new("no JSON at all").snippet(b"x"), None);
    }

    #[test]
    fn of_long_paths_a_message_shows_both_ends() {
        let path = format!("start{}end", "[0]".repeat(200));
        assert_eq!((ends(&path).0.len(), ends(&path).1.len()), (SHOWN, SHOWN + 1));
        assert!(ends(&path).1.ends_with("]end"));
        assert_eq!(ends("data[1].ä"), ("data[1].ä", ""));
    }
}
