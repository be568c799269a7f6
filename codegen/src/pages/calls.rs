//! The operations: as a table, and one by one.

use super::Subject;
use super::outline::{Key, by_tag, is_shared};
use super::sheet::Sheet;
use super::text::{body, facts, kind, line, paragraphs, payload, security, sentences, status};
use super::webhooks::set_link;
use crate::ir::{Link, LinkStart, Operation, OperationId, PartKind, Place};
use crate::names::OperationNames;
use crate::plan::{
    Case, Success, Way, call, choices, events, inputs, markdown, on_request, other_ways, outcome, parts, quoted,
};

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    sheet.own(subject.outline.heading(Key::Operations));
    let api = subject.plan.api;
    if api.operations.is_empty() {
        sheet.own("There are none.");
        return;
    }
    for (tag, about) in api.tags.iter().enumerate() {
        let order = by_tag(subject.plan).into_iter();
        let here = order.filter(|&index| api.operations.get(index).is_some_and(|op| op.tag == tag));
        let rows: Vec<Vec<String>> = here.filter_map(|index| row(subject, index)).collect();
        if rows.is_empty() {
            continue;
        }
        let description = line(subject, about.description.as_deref());
        let separator = if description.is_empty() { "" } else { ": " };
        sheet.own(format!("**{}**{separator}{description}", quoted(&about.name)));
        sheet.table(&["Call", "Request", "What it does"], rows);
    }
    sheet.own(subject.outline.heading(Key::Calls));
    write_shared(subject, sheet);
    for index in by_tag(subject.plan) {
        if let Some((op, names)) = api.operations.get(index).zip(subject.plan.names.operations.get(index)) {
            Call { subject, index, op, names }.write(sheet);
        }
    }
}

/// Failures that all calls have in common, once.
fn write_shared(subject: &Subject<'_>, sheet: &mut Sheet) {
    if !subject.outline.has(Key::Shared) {
        return;
    }
    sheet.own(subject.outline.heading(Key::Shared));
    sheet.own("Each is a variant of the error type of the call, `…Error`.");
    let first = subject.plan.api.operations.iter().zip(&subject.plan.names.operations).next();
    let rows = first
        .into_iter()
        .flat_map(|(op, names)| outcome(op, names).failures)
        .filter(|case| is_shared(subject.plan, case));
    sheet.table(&HEAD, rows.map(|case| case_row(subject, "…Error", &case)).collect::<Vec<_>>());
}

const HEAD: [&str; 4] = ["Status", "In Rust", "Body", "Meaning"];

fn case_row(subject: &Subject<'_>, name: &str, case: &Case<'_>) -> Vec<String> {
    vec![
        status(case.status),
        format!("`{name}::{}`", case.variant),
        body(subject, case.body),
        sentences(subject, case.response.docs.description.as_deref(), &[]),
    ]
}

fn row(subject: &Subject<'_>, index: usize) -> Option<Vec<String>> {
    let op = subject.plan.api.operations.get(index)?;
    let names = subject.plan.names.operations.get(index)?;
    let link = subject.outline.link(&format!("`{}`", names.method), Key::Call(index));
    Some(vec![link, request(op), sentences(subject, op.docs.summary.as_deref(), &deprecated(op))])
}

fn request(op: &Operation) -> String {
    quoted(&format!("{} {}", op.method.as_str(), op.path))
}

fn deprecated(op: &Operation) -> Vec<String> {
    op.docs.deprecated.then(|| "Deprecated.".to_owned()).into_iter().collect()
}

/// One operation.
struct Call<'a> {
    subject: &'a Subject<'a>,
    index: usize,
    op: &'a Operation,
    names: &'a OperationNames,
}

impl Call<'_> {
    fn write(&self, sheet: &mut Sheet) {
        let (subject, op) = (self.subject, self.op);
        sheet.own(subject.outline.heading(Key::Call(self.index)));
        sheet.own(request(op));
        sheet.own_unless_empty(sentences(subject, op.docs.summary.as_deref(), &deprecated(op)));
        if op.docs.description != op.docs.summary {
            sheet.block(paragraphs(subject, op.docs.description.as_deref()));
        }
        sheet.code("rust", &self.example());
        self.write_parameters(sheet);
        self.write_body(sheet);
        self.write_answers(sheet);
        self.write_headers(sheet);
        self.write_links(sheet);
        self.write_samples(sheet);
        self.write_facts(sheet);
    }

    fn example(&self) -> Vec<String> {
        let Some(call) = call(self.subject.plan, OperationId(self.index)) else { return Vec::new() };
        let given = call.given.iter().map(|value| format!("// {value}"));
        given.chain(call.lines).collect()
    }

    fn write_parameters(&self, sheet: &mut Sheet) {
        let inputs = inputs(self.subject.plan, self.op, self.names);
        let rows: Vec<Vec<String>> = inputs
            .iter()
            .map(|input| {
                let parameter = input.parameter;
                let how = match (&parameter.constant, parameter.required) {
                    (Some(value), true) => format!("sent by itself, {}", quoted(&value.to_string())),
                    (_, true) => "argument".to_owned(),
                    (_, false) => format!("`.{}(…)`", input.name),
                };
                let facts = facts(self.subject, &parameter.value, parameter.default.as_ref());
                vec![
                    quoted(&parameter.name),
                    place(parameter.place).to_owned(),
                    how,
                    kind(self.subject, &parameter.value),
                    sentences(self.subject, parameter.docs.description.as_deref(), &facts),
                ]
            })
            .collect();
        sheet.table(&["Parameter", "In", "Passed as", "Kind", "Meaning"], rows);
    }

    fn write_body(&self, sheet: &mut Sheet) {
        let Some(body) = &self.op.payload else { return };
        let need = if body.required { "" } else { ", optional" };
        let lead = format!("**Body** ({}{need}): {}.", quoted(&body.media_type), payload(self.subject, body));
        let about = line(self.subject, body.docs.description.as_deref());
        sheet.own(format!("{lead} {about}").trim_end());
        if !body.synonyms.is_empty() {
            let also: Vec<String> = body.synonyms.iter().map(|name| quoted(name)).collect();
            sheet.own(format!("Also taken as {}, by `with_content_type`.", also.join(", ")));
        }
        self.write_parts(Way::main(self.op, self.names), sheet);
        for way in other_ways(self.op, self.names) {
            let Some(body) = way.payload else { continue };
            let lead = format!("**Or** `{}` ({})", way.method, quoted(&body.media_type));
            sheet.own(format!("{lead}: {}.", payload(self.subject, body)));
            self.write_parts(way, sheet);
        }
    }

    fn write_parts(&self, way: Way<'_>, sheet: &mut Sheet) {
        let plan = self.subject.plan;
        let parts = parts(plan, way).unwrap_or_default();
        let rows = parts.iter().map(|input| {
            let part = input.part;
            let how = if input.is_argument { "argument".to_owned() } else { format!("`.{}(…)`", input.name) };
            let (form, facts) = match &part.kind {
                PartKind::File => ("file".to_owned(), Vec::new()),
                PartKind::Files => ("files".to_owned(), Vec::new()),
                PartKind::Text(value) | PartKind::Json(value) => {
                    (kind(self.subject, value), facts(self.subject, value, part.default.as_ref()))
                }
            };
            let facts = [facts, input.header_facts()].concat();
            let about = sentences(self.subject, part.docs.description.as_deref(), &facts);
            vec![quoted(&part.name), how, form, about]
        });
        sheet.table(&["Part", "Passed as", "Kind", "Meaning"], rows);
    }

    fn write_answers(&self, sheet: &mut Sheet) {
        let outcome = outcome(self.op, self.names);
        let mut rows = Vec::new();
        match &outcome.success {
            Success::Single(success) => {
                let documented = self.op.responses.iter().find(|response| response.status.is_success());
                let status = documented.map_or_else(|| "2xx".to_owned(), |response| status(response.status));
                let about = documented.and_then(|response| response.docs.description.as_deref());
                let own: &[String] = &if documented.is_some() { vec![] } else { vec!["Not described.".to_owned()] };
                rows.push(vec![
                    status,
                    "`Ok`".to_owned(),
                    body(self.subject, *success),
                    sentences(self.subject, about, own),
                ]);
            }
            Success::ByStatus(cases) => {
                rows.extend(cases.iter().map(|case| case_row(self.subject, self.names.output.as_str(), case)));
            }
        }
        let choices: Vec<String> = choices(self.op).iter().map(|name| quoted(name)).collect();
        let own = outcome.failures.iter().filter(|case| !self.is_told_once(case));
        rows.extend(own.map(|case| case_row(self.subject, self.names.error.as_str(), case)));
        sheet.table(&HEAD, rows);
        for (other, method) in on_request(self.op, self.names) {
            let media_types: Vec<String> = other.media_types.iter().map(|name| quoted(name)).collect();
            if let Some(value) = other.body.value() {
                let what = kind(self.subject, value);
                sheet.own(format!("Asked for by `.{method}()`: {} ({what}).", media_types.join(", ")));
            }
        }
        if let Some(events) = events(self.op) {
            let done = events.done.map(|done| format!(", the last one {}", quoted(done))).unwrap_or_default();
            sheet.own(format!("**Events**, by `events()`: {}{done}.", body(self.subject, events.data)));
        }
        if !choices.is_empty() {
            sheet.own(format!("Other media types, by `answer_as`: {}.", choices.join(", ")));
        }
        if outcome.failures.iter().any(|case| self.is_told_once(case)) {
            let link = self.subject.outline.link("failures that all calls share", Key::Shared);
            sheet.own(format!("And the {link}, as `{}`.", self.names.error));
        }
    }

    fn write_headers(&self, sheet: &mut Sheet) {
        let sides = [("a success", self.op.headers.output), ("a failure", self.op.headers.error)];
        let told =
            sides.into_iter().filter_map(|(side, set)| Some(format!("of {side}: {}", set_link(self.subject, set?)?)));
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            sheet.own(format!("**Headers** {}, by `typed_headers()`.", told.join("; ")));
        }
    }

    fn write_links(&self, sheet: &mut Sheet) {
        let rows = self.op.links.iter().zip(&self.names.links).filter_map(|(link, name)| {
            let target = self.subject.plan.names.operations.get(link.target.0)?;
            Some(vec![
                link_text(link),
                format!("`{}::{name}`", self.names.marker),
                self.subject.outline.link(&format!("`{}`", target.method), Key::Call(link.target.0)),
                sentences(self.subject, link.docs.description.as_deref(), &[]),
            ])
        });
        sheet.table(&["Link", "In Rust", "Leads to", "Meaning"], rows.collect::<Vec<_>>());
    }

    /// The failure stands among those that all calls share.
    fn is_told_once(&self, case: &Case<'_>) -> bool {
        self.subject.outline.has(Key::Shared) && is_shared(self.subject.plan, case)
    }

    fn write_samples(&self, sheet: &mut Sheet) {
        for sample in &self.op.samples {
            let about = line(self.subject, sample.summary.as_deref());
            sheet.own(format!("**Request in the document.** {about}").trim_end());
            sheet.code("http", &sample.lines());
        }
    }

    fn write_facts(&self, sheet: &mut Sheet) {
        let mut facts = vec![format!("- **Credentials:** {}", security(self.subject, &self.op.security))];
        if self.op.idempotent != self.op.method.is_idempotent() {
            let harm = if self.op.idempotent { "does no harm" } else { "does harm" };
            facts.push(format!("- **Repeating** the call {harm}, other than its method says."));
        }
        if let Some(key) = self.op.idempotency_key.and_then(|index| self.op.parameters.get(index)) {
            let key = quoted(&key.name);
            facts.push(format!("- **Idempotency key:** {key}, a random one for each call unless it is set."));
        }
        if let Some(source) = &self.op.source {
            let (document, heading) = (markdown::line(&source.document), markdown::line(&source.heading));
            facts.push(format!("- **Source:** {document}, “{heading}”"));
        }
        if !self.op.anomalies.is_empty() {
            let ids: Vec<String> = self.op.anomalies.iter().map(|anomaly| quoted(&anomaly.id)).collect();
            let link = self.subject.outline.link(&ids.join(", "), Key::Contradiction(self.index));
            facts.push(format!("- **Contradictions in the document:** {link}"));
        }
        sheet.block(facts);
    }
}

/// The link as the document calls it, and what it starts from if that is no success.
fn link_text(link: &Link) -> String {
    match link.start {
        LinkStart::Success => quoted(&link.name),
        LinkStart::Failure => format!("{}, from the error", quoted(&link.name)),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    }
}
