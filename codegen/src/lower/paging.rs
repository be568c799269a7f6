//! `x-pagination`: lists that come in pages.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::Lower;
use super::accessors::{DeadEnd, follow, record_of};
use crate::diag::{Place, Sink, codes};
use crate::ir::{
    Method, Operation, Paging, Parameter, Place as In, Response, ResponseBody, Shape, StatusPattern, Style, Type,
    TypeId, Value,
};
use crate::normalize::closest;

/// What an operation says about its pages; it waits until the types of its answer are known.
pub(super) struct Pending {
    operation: usize,
    items: String,
    next: String,
    parameter: String,
    size: Option<String>,
    place: Place,
}

/// Notes what the operation at that index says. What has not the right form was reported.
pub(super) fn collect(cx: &mut Lower<'_>, operation: usize, extensions: &IndexMap<String, Json>, place: &Place) {
    let Some(value) = extensions.get("x-pagination") else { return };
    let text = |key: &str| value.get(key).and_then(Json::as_str).map(str::to_owned);
    let pointer = |key: &str| text(key).filter(|pointer| pointer.starts_with('/'));
    if let (Some(items), Some(next), Some(parameter)) = (pointer("items"), pointer("next"), text("parameter")) {
        let place = place.child("x-pagination");
        cx.pagings.push(Pending { operation, items, next, parameter, size: text("size"), place });
    }
}

/// Turns what was noted into ways through the types.
pub(super) fn settle(types: &[Type], operations: &mut [Operation], pending: Vec<Pending>, sink: &Sink) {
    for pending in pending {
        if let Some(operation) = operations.get_mut(pending.operation) {
            operation.paging = resolve(types, operation, &pending, sink);
        }
    }
}

fn resolve(types: &[Type], operation: &Operation, pending: &Pending, sink: &Sink) -> Option<Paging> {
    let fail = |at: &str, message: &str| sink.report(&codes::PAGINATION, pending.place.child(at), message);
    let query = |name: &str| operation.parameters.iter().position(|p| p.place == In::Query && p.name == name);
    let page = match page_of(types, operation) {
        Ok(page) => page,
        Err(message) => {
            sink.report(&codes::PAGINATION, pending.place.key(), message)
                .help("without `x-pagination` callers ask for page after page by themselves");
            return None;
        }
    };
    let way = |at: &str, pointer: &str| {
        follow(types, page, pointer).map_err(|end| tell(types, &end, sink, pending.place.child(at)))
    };
    let items = way("items", &pending.items).ok();
    let next = way("next", &pending.next).ok();
    let parameter = query(&pending.parameter)?;
    let (items, list) = items?;
    if !matches!(list.shape, Shape::List(_)) {
        let report = fail("items", "the value here is no list");
        if let Some(name) = list_in(types, page) {
            report.help(format!("`{}` leads to one", Place::root(pending.place.file).child(name).pointer));
        }
        return None;
    }
    let (next, token) = next?;
    if !is_token(&token.shape) {
        fail("next", "the value here can be no token")
            .help("tokens are `type: string` without a format (or `uuid`), or `type: integer`");
        return None;
    }
    if !operation.parameters.get(parameter).is_some_and(takes_token) {
        fail("parameter", "this parameter cannot take a token")
            .help("tokens are `type: string` without a format (or `uuid`), or `type: integer`");
        return None;
    }
    Some(Paging { items, next, parameter, size: pending.size.as_deref().and_then(query) })
}

fn tell(types: &[Type], end: &DeadEnd, sink: &Sink, place: Place) {
    let token = &end.token;
    let Some(ty) = end.record.and_then(|id| types.get(id.0)) else {
        let message = format!("there is no object in which `{token}` could be");
        sink.report(&codes::PAGINATION, place, message);
        return;
    };
    let report = sink.report(&codes::PAGINATION, place, format!("`{}` declares no property `{token}`", ty.name));
    let fields = end.record.and_then(|id| record_of(types, id)).into_iter().flat_map(|record| &record.fields);
    if let Some(guess) = closest(token, fields.map(|field| field.name.as_str())) {
        report.help(format!("did you mean `{guess}`?"));
    }
}

/// The only list directly in a page.
fn list_in(types: &[Type], page: TypeId) -> Option<&str> {
    let lists = record_of(types, page)?.fields.iter().filter(|field| matches!(field.value.shape, Shape::List(_)));
    let names: Vec<&str> = lists.map(|field| field.name.as_str()).collect();
    <[&str; 1]>::try_from(names).ok().map(|[name]| name)
}

/// The type of a page: what the only success answers.
fn page_of(types: &[Type], operation: &Operation) -> Result<TypeId, &'static str> {
    if operation.method == Method::Head {
        return Err("answers to `head` have no body, so there is nothing to page through");
    }
    let successes: Vec<&Response> = operation.responses.iter().filter(|r| r.status.is_success()).collect();
    let fallback = operation.responses.iter().find(|r| r.status == StatusPattern::Default);
    let answer = match (successes.as_slice(), fallback) {
        ([one], _) if one.alternatives.is_empty() => one,
        ([], Some(fallback)) => fallback,
        ([], None) => return Err("no answer stands for success, so there is nothing to page through"),
        _ => return Err("several answers stand for success, and pages can be of one type only"),
    };
    match &answer.body {
        Some(ResponseBody::Json(Value { shape: Shape::Named { id, .. }, nullable: false, .. }))
            if record_of(types, *id).is_some() =>
        {
            Ok(*id)
        }
        _ => Err("the success answer is no JSON object with declared properties"),
    }
}

fn is_token(shape: &Shape) -> bool {
    matches!(shape, Shape::Text | Shape::Integer { .. } | Shape::Unsigned | Shape::Uuid)
}

/// The value is spelled as it is.
fn takes_token(parameter: &Parameter) -> bool {
    let is_plain = !matches!(parameter.style, Style::DeepObject | Style::Json);
    is_plain && parameter.constant.is_none() && is_token(&parameter.value.shape)
}
