//! Extensions: which are ours, and on which objects they mean something.

use super::at::At;
use super::walk::Walk;
use super::{Kind, closest};
use crate::diag::codes;

/// Our extensions, and the objects they belong to; an empty list means any.
const EXTENSIONS: [(&str, &[Kind]); 15] = [
    ("x-webhooks", &[Kind::OpenApi]),
    ("x-source", &[Kind::Operation]),
    ("x-anomalies", &[]),
    ("x-sample-requests", &[Kind::Operation]),
    ("x-enum-varnames", &[Kind::Schema]),
    ("x-enum-descriptions", &[Kind::Schema]),
    ("x-first-of", &[Kind::Schema]),
    ("x-rust-name", &[]),
    ("x-idempotent", &[Kind::Operation]),
    ("x-idempotency-key", &[Kind::Operation]),
    ("x-pagination", &[Kind::Operation]),
    ("x-sse", &[Kind::Operation]),
    ("x-token", &[Kind::SecurityScheme]),
    ("x-prefix", &[Kind::SecurityScheme]),
    ("x-fixed-password", &[Kind::SecurityScheme]),
];

pub(super) fn is_ours(name: &str) -> bool {
    EXTENSIONS.iter().any(|(ours, _)| *ours == name)
}

/// Reports a name that nobody here knows, or that means nothing where it stands.
pub(super) fn check_name(walk: &Walk<'_>, kind: Kind, name: &str, at: &At<'_>) {
    if !walk.sink.wants(&codes::UNKNOWN_EXTENSION) {
        return;
    }
    let Some((_, kinds)) = EXTENSIONS.iter().find(|(ours, _)| *ours == name) else {
        let message = format!("the extension `{name}` is not known");
        let report = walk.sink.report(&codes::UNKNOWN_EXTENSION, at.key(), message);
        if let Some(guess) = closest(name, EXTENSIONS.iter().map(|(ours, _)| *ours)) {
            report.help(format!("did you mean `{guess}`?"));
        }
        return;
    };
    if !kinds.is_empty() && !kinds.contains(&kind) {
        let wanted: Vec<&str> = kinds.iter().map(|kind| kind.described()).collect();
        let message = format!("`{name}` means nothing on {}", kind.described());
        walk.sink
            .report(&codes::UNKNOWN_EXTENSION, at.key(), message)
            .help(format!("it belongs to {}", wanted.join(" or ")));
    }
}
