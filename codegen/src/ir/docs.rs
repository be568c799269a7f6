//! What a reader is told about an item.

/// Prose about one item, as the document gives it (Markdown, untrusted).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Anything longer.
    pub description: Option<String>,
    /// The document asks callers not to use the item any more.
    pub deprecated: bool,
}

/// Where an operation was transcribed from (`x-source`).
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The vendor document.
    pub document: String,
    /// The heading in it.
    pub heading: String,
}

/// A request as the vendor document prints it (one entry of `x-sample-requests`).
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRequest {
    /// What it shows.
    pub summary: Option<String>,
    /// The request line, e.g. `GET /tasks/my HTTP/1.1`.
    pub line: String,
    /// Header names and values, in the order of the document.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: Option<String>,
}

impl SampleRequest {
    /// The request as it is written on the wire.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.line.clone()];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if let Some(body) = &self.body {
            lines.push(String::new());
            lines.extend(body.lines().map(str::to_owned));
        }
        lines
    }
}

/// A contradiction of the vendor document and what the spec makes of it (one entry of `x-anomalies`).
#[derive(Debug, Clone, PartialEq)]
pub struct Anomaly {
    /// Stable name, e.g. `AA-14`.
    pub id: String,
    /// What the document says.
    pub found: String,
    /// What the spec does.
    pub chosen: String,
    /// The reason, if given.
    pub why: Option<String>,
}
