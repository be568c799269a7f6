//! How the parts of a body are passed.

use super::wording::{limits, quoted};
use super::{Passing, Plan, Way, merged};
use crate::ir::{Parameter, Part, PartKind, PayloadKind};
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
    /// Its headers.
    pub(crate) headers: Vec<PartHeader<'a>>,
}

/// A header of a part, with the setter it has unless it is always the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartHeader<'a> {
    pub(crate) parameter: &'a Parameter,
    pub(crate) name: &'a ValueName,
    pub(crate) passing: Passing,
}

/// The parts of a body, in document order; `None` if the body is not made of parts.
pub(crate) fn parts<'a>(plan: &Plan<'a>, way: Way<'a>) -> Option<Vec<PartInput<'a>>> {
    let payload = way.payload?;
    let PayloadKind::Multipart(parts) = &payload.kind else { return None };
    let header = |(parameter, name): (&'a Parameter, &'a ValueName)| PartHeader {
        parameter,
        name,
        passing: plan.passing(&parameter.value),
    };
    let names = way.parts.iter().zip(way.part_headers);
    let inputs = parts.iter().zip(names).map(|(part, (name, headers))| PartInput {
        part,
        name,
        is_argument: payload.required && part.required,
        passing: part.kind.value().map(|value| plan.passing(value)),
        headers: part.headers.iter().zip(headers).map(header).collect(),
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
        facts.extend(self.header_facts());
        facts
    }

    /// Its headers, for documentation.
    pub(crate) fn header_facts(&self) -> Vec<String> {
        let describe = |PartHeader { parameter, name, .. }: &PartHeader<'_>| match &parameter.constant {
            Some(constant) => {
                let text = constant.as_str().map_or_else(|| constant.to_string(), str::to_owned);
                format!("Has the header {}.", quoted(&format!("{}: {text}", parameter.name)))
            }
            None if parameter.required => {
                format!("Needs the header {}: `.{name}(…)`.", quoted(&parameter.name))
            }
            None => format!("Can have the header {}: `.{name}(…)`.", quoted(&parameter.name)),
        };
        self.headers.iter().map(describe).collect()
    }
}
