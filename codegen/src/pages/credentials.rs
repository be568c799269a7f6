//! How callers prove who they are.

use super::Subject;
use super::outline::Key;
use super::sheet::Sheet;
use super::text::{self, paragraphs};
use crate::ir::{Location, Operation, Scheme, SchemeKind, Security};
use crate::names::ValueName;
use crate::plan::quoted;

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    sheet.own(subject.outline.heading(Key::Credentials));
    let (api, names) = (subject.plan.api, subject.plan.names);
    if api.schemes.is_empty() {
        sheet.own("The document knows no credentials.");
        return;
    }
    write_usual(subject, sheet);
    let rows = api
        .schemes
        .iter()
        .zip(&names.schemes)
        .map(|(scheme, name)| vec![format!("`.{}`", setter(scheme, name)), travels(scheme), quoted(&scheme.id)]);
    sheet.table(&["Builder method", "What travels", "In the spec"], rows);
    for (scheme, name) in api.schemes.iter().zip(&names.schemes) {
        write_scheme(subject, scheme, name, sheet);
    }
}

/// Which credentials the operations take that take any.
fn write_usual(subject: &Subject<'_>, sheet: &mut Sheet) {
    let operations = &subject.plan.api.operations;
    let is_open = |op: &&Operation| op.security.alternatives.iter().all(Vec::is_empty);
    let open = operations.iter().filter(is_open).count();
    let mut kinds: Vec<(&Security, usize)> = Vec::new();
    for op in operations.iter().filter(|op| !is_open(op)) {
        match kinds.iter_mut().find(|(security, _)| **security == op.security) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&op.security, 1)),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for (security, count) in kinds {
        let who = if count == operations.len() {
            "All operations take".to_owned()
        } else {
            format!("{count} of {} operations take", operations.len())
        };
        match security.alternatives.as_slice() {
            [one] => lines.push(format!("- {who} {}.", text::credentials(subject, one))),
            sets => {
                lines.push(format!("- {who} one of:"));
                lines.extend(sets.iter().map(|set| format!("  - {}", text::credentials(subject, set))));
            }
        }
    }
    if open > 0 {
        lines.push(format!("- {open} of {} operations take none.", operations.len()));
    }
    sheet.block(lines);
}

/// One scheme in full. How a token for it is fetched belongs here, behind what the scheme is.
fn write_scheme(subject: &Subject<'_>, scheme: &Scheme, name: &ValueName, sheet: &mut Sheet) {
    let about = [scheme.docs.summary.as_deref(), scheme.docs.description.as_deref()];
    let mut lines = about.into_iter().map(|text| paragraphs(subject, text)).filter(|lines| !lines.is_empty());
    let Some(first) = lines.next() else { return };
    sheet.own(format!("**`{name}`**"));
    sheet.block(first);
    lines.for_each(|more| sheet.block(more));
}

fn setter(scheme: &Scheme, name: &ValueName) -> String {
    match scheme.kind {
        SchemeKind::ApiKey { .. } => format!("{name}(key)"),
        SchemeKind::Basic => format!("{name}(user, password)"),
        SchemeKind::Bearer => format!("{name}(token)"),
    }
}

fn travels(scheme: &Scheme) -> String {
    match &scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            let place = match location {
                Location::Header => "header",
                Location::Query => "query parameter",
                Location::Cookie => "cookie",
            };
            format!("{place} {}", quoted(name))
        }
        SchemeKind::Basic => "`Authorization: Basic …`".to_owned(),
        SchemeKind::Bearer => "`Authorization: Bearer …`".to_owned(),
    }
}
