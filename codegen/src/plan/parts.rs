//! How the parts of a body are passed.

use super::wording::{limits, quoted};
use super::{Passing, Plan, Way, merged};
use crate::ir::{Part, PartKind, PayloadKind};
use crate::names::ValueName;

/// One part with its name and how it is passed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartInput<'a> {
    pub(crate) part: &'a Part,
    pub(crate) name: &'a ValueName,
    /// The body must be there, and this part must be in it.
    pub(crate) is_argument: bool,
    /// How its value is passed; files are passed in a way of their own.
    pub(crate) passing: Option<Passing>,
}

/// The parts of a body, in document order; `None` if the body is not made of parts.
pub(crate) fn parts<'a>(plan: &Plan<'a>, way: Way<'a>) -> Option<Vec<PartInput<'a>>> {
    let payload = way.payload?;
    let PayloadKind::Multipart(parts) = &payload.kind else { return None };
    let inputs = parts.iter().zip(way.parts).map(|(part, name)| PartInput {
        part,
        name,
        is_argument: payload.required && part.required,
        passing: part.kind.value().map(|value| plan.passing(value)),
    });
    Some(inputs.collect())
}

impl PartInput<'_> {
    /// What it is, its limits and its default, for documentation.
    pub(crate) fn facts(&self, plan: &Plan<'_>) -> Vec<String> {
        let part = self.part;
        let mut facts = match &part.kind {
            PartKind::File => {
                vec!["A file: bytes, or an [`rt::Part`] with a name, a media type or a stream.".to_owned()]
            }
            PartKind::Files => {
                let own = "Files: bytes, or [`rt::Part`]s with names, media types or streams.".to_owned();
                [vec![own], limits(&part.count)].concat()
            }
            PartKind::Text(value) | PartKind::Json(value) => limits(&merged(&plan.resolve(value).rules)),
        };
        if let Some(media_type) = &part.media_type {
            facts.push(format!("Announced as {}.", quoted(media_type)));
        }
        if let Some(default) = &part.default {
            facts.push(format!("Taken as {} when absent.", quoted(&default.to_string())));
        }
        facts
    }
}
