//! Findings for people: the lines in question, marked, with the likely fix.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::excerpt::{Mark, excerpt, tame};
use super::{Diagnostic, FileId, Place, Severity, codes};
use crate::source::Sources;

/// Lines up to this many bytes are shown whole.
const NARROW: usize = 120;

/// Whether to colour the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI escape codes.
    On,
    /// Plain text.
    Off,
}

/// All findings, with an empty line after each.
pub fn render(findings: &[Diagnostic], sources: &Sources, colour: Colour) -> String {
    let mut out = String::new();
    for finding in findings {
        out.push_str(&render_one(finding, sources, colour));
        out.push('\n');
    }
    out
}

/// Findings of one kind that are shown where nobody asked for a list of them.
const SHOWN_PER_CODE: usize = 5;

/// All errors and operations left out, and the first findings of each other kind; and of which kinds there are how many more.
pub fn first_of_each(findings: Vec<Diagnostic>) -> (Vec<Diagnostic>, BTreeMap<&'static str, usize>) {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut more: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut is_shown = |finding: &Diagnostic| {
        let count = seen.entry(finding.code.name).or_default();
        *count += 1;
        let is_loss = finding.severity == Severity::Error || finding.code == &codes::OPERATION_SKIPPED;
        let shown = is_loss || *count <= SHOWN_PER_CODE;
        if !shown {
            *more.entry(finding.code.name).or_default() += 1;
        }
        shown
    };
    let shown = findings.into_iter().filter(|finding| is_shown(finding)).collect();
    (shown, more)
}

/// One finding.
pub fn render_one(finding: &Diagnostic, sources: &Sources, colour: Colour) -> String {
    let files = marked_files(finding, sources);
    let highest = files.iter().flat_map(|file| file.lines.keys()).max().copied().unwrap_or(1);
    let mut page = Page {
        out: String::new(),
        gutter: highest.to_string().len().max(2),
        paint: Paint { colour, severity: finding.severity },
    };
    page.title(finding);
    for (n, file) in files.iter().enumerate() {
        page.file(file, n == 0, sources);
    }
    if let Some(help) = &finding.help {
        page.note("help", &tame(help));
    }
    page.out
}

/// A file that a finding points into.
struct MarkedFile {
    file: FileId,
    /// Where the first mark is, for the heading.
    line: usize,
    column: usize,
    lines: BTreeMap<usize, Vec<Mark>>,
}

fn marked_files(finding: &Diagnostic, sources: &Sources) -> Vec<MarkedFile> {
    let mut files: Vec<MarkedFile> = Vec::new();
    let text = finding.label.as_deref().unwrap_or("");
    let others = finding.labels.iter().map(|label| (&label.place, label.text.as_str(), false));
    for (place, text, primary) in std::iter::once((&finding.place, text, true)).chain(others) {
        let span = sources.span(place);
        let (from, to) = sources.line_range(place.file, span.line);
        let clip = |byte: usize| byte.clamp(from, to.max(from)) - from;
        let (start, end) = (clip(span.start), clip(span.end));
        let mark = Mark { start, end, text: tame(text), primary };
        let index = files.iter().position(|known| known.file == place.file).unwrap_or_else(|| {
            let (line, column) = (span.line, span.column);
            files.push(MarkedFile { file: place.file, line, column, lines: BTreeMap::new() });
            files.len() - 1
        });
        if let Some(file) = files.get_mut(index) {
            file.lines.entry(span.line).or_default().push(mark);
        }
    }
    let lines = files.iter_mut().flat_map(|file| file.lines.values_mut());
    lines.for_each(|marks| marks.sort_by_key(|mark| (mark.start, !mark.primary)));
    files
}

/// `path:line:column` of a place.
pub fn location(place: &Place, sources: &Sources) -> String {
    let span = sources.span(place);
    let path = tame(&sources.path(place.file).to_string_lossy());
    format!("{path}:{}:{}", span.line, span.column)
}

struct Page {
    out: String,
    /// Width of the line numbers.
    gutter: usize,
    paint: Paint,
}

impl Page {
    fn title(&mut self, finding: &Diagnostic) {
        let kind = format!("{}[{}]", finding.severity, finding.code.name);
        let (kind, message) = (self.paint.severity(&kind), self.paint.strong(&tame(&finding.message)));
        self.line(format_args!("{kind}: {message}"));
    }

    fn file(&mut self, file: &MarkedFile, first: bool, sources: &Sources) {
        let path = tame(&sources.path(file.file).to_string_lossy());
        let arrow = self.paint.frame(if first { "-->" } else { ":::" });
        let gutter = " ".repeat(self.gutter);
        self.line(format_args!("{gutter}{arrow} {path}:{}:{}", file.line, file.column));
        if sources.text(file.file).is_empty() {
            return;
        }
        let bar = self.paint.frame("|");
        self.line(format_args!("{gutter} {bar}"));
        for (number, marks) in &file.lines {
            let (from, to) = sources.line_range(file.file, *number);
            let line = sources.text(file.file).get(from..to).unwrap_or("");
            // A long line is shown in part, and no part holds marks that are far apart.
            let reach = marks.iter().map(|mark| mark.start).max().unwrap_or(0);
            let start = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
            let size = if line.len() > NARROW && reach - start > NARROW / 2 { 1 } else { marks.len() };
            for marks in marks.chunks(size.max(1)) {
                self.excerpt(*number, line, marks);
            }
        }
    }

    fn excerpt(&mut self, number: usize, line: &str, marks: &[Mark]) {
        let gutter = " ".repeat(self.gutter);
        let bar = self.paint.frame("|");
        let shown = excerpt(line, marks);
        let number = self.paint.frame(&format!("{number:>width$}", width = self.gutter));
        self.line(format_args!("{}", format!("{number} {bar} {}", shown.line).trim_end()));
        for (mark, (left, width)) in marks.iter().zip(&shown.marks) {
            let sign = if mark.primary { "^" } else { "-" };
            let underline = format!("{} {}", sign.repeat(*width), mark.text);
            let underline = match mark.primary {
                true => self.paint.severity(underline.trim_end()),
                false => self.paint.frame(underline.trim_end()),
            };
            self.line(format_args!("{gutter} {bar} {}{underline}", " ".repeat(*left)));
        }
    }

    fn note(&mut self, kind: &str, text: &str) {
        let gutter = " ".repeat(self.gutter);
        let (sign, kind) = (self.paint.frame("="), self.paint.strong(kind));
        self.line(format_args!("{gutter} {sign} {kind}: {text}"));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.out, "{line}");
    }
}

/// ANSI colours, or none.
struct Paint {
    colour: Colour,
    severity: Severity,
}

impl Paint {
    fn severity(&self, text: &str) -> String {
        let code = match self.severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.wrap(code, text)
    }

    fn strong(&self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn frame(&self, text: &str) -> String {
        self.wrap("1;34", text)
    }

    fn wrap(&self, code: &str, text: &str) -> String {
        match self.colour {
            Colour::On => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Colour::Off => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Strictness;
    use crate::diag::Sink;

    #[test]
    fn many_of_a_kind_are_counted_but_losses_are_all_shown() {
        let sink = Sink::new(Strictness::Tolerant);
        for index in 0..8 {
            let place = Place::root(FileId(0)).index(index);
            sink.report(&codes::UNKNOWN_FIELD, place.clone(), "odd");
            sink.report(&codes::SYNTAX, place.clone(), "wrong");
            sink.report(&codes::OPERATION_SKIPPED, place, "gone");
        }
        let (shown, more) = first_of_each(sink.into_sorted(&Sources::default()));
        assert_eq!(shown.len(), SHOWN_PER_CODE + 8 + 8);
        assert_eq!(more, BTreeMap::from([("unknown-field", 8 - SHOWN_PER_CODE)]));
    }
}
