//! What is written above an item, as lines of Markdown.

use super::markdown::{self, Span};
use super::wording::quoted;
use crate::ir::{Anomaly, Docs, SampleRequest, Source};

/// The text of a doc comment, in lines of Markdown. What comes from the document is clean.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Text {
    lines: Vec<String>,
}

impl Text {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A text of one paragraph of ours.
    pub(crate) fn of(text_of_ours: impl AsRef<str>) -> Self {
        let mut text = Self::new();
        text.own(text_of_ours);
        text
    }

    /// Summary and description; `otherwise` if there is neither.
    pub(crate) fn about(docs: &Docs, otherwise: &str) -> Self {
        let mut text = Self::new();
        let summary = docs.summary.as_deref().unwrap_or_default();
        let description = docs.description.as_deref().unwrap_or_default();
        text.foreign(summary);
        if description.trim() != summary.trim() {
            text.foreign(description);
        }
        if text.lines.is_empty() {
            text.own(otherwise);
        }
        text
    }

    /// As [`about`](Self::about), for an item that can be told to be deprecated in words only.
    pub(crate) fn about_type(docs: &Docs, otherwise: &str) -> Self {
        let mut text = Self::about(docs, otherwise);
        if docs.deprecated {
            text.own("Deprecated.");
        }
        text
    }

    /// A paragraph of ours.
    pub(crate) fn own(&mut self, text: impl AsRef<str>) {
        self.part();
        self.lines.extend(markdown::paragraph(text.as_ref()));
    }

    /// Paragraphs of the document.
    pub(crate) fn foreign(&mut self, text: &str) {
        let lines = markdown::lines(text);
        if !lines.is_empty() {
            self.part();
            self.lines.extend(lines);
        }
    }

    /// A heading of ours.
    pub(crate) fn section(&mut self, title: &str) {
        self.part();
        self.lines.push(format!("# {title}"));
    }

    /// A list.
    pub(crate) fn list(&mut self, items: impl IntoIterator<Item = Vec<Span>>) {
        let lines: Vec<String> = items.into_iter().flat_map(|spans| markdown::item(&spans)).collect();
        if !lines.is_empty() {
            self.part();
            self.lines.extend(lines);
        }
    }

    /// A table; the cells are ours.
    pub(crate) fn table(&mut self, head: [&str; 2], rows: impl IntoIterator<Item = [String; 2]>) {
        self.part();
        self.lines.push(format!("| {} |", head.join(" | ")));
        self.lines.push("|---|---|".to_owned());
        self.lines.extend(rows.into_iter().map(|cells| format!("| {} |", cells.join(" | "))));
    }

    /// Code that is compiled by `cargo test --doc`.
    pub(crate) fn code(&mut self, lines: &[String]) {
        self.part();
        self.lines.push("```no_run".to_owned());
        self.lines.extend_from_slice(lines);
        self.lines.push("```".to_owned());
    }

    /// Where an item was transcribed from.
    pub(crate) fn source(&mut self, source: Option<&Source>) {
        if let Some(source) = source {
            self.foreign(&format!("Transcribed from: {}, “{}”.", source.document.trim(), source.heading.trim()));
        }
    }

    /// Requests that the vendor's document shows.
    pub(crate) fn samples(&mut self, samples: &[SampleRequest]) {
        if samples.is_empty() {
            return;
        }
        self.section("Requests in the vendor document");
        for sample in samples {
            self.foreign(sample.summary.as_deref().unwrap_or_default());
            self.part();
            self.lines.extend(markdown::listing("text", &sample.lines()));
        }
    }

    /// Contradictions of the vendor's document.
    pub(crate) fn anomalies(&mut self, anomalies: &[Anomaly]) {
        if anomalies.is_empty() {
            return;
        }
        self.section("Where the vendor document is unclear");
        self.list(anomalies.iter().map(|anomaly| {
            let mut spans = vec![Span::own(format!("{}:", quoted(&anomaly.id))), Span::sentence(&anomaly.found)];
            spans.extend([Span::own("**Here:**"), Span::sentence(&anomaly.chosen)]);
            if let Some(why) = &anomaly.why {
                spans.extend([Span::own("**Why:**"), Span::sentence(why)]);
            }
            spans
        }));
    }

    /// The lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// An empty line, unless the text begins.
    fn part(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }
}
