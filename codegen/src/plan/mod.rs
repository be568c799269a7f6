//! What is decided between the model and the tokens: everything that would otherwise be an `if` in `emit`.
//!
//! A plan is computed once per API and only read afterwards. Total: an [`Api`] that passed the gate has a plan.

mod accept;
mod aliases;
mod arguments;
mod construction;
mod credentials;
mod docs;
mod events;
mod example;
mod failures;
mod groups;
pub(crate) mod markdown;
mod outcome;
mod parts;
mod reach;
mod rules;
mod shadow;
mod size;
mod ways;
mod wording;

pub(crate) use accept::accept;
pub(crate) use arguments::{Input, Passing, inputs};
pub(crate) use construction::required;
pub(crate) use credentials::{
    access_token_text, arguments as credential_arguments, carried, discovery_text, environment_text, exchange_text,
    has_tokens, route, scheme_text, schemes, server_text,
};
pub(crate) use docs::Text;
pub(crate) use events::{Events, events};
pub(crate) use example::{call, chain, credentials, example, example_of_events, example_of_pages};
pub(crate) use failures::Failures;
pub(crate) use groups::Groups;
pub(crate) use outcome::{Body, Case, Outcome, Success, outcome};
pub(crate) use parts::{PartHeader, PartInput, parts};
pub(crate) use rules::{RuleTable, merged};
pub(crate) use shadow::Shadowed;
pub(crate) use ways::{Standing, Way, other_ways};
pub(crate) use wording::{limits, quoted};

use aliases::Aliases;
pub(crate) use aliases::Spelling;

use crate::ir::{Alternative, Api, FieldSet, Method, Operation, Payload, PayloadKind, Response, Type, TypeId};
use crate::names::{ApiNames, OperationNames, TypeNames, ValueName};

/// What the emitted code is for, beyond the document itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The crate that the code becomes part of, as it is written in a `use`. Examples in docs name it.
    pub crate_name: String,
    /// The document, as the first line of each file names it, e.g. `specs/cloudneeti.yaml`.
    pub source: String,
}

/// Decisions about one API.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a ApiNames,
    pub(crate) target: &'a Target,
    pub(crate) groups: Groups,
    pub(crate) rules: RuleTable,
    pub(crate) shadowed: Shadowed,
    pub(crate) failures: Failures,
    aliases: Aliases,
    /// Per type: the set of headers or query parameters that it is.
    field_sets: Vec<Option<&'a FieldSet>>,
    /// Per type: `Default` can be derived.
    defaults: Vec<bool>,
    sizes: size::Sizes,
}

impl<'a> Plan<'a> {
    /// Decides everything about `api`.
    pub(crate) fn new(api: &'a Api, names: &'a ApiNames, target: &'a Target) -> Self {
        let mut plan = Self {
            api,
            names,
            target,
            failures: Failures::default(),
            groups: groups::plan(api, names),
            rules: rules::plan(api, names),
            shadowed: shadow::plan(names),
            sizes: size::Sizes::default(),
            aliases: Aliases::of(api),
            field_sets: field_sets(api),
            defaults: construction::plan(api),
        };
        plan.failures = failures::plan(&plan);
        plan
    }

    /// A type with its names.
    pub(crate) fn ty(&self, id: TypeId) -> Option<(&'a Type, &'a TypeNames)> {
        Some((self.api.types.get(id.0)?, self.names.types.get(id.0)?))
    }

    /// All types with their names, in document order.
    pub(crate) fn types(&self) -> impl Iterator<Item = (TypeId, &'a Type, &'a TypeNames)> {
        let pairs = self.api.types.iter().zip(&self.names.types).enumerate();
        pairs.map(|(index, (ty, names))| (TypeId(index), ty, names))
    }

    /// The set of headers or query parameters that a type is.
    pub(crate) fn field_set(&self, id: TypeId) -> Option<&'a FieldSet> {
        self.field_sets.get(id.0).copied().flatten()
    }

    /// Types that answers are made of.
    pub(crate) fn received_types(&self) -> std::collections::BTreeSet<TypeId> {
        reach::closure(self.api, self.api.operations.iter().flat_map(reach::received))
    }

    /// Some operation answers with bytes, or can be asked to.
    pub(crate) fn has_downloads(&self) -> bool {
        let mut pairs = self.api.operations.iter().zip(&self.names.operations);
        self.has_choices() || pairs.any(|(op, names)| outcome(op, names).success == Success::Single(Body::Binary))
    }

    /// Some operation can be asked for something else than what its type stands for.
    pub(crate) fn has_choices(&self) -> bool {
        self.api.operations.iter().any(|op| !choices(op).is_empty())
    }

    /// Some body can be announced as one of several media types.
    pub(crate) fn has_content_types(&self) -> bool {
        self.api.operations.iter().flat_map(|op| op.payloads()).any(is_open)
    }

    /// `Default` can be derived for the type: nothing in it must be given.
    pub(crate) fn has_default(&self, id: TypeId) -> bool {
        self.defaults.get(id.0).copied().unwrap_or(false)
    }
}

fn field_sets(api: &Api) -> Vec<Option<&FieldSet>> {
    let mut by_type = vec![None; api.types.len()];
    for set in &api.field_sets {
        if let Some(slot) = by_type.get_mut(set.ty.0) {
            *slot = Some(set);
        }
    }
    by_type
}

/// What a caller can ask for in place of what the call is usually answered with: media types of successes, without those
/// that are [asked for by a method](on_request) of their own.
pub(crate) fn choices(op: &Operation) -> Vec<&str> {
    let successes = op.responses.iter().filter(|response| response.status.is_success());
    let mut found: Vec<&str> = Vec::new();
    for response in successes {
        let on_request = response.on_request.iter().filter(|_| only_success(op).is_none());
        let others = response.alternatives.iter().chain(on_request);
        for name in others.flat_map(|other| &other.media_types).chain(&response.untyped) {
            if !found.contains(&name.as_str()) {
                found.push(name);
            }
        }
    }
    found
}

/// JSON of another type that a call can be answered with, and the method that asks for it. With several successes there
/// is none: what comes under the other statuses is of no such type.
pub(crate) fn on_request<'a>(
    op: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Alternative, &'a ValueName)> {
    only_success(op).into_iter().flat_map(|response| &response.on_request).zip(&names.on_request)
}

fn only_success(op: &Operation) -> Option<&Response> {
    let mut successes = op.responses.iter().filter(|response| response.status.is_success());
    successes.next().filter(|_| successes.next().is_none() && op.method != Method::Head)
}

/// The document leaves it to the caller what the body is announced as.
pub(crate) fn is_open(payload: &Payload) -> bool {
    let has_boundary = payload.media_type.starts_with("multipart/") && payload.kind == PayloadKind::Bytes;
    !matches!(payload.kind, PayloadKind::Multipart(_))
        && (!payload.synonyms.is_empty() || payload.is_range || has_boundary)
}
