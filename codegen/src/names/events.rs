//! Names of calls that the server makes, and of the ways to answer them.

use super::operations::status_word;
use super::scope::Scope;
use super::{TypeName, ValueName};
use crate::diag::{Sink, codes};
use crate::ir::{Api, Event};

/// Names of one event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventNames {
    /// The type that stands for it.
    pub ty: TypeName,
    /// Function per answer.
    pub answers: Vec<ValueName>,
}

/// The module of webhooks has this type of its own.
const RESERVED_TYPES: &[&str] = &["Webhook"];
/// Each type has this function of its own.
const RESERVED_FUNCTIONS: &[&str] = &["decode"];

pub(super) fn claim(api: &Api, sink: &Sink) -> Vec<EventNames> {
    let mut types = Scope::new(RESERVED_TYPES);
    let names = api.events.iter().map(|event| claim_event(&mut types, api, event)).collect();
    for (wanted, given) in types.moved {
        let message = format!("the type name of the webhook `{wanted}` was taken; it is called `{given}`");
        sink.report(&codes::NAME_CLASH, api.place.clone(), message).help("name it with `x-rust-name`");
    }
    names
}

fn claim_event(types: &mut Scope, api: &Api, event: &Event) -> EventNames {
    let wanted = event.rust_name.as_deref().unwrap_or(&event.name);
    let operation = event.callback.as_ref().and_then(|callback| api.operations.get(callback.operation.0));
    let qualified = match operation {
        Some(op) => format!("{} {wanted}", op.id),
        None => format!("{wanted} {}", event.method.as_str().to_lowercase()),
    };
    let mut functions = Scope::new(RESERVED_FUNCTIONS);
    EventNames {
        ty: types.claim_type_or(wanted, &[qualified], "Event"),
        answers: event.answers.iter().map(|r| functions.claim_value(&status_word(r.status), "answer")).collect(),
    }
}
