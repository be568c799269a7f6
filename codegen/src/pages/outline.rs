//! The headings of a page, and where links to them lead.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Response, Type, TypeId, TypeKind};
use crate::plan::{Case, Plan, markdown, outcome};

/// Something that has a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Title,
    Servers,
    Credentials,
    Operations,
    Calls,
    /// Failures that all calls have in common.
    Shared,
    /// Index into the operations.
    Call(usize),
    Webhooks,
    /// Index into the calls that the server makes.
    Webhook(usize),
    Types,
    Codes,
    Type(TypeId),
    Contradictions,
    /// Index of the operation they are about.
    Contradiction(usize),
    Open,
}

#[derive(Debug)]
struct Heading {
    level: usize,
    text: String,
    anchor: String,
}

/// All headings of a page, in their order.
#[derive(Debug)]
pub(super) struct Outline {
    headings: BTreeMap<Key, Heading>,
    taken: BTreeSet<String>,
}

impl Outline {
    /// Decides the headings of the page about an API.
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let mut outline = Self { headings: BTreeMap::new(), taken: BTreeSet::new() };
        outline.add(Key::Title, 1, title(plan));
        outline.add(Key::Servers, 2, "Where it is served".to_owned());
        outline.add(Key::Credentials, 2, "How to authenticate".to_owned());
        outline.add(Key::Operations, 2, "Operations".to_owned());
        if !plan.api.operations.is_empty() {
            outline.add(Key::Calls, 2, "The calls, one by one".to_owned());
        }
        if shares_failures(plan) {
            outline.add(Key::Shared, 3, "Failures that all calls share".to_owned());
        }
        for index in by_tag(plan) {
            if let Some(names) = plan.names.operations.get(index) {
                outline.add(Key::Call(index), 3, format!("`{}`", names.method));
            }
        }
        if !plan.api.events.is_empty() {
            outline.add(Key::Webhooks, 2, "Calls that the server makes".to_owned());
        }
        for (index, names) in plan.names.events.iter().enumerate() {
            outline.add(Key::Webhook(index), 3, format!("`{}`", names.ty));
        }
        outline.add_types(plan, Key::Types);
        outline.add_types(plan, Key::Codes);
        let operations = &plan.api.operations;
        if !plan.api.anomalies.is_empty() || operations.iter().any(|op| !op.anomalies.is_empty()) {
            outline.add(Key::Contradictions, 2, "Where the document contradicts itself, and what we chose".to_owned());
            for index in by_tag(plan) {
                let names = plan.names.operations.get(index);
                let unclear = operations.get(index).is_some_and(|op| !op.anomalies.is_empty());
                if let Some(names) = names.filter(|_| unclear) {
                    outline.add(Key::Contradiction(index), 3, format!("About `{}`", names.method));
                }
            }
        }
        outline.add(Key::Open, 2, "What is open".to_owned());
        outline
    }

    /// Links to the parts of the page, on one line.
    pub(super) fn contents(&self) -> String {
        let parts = self.headings.iter().filter(|(_, heading)| heading.level == 2);
        let links: Vec<String> = parts.map(|(key, heading)| self.link(&heading.text, *key)).collect();
        links.join(" · ")
    }

    /// The page has this heading.
    pub(super) fn has(&self, key: Key) -> bool {
        self.headings.contains_key(&key)
    }

    /// The line of a heading.
    pub(super) fn heading(&self, key: Key) -> String {
        let found = self.headings.get(&key);
        found.map(|heading| format!("{} {}", "#".repeat(heading.level), heading.text)).unwrap_or_default()
    }

    /// `text` as a link to a heading.
    pub(super) fn link(&self, text: &str, key: Key) -> String {
        let found = self.headings.get(&key);
        found.map_or_else(|| text.to_owned(), |heading| format!("[{text}](#{})", heading.anchor))
    }

    /// The code tables, or all other types.
    fn add_types(&mut self, plan: &Plan<'_>, section: Key) {
        let is_code = |ty: &Type| matches!(ty.kind, TypeKind::Enumeration(_));
        let here: Vec<_> = plan.types().filter(|(_, ty, _)| is_code(ty) == (section == Key::Codes)).collect();
        if !here.is_empty() {
            let title = if section == Key::Codes { "Code tables" } else { "Types" };
            self.add(section, 2, title.to_owned());
        }
        for (id, _, names) in here {
            self.add(Key::Type(id), 3, format!("`{}`", names.name));
        }
    }

    fn add(&mut self, key: Key, level: usize, text: String) {
        let wanted = anchor(&text);
        let numbered = (1..).map(|n| format!("{wanted}-{n}"));
        let free = [wanted.clone()].into_iter().chain(numbered).find(|name| !self.taken.contains(name));
        let anchor = free.unwrap_or(wanted);
        self.taken.insert(anchor.clone());
        self.headings.insert(key, Heading { level, text, anchor });
    }
}

/// Several failures are the same everywhere, so that telling them once makes the page shorter.
fn shares_failures(plan: &Plan<'_>) -> bool {
    const FEWEST_OPERATIONS: usize = 3;
    const FEWEST_FAILURES: usize = 2;
    let mut operations = plan.api.operations.iter().zip(&plan.names.operations);
    let first = operations.next().map(|(op, names)| outcome(op, names).failures).unwrap_or_default();
    plan.api.operations.len() >= FEWEST_OPERATIONS
        && first.iter().filter(|case| is_shared(plan, case)).count() >= FEWEST_FAILURES
}

/// All operations have this failure, and mean the same by it.
pub(super) fn is_shared(plan: &Plan<'_>, case: &Case<'_>) -> bool {
    let same = |other: &Response| {
        other.status == case.status && other.body == case.response.body && other.docs == case.response.docs
    };
    let mut operations = plan.api.operations.iter().zip(&plan.names.operations);
    operations.all(|(op, names)| {
        let mut pairs = op.responses.iter().zip(&names.responses);
        pairs.any(|(response, variant)| same(response) && variant == case.variant)
    })
}

/// Operations in the order of their tags.
pub(super) fn by_tag(plan: &Plan<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..plan.api.operations.len()).collect();
    order.sort_by_key(|&index| plan.api.operations.get(index).map(|op| op.tag));
    order
}

fn title(plan: &Plan<'_>) -> String {
    let title = markdown::line(&plan.api.title);
    let title = title.trim_end_matches('#').trim();
    if title.is_empty() { format!("`{}`", plan.names.module) } else { title.to_owned() }
}

/// The anchor that GitHub gives a heading: small letters, digits, `-` and `_`; spaces become `-`, the rest goes.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
