//! Where the vendor document contradicts itself, and what the spec makes of it.

use super::Subject;
use super::outline::{Key, by_tag};
use super::sheet::Sheet;
use super::text::line;
use crate::ir::Anomaly;
use crate::plan::quoted;

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    if !subject.outline.has(Key::Contradictions) {
        return;
    }
    sheet.own(subject.outline.heading(Key::Contradictions));
    let api = subject.plan.api;
    if !api.anomalies.is_empty() {
        sheet.own("About the document as a whole:");
        write_list(subject, &api.anomalies, sheet);
    }
    for index in by_tag(subject.plan) {
        if let Some(op) = api.operations.get(index).filter(|op| !op.anomalies.is_empty()) {
            sheet.own(subject.outline.heading(Key::Contradiction(index)));
            write_list(subject, &op.anomalies, sheet);
        }
    }
}

fn write_list(subject: &Subject<'_>, anomalies: &[Anomaly], sheet: &mut Sheet) {
    let lines = anomalies.iter().flat_map(|anomaly| {
        let part = |name: &str, text: &str| format!("  - **{name}:** {}", line(subject, Some(text)));
        let head = format!("- **{}**", quoted(&anomaly.id));
        let why = anomaly.why.as_deref().map(|why| part("Why", why));
        [head, part("Found", &anomaly.found), part("Chosen", &anomaly.chosen)].into_iter().chain(why)
    });
    sheet.block(lines.collect::<Vec<_>>());
}
