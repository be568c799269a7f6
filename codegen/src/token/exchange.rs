//! One way to get a token.

use serde_json::Value;

use super::Reader;
use super::assertion::read_assertion;
use super::fields::Fields;
use super::input::{read_constants, read_inputs};
use super::route::{self, Route};
use super::target::{PLACES, check_filled, need_aim};
use crate::diag::Place;
use crate::ir::{Assertion, Docs, Exchange, ExchangeInput, InputKind, Refresh, Target};

const FIELDS: [&str; 12] = [
    "setter",
    "description",
    "operation",
    "inputs",
    "constants",
    "assertion",
    "token",
    "lifetime",
    "default-lifetime",
    "success",
    "errors",
    "refresh",
];

/// `elsewhere`: tokens are issued by another server than the API's.
pub(super) fn read_exchange(cx: &Reader<'_>, value: &Value, place: Place, elsewhere: bool) -> Option<Exchange> {
    let fields = Fields::open(cx, value, place, "an exchange", &FIELDS)?;
    let setter = fields.need_identifier("setter");
    let description = fields.text("description").map(|(text, _)| text.to_owned());
    let (reference, at) = fields.need_text("operation")?;
    let route = route::find(cx, reference, &at)?;
    let inputs = read_inputs(cx, &fields, &route);
    let constants = read_constants(cx, &fields, &route);
    let assertion = read_assertion(cx, &fields, &route, &inputs);
    check_uses(cx, &fields, &inputs, assertion.as_ref());
    let targets = targets(&inputs, &constants, assertion.as_ref());
    check_once(cx, &fields, &targets);
    check_filled(cx, &route, &targets, &at);
    let refresh = fields.get("refresh").map(|(value, at)| read_refresh(cx, value, at, (&fields, &route), elsewhere));
    fields.need("token");
    let token = answered(cx, &fields, "token", &route, TEXT);
    let lifetime = answered(cx, &fields, "lifetime", &route, NUMBER);
    let default_lifetime = fields.seconds("default-lifetime", u32::MAX);
    let success = read_success(cx, &fields, &route);
    let errors = read_errors(cx, &fields, &route);
    Some(Exchange {
        setter: setter?,
        docs: Docs { description, ..Docs::default() },
        operation: route.lower(cx, elsewhere, &at),
        inputs,
        constants,
        token,
        lifetime,
        default_lifetime,
        success,
        errors,
        refresh: refresh.map_or(Some(None), |refresh| refresh.map(Some))?,
        assertion,
    })
}

/// What a pointer into an answer has to lead to: types, and what they are called.
#[derive(Clone, Copy)]
struct Wanted(&'static [&'static str], &'static str);

const TEXT: Wanted = Wanted(&["string"], "text");
const NUMBER: Wanted = Wanted(&["integer", "number", "string"], "a number");
const FLAG: Wanted = Wanted(&["boolean"], "a boolean");

fn answered(cx: &Reader<'_>, fields: &Fields<'_, '_>, key: &str, route: &Route, wanted: Wanted) -> Vec<String> {
    let pointers = fields.pointers(key);
    for (pointer, at) in &pointers {
        check_answer(cx, route, (pointer, at.clone()), wanted);
    }
    pointers.into_iter().map(|(pointer, _)| pointer).collect()
}

fn check_answer(cx: &Reader<'_>, route: &Route, (pointer, at): (&str, Place), wanted: Wanted) {
    let Some(end) = route.answers(cx, pointer, true) else {
        let message = format!("`{pointer}` is not declared in an answer of `{}`", route.name());
        cx.misfit(at, message).also(route.place().key(), "the operation");
        return;
    };
    if let Some(word) = end.type_word(cx)
        && !wanted.0.contains(&word.as_str())
    {
        cx.misfit(at, format!("`{pointer}` leads to a value of type `{word}`, and {} is wanted", wanted.1));
    }
}

fn read_success(cx: &Reader<'_>, fields: &Fields<'_, '_>, route: &Route) -> Option<String> {
    let (pointer, at) = fields.pointer("success")?;
    check_answer(cx, route, (&pointer, at), FLAG);
    Some(pointer)
}

/// A refusal may be any answer, also one that says 200.
fn read_errors(cx: &Reader<'_>, fields: &Fields<'_, '_>, route: &Route) -> Vec<String> {
    let pointers = fields.pointers("errors");
    for (pointer, at) in &pointers {
        if route.answers(cx, pointer, false).is_none() {
            let message = format!("`{pointer}` is not declared in any answer of `{}`", route.name());
            cx.misfit(at.clone(), message).also(route.place().key(), "the operation");
        }
    }
    pointers.into_iter().map(|(pointer, _)| pointer).collect()
}

/// The answer of the renewal is read like that of the exchange, so it has to look like it.
fn read_refresh(
    cx: &Reader<'_>,
    value: &Value,
    place: Place,
    (exchange, route): (&Fields<'_, '_>, &Route),
    elsewhere: bool,
) -> Option<Refresh> {
    let known = [&PLACES[..], &["operation", "token"]].concat();
    let fields = Fields::open(cx, value, place, "`refresh`", &known)?;
    let (reference, at) = fields.need_text("operation")?;
    let renewal = route::find(cx, reference, &at)?;
    let aim = need_aim(cx, &fields, &renewal)?;
    check_filled(cx, &renewal, &[&aim.target], &at);
    fields.need("token");
    let token = answered(cx, &fields, "token", route, TEXT);
    for key in ["token", "lifetime", "success"] {
        for (pointer, _) in exchange.pointers(key) {
            if renewal.answers(cx, &pointer, true).is_none() {
                let message =
                    format!("`{pointer}`, the {key} of the exchange, is not in an answer of `{}`", renewal.name());
                cx.misfit(at.clone(), message).also(renewal.place().key(), "the operation");
            }
        }
    }
    Some(Refresh { operation: renewal.lower(cx, elsewhere, &at), token, target: aim.target })
}

fn targets<'a>(
    inputs: &'a [ExchangeInput],
    constants: &'a [(Target, String)],
    assertion: Option<&'a Assertion>,
) -> Vec<&'a Target> {
    let given = inputs.iter().filter_map(|input| input.target.as_ref());
    let fixed = constants.iter().map(|(target, _)| target);
    given.chain(fixed).chain(assertion.map(|assertion| &assertion.target)).collect()
}

/// Two values cannot be in one place.
fn check_once(cx: &Reader<'_>, fields: &Fields<'_, '_>, targets: &[&Target]) {
    for (i, target) in targets.iter().enumerate() {
        if targets.iter().take(i).any(|earlier| earlier == target) {
            let (Target::Path(name) | Target::Query(name) | Target::Header(name) | Target::Body(name)) = target;
            cx.invalid(fields.place().clone(), format!("two values go to `{name}`"));
        }
    }
}

/// An input that goes nowhere would be asked for in vain.
fn check_uses(cx: &Reader<'_>, fields: &Fields<'_, '_>, inputs: &[ExchangeInput], assertion: Option<&Assertion>) {
    if assertion.is_none() && fields.get("assertion").is_some() {
        return; // What it uses is not known.
    }
    for (i, input) in inputs.iter().enumerate() {
        let stated = assertion.is_some_and(|a| a.issuer == i || a.claims.iter().any(|(_, claimed)| *claimed == i));
        if input.target.is_none() && !stated && input.kind != InputKind::Key {
            let place = fields.place().descend(["inputs", &input.name]);
            // A target that is wrong has been told.
            let given = cx.document.sources.value(&place).and_then(Value::as_object);
            if given.is_some_and(|map| PLACES.iter().any(|place| map.contains_key(*place))) {
                continue;
            }
            let report = cx.invalid(place.key(), format!("nothing uses the input `{}`", input.name));
            report.help("say where it goes: one of `path: name`, `query: name`, `header: name`, `body: /pointer`");
        }
    }
}
