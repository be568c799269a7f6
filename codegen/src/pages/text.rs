//! Facts in words.

use super::Subject;
use super::outline::Key;
use crate::ir::{Payload, PayloadKind, Presence, Rules, SchemeId, Security, Shape, StatusPattern, TypeKind, Value};
use crate::plan::{Body, limits, markdown, quoted};

/// Nothing to say in a cell.
pub(super) const NOTHING: &str = "–";

/// Bars would end the cell of a table, also those in code.
pub(super) fn escape_bars(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut escaped = false;
    for c in cell.chars() {
        if c == '|' && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    // A backslash at the end would take the bar that follows.
    if escaped {
        out.push('\\');
    }
    out
}

/// The prose of the document on one line; what names an operation of it leads there.
pub(super) fn line(subject: &Subject<'_>, foreign: Option<&str>) -> String {
    link_calls(subject, &markdown::line(foreign.unwrap_or_default()))
}

/// Paragraphs of the document, as [`line`].
pub(super) fn paragraphs(subject: &Subject<'_>, foreign: Option<&str>) -> Vec<String> {
    let mut in_code = false;
    let lines = markdown::lines(foreign.unwrap_or_default()).into_iter();
    lines
        .map(|line| {
            let is_fence = line.starts_with("```");
            in_code ^= is_fence;
            if in_code || is_fence { line } else { link_calls(subject, &line) }
        })
        .collect()
}

/// `` `operationId` `` becomes a link with the name of the method.
fn link_calls(subject: &Subject<'_>, line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, code, after)) = code_span(rest) {
        out.push_str(before);
        // Links do not nest.
        let call = subject.calls.get(code).filter(|_| !before.ends_with('['));
        match call {
            Some(link) => out.push_str(link),
            None => out.extend(["`", code, "`"]),
        }
        rest = after;
    }
    out + rest
}

/// What is before, in and behind the first code span between single backticks.
fn code_span(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    let single = !code.is_empty() && !after.starts_with('`') && !before.ends_with('\\');
    single.then_some((before, code, after))
}

/// Sentences of the document and of ours, on one line.
pub(super) fn sentences(subject: &Subject<'_>, foreign: Option<&str>, own: &[String]) -> String {
    let mut all = line(subject, foreign);
    for sentence in own {
        if !all.is_empty() {
            all.push_str(if all.ends_with(['.', '!', '?', '。', ':', '>']) { " " } else { ". " });
        }
        all.push_str(sentence);
    }
    all
}

/// Limits and the value taken when there is none.
pub(super) fn facts(subject: &Subject<'_>, value: &Value, default: Option<&serde_json::Value>) -> Vec<String> {
    let rules: Vec<&Rules> = subject.plan.resolve(value).rules;
    let mut facts = limits(&crate::plan::merged(&rules));
    facts.extend(default.map(|default| format!("Taken as {} when absent.", quoted(&default.to_string()))));
    facts
}

/// What a value is, with links to the types it is made of.
pub(super) fn kind(subject: &Subject<'_>, value: &Value) -> String {
    let kind = shape(subject, &value.shape);
    if value.nullable { format!("{kind} or null") } else { kind }
}

fn shape(subject: &Subject<'_>, shape: &Shape) -> String {
    match shape {
        Shape::Any => "any JSON".to_owned(),
        Shape::Boolean { text: false } => "boolean".to_owned(),
        Shape::Boolean { text: true } => "boolean, also as text".to_owned(),
        Shape::Integer { text: false, .. } => "integer".to_owned(),
        Shape::Unsigned => "integer without sign".to_owned(),
        Shape::Integer { text: true, .. } => "integer, also as text".to_owned(),
        Shape::Number { text: false } => "number".to_owned(),
        Shape::Number { text: true } => "number, also as text".to_owned(),
        Shape::Text => "text".to_owned(),
        Shape::Secret => "secret text".to_owned(),
        Shape::DateTime => "date and time".to_owned(),
        Shape::Date => "date".to_owned(),
        Shape::Uuid => "UUID".to_owned(),
        Shape::Base64 => "bytes as Base64".to_owned(),
        Shape::List(item) => format!("list of {}", kind(subject, item)),
        Shape::Map(item) => format!("object of any keys, each with {}", kind(subject, item)),
        Shape::Foreign { name, .. } => format!("`{name}`"),
        Shape::Named { id, .. } => match subject.plan.ty(*id) {
            Some((ty, names)) => {
                let link = subject.outline.link(&format!("`{}`", names.name), Key::Type(*id));
                if matches!(ty.kind, TypeKind::Enumeration(_)) { format!("code {link}") } else { link }
            }
            None => "any JSON".to_owned(),
        },
    }
}

/// What an answer holds.
pub(super) fn body(subject: &Subject<'_>, body: Body<'_>) -> String {
    match body {
        Body::Empty => NOTHING.to_owned(),
        Body::Json(value) => kind(subject, value),
        Body::JsonOrText(value) => format!("{}, as JSON or as it is", kind(subject, value)),
        Body::Form(value) => format!("form, {}", kind(subject, value)),
        Body::Text => "text".to_owned(),
        Body::Binary => "bytes".to_owned(),
    }
}

/// What a request carries.
pub(super) fn payload(subject: &Subject<'_>, payload: &Payload) -> String {
    match &payload.kind {
        PayloadKind::Json(value) | PayloadKind::Form(value) => kind(subject, value),
        PayloadKind::Text => "text".to_owned(),
        PayloadKind::Multipart(_) => "parts".to_owned(),
        PayloadKind::Bytes => "bytes, as they are".to_owned(),
    }
}

/// Whether a field is there.
pub(super) fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "always",
        Presence::RequiredNullable => "always, may be null",
        Presence::Optional => "maybe",
        Presence::OptionalNullable => "maybe, may be null",
    }
}

/// Which credentials an operation takes, by their setters.
pub(super) fn security(subject: &Subject<'_>, security: &Security) -> String {
    if security.alternatives.is_empty() {
        return "none".to_owned();
    }
    let sets: Vec<String> = security.alternatives.iter().map(|set| credentials(subject, set)).collect();
    sets.join(", or ")
}

/// Credentials that go together.
pub(super) fn credentials(subject: &Subject<'_>, set: &[SchemeId]) -> String {
    let names = set.iter().filter_map(|id| subject.plan.names.credentials.schemes.get(id.0));
    let names: Vec<String> = names.map(|scheme| format!("`{}`", scheme.setter)).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" + ") }
}

/// A status, as tables have it.
pub(super) fn status(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}xx"),
        StatusPattern::Default => "any other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::escape_bars;

    #[test]
    fn bars_end_no_cell() {
        assert_eq!(escape_bars("a|b `c|d` \\| \\\\| e"), "a\\|b `c\\|d` \\| \\\\\\| e");
        assert_eq!(escape_bars("a\\"), "a\\\\");
    }
}
