//! Links: how what comes back leads to the next call.

use openapiv3::{Link as Written, LinkOperation, Operation as Op, ReferenceOr, Response};
use serde_json::Value as Json;

use super::{Lower, response};
use crate::config::Facts;
use crate::diag::{Place as At, Sink, codes};
use crate::ir::{
    Docs, Link, LinkSlot, LinkStart, LinkValue, Operation, OperationId, PayloadKind, Place, StatusPattern,
};
use crate::normalize::closest;

/// A link that waits until all operations are known.
pub(super) struct Pending {
    operation: usize,
    name: String,
    status: StatusPattern,
    written: Written,
    place: At,
}

/// Notes the links of an operation's answers.
pub(super) fn collect(cx: &mut Lower<'_>, operation: usize, op: &Op, place: &At) {
    let base = place.child("responses");
    let listed =
        op.responses.responses.iter().map(|(code, response)| (response::pattern(code), code.to_string(), response));
    let default = op.responses.default.iter().map(|r| (StatusPattern::Default, "default".to_owned(), r));
    for (status, token, answer) in listed.chain(default) {
        let at = base.child(&token);
        match answer {
            ReferenceOr::Item(answer) => collect_from(cx, (operation, status), answer, &at),
            ReferenceOr::Reference { reference } => {
                if let Some(found) = cx.document.response(&at, reference, cx.sink) {
                    collect_from(cx, (operation, status), &found.value, &found.place);
                }
            }
        }
    }
}

fn collect_from(cx: &mut Lower<'_>, (operation, status): (usize, StatusPattern), response: &Response, place: &At) {
    for (name, link) in &response.links {
        let at = place.child("links").child(name);
        let (written, place) = match link {
            ReferenceOr::Item(link) => (link.clone(), at),
            ReferenceOr::Reference { reference } => match cx.document.link(&at, reference, cx.sink) {
                Some(found) => ((*found.value).clone(), found.place),
                None => continue,
            },
        };
        cx.links.push(Pending { operation, name: name.clone(), status, written, place });
    }
}

/// Turns what was noted into links between operations. What cannot be followed is reported and left out.
pub(super) fn settle(cx: &Lower<'_>, operations: &mut [Operation], pending: Vec<Pending>) {
    for link in pending {
        let found = Reader { cx, operations, link: &link }.read();
        let Some(operation) = operations.get_mut(link.operation) else { continue };
        operation.links.extend(found.filter(|found| is_new(&operation.links, found)));
    }
    // Where both have a link of one name, that of the success is called so.
    operations.iter_mut().for_each(|operation| operation.links.sort_by_key(|link| link.start));
}

/// The same link at several successes, or at several failures, is one.
fn is_new(links: &[Link], found: &Link) -> bool {
    !links.iter().any(|link| Link { status: found.status, ..link.clone() } == *found)
}

struct Reader<'r, 'a> {
    cx: &'r Lower<'a>,
    operations: &'r [Operation],
    link: &'r Pending,
}

impl Reader<'_, '_> {
    fn read(&self) -> Option<Link> {
        let Pending { name, status, written, place, .. } = self.link;
        let target = self.target()?;
        if written.server.is_some() {
            let message = "the server of a link is not used; the client's address is";
            self.sink().report(&codes::OPERATION_SERVERS, place.child("server"), message);
        }
        let mut values = Vec::new();
        for (key, value) in &written.parameters {
            let at = place.child("parameters").child(key);
            let slot = self.parameter(target, key, &at)?;
            values.push((slot, self.value(value, &at)?));
        }
        if let Some(value) = &written.request_body {
            let at = place.child("requestBody");
            self.takes_body(target, &at)?;
            values.push((LinkSlot::Body, self.value(value, &at)?));
        }
        let start = if self.is_success(*status) { LinkStart::Success } else { LinkStart::Failure };
        let docs = Docs { description: written.description.clone(), ..Docs::default() };
        Some(Link { name: name.clone(), status: *status, start, docs, target, values })
    }

    fn sink(&self) -> &Sink {
        self.cx.sink
    }

    fn unusable<T>(&self, at: At, why: String) -> Option<T> {
        let message = format!("the link `{}` is left out: {why}", self.link.name);
        self.sink().report(&codes::UNUSABLE_LINK, at, message);
        None
    }

    /// The status is a success, or all there is.
    fn is_success(&self, status: StatusPattern) -> bool {
        let responses = self.operations.get(self.link.operation).map(|op| op.responses.as_slice()).unwrap_or_default();
        status.is_success()
            || (status == StatusPattern::Default && !responses.iter().any(|response| response.status.is_success()))
    }

    fn target(&self) -> Option<OperationId> {
        let place = &self.link.place;
        match &self.link.written.operation {
            LinkOperation::OperationId(id) => {
                let found = self.operations.iter().position(|op| op.id == *id);
                if found.is_none() && !self.is_left_out(|facts| facts.2 == *id) {
                    let message = format!("the link `{}` is left out: there is no operation `{id}`", self.link.name);
                    let report = self.sink().report(&codes::UNUSABLE_LINK, place.child("operationId"), message);
                    if let Some(guess) = closest(id, self.operations.iter().map(|op| op.id.as_str())) {
                        report.help(format!("did you mean `{guess}`?"));
                    }
                }
                found.map(OperationId)
            }
            LinkOperation::OperationRef(reference) => {
                let at = place.child("operationRef");
                let found = self.cx.document.place_of(place.file, reference);
                let Some(found) = found.filter(|found| found.file == self.cx.document.root) else {
                    return self.unusable(at, format!("`{reference}` leads out of this document"));
                };
                let tokens: Vec<String> = found.tokens().collect();
                let [section, path, word] = tokens.as_slice() else {
                    return self.unusable(at, format!("`{reference}` is no operation"));
                };
                let method = super::method_of(word).filter(|_| section == "paths");
                let index = self.operations.iter().position(|op| op.path == *path && Some(op.method) == method);
                if index.is_none() && !self.is_left_out(|facts| facts.0 == path && facts.1 == word) {
                    return self.unusable(at, format!("there is no operation at `{reference}`"));
                }
                index.map(OperationId)
            }
        }
    }

    /// The operation is there and was not selected: a link to it goes with it.
    fn is_left_out(&self, is_it: impl Fn((&str, &str, String)) -> bool) -> bool {
        let Some(selection) = self.cx.selection else { return false };
        self.cx.document.openapi.operations().any(|(path, word, op)| {
            let id = op.operation_id.clone().unwrap_or_default();
            let facts = Facts { path, tags: &op.tags, id: &id };
            !selection.selects(facts) && is_it((path, word, id.clone()))
        })
    }

    /// The parameter of the target that `key` names: `id`, or `path.id` where that is not enough.
    fn parameter(&self, target: OperationId, key: &str, at: &At) -> Option<LinkSlot> {
        let op = self.operations.get(target.0)?;
        let qualified = key.split_once('.').and_then(|(word, name)| Some((place_of(word)?, name)));
        let same = |own: &str, name: &str, place: Place| match place {
            Place::Header => own.eq_ignore_ascii_case(name),
            Place::Path | Place::Query | Place::Cookie => own == name,
        };
        let plain = op.parameters.iter().position(|p| same(&p.name, key, p.place));
        let exact = || {
            let (place, name) = qualified?;
            op.parameters.iter().position(|p| p.place == place && same(&p.name, name, place))
        };
        match plain.or_else(exact) {
            Some(index) => Some(LinkSlot::Parameter(index)),
            None => {
                let message =
                    format!("the link `{}` is left out: `{}` has no parameter `{key}`", self.link.name, op.id);
                let report = self.sink().report(&codes::UNUSABLE_LINK, at.key(), message);
                let (_, name) = qualified.unwrap_or((Place::Path, key));
                if let Some(guess) = closest(name, op.parameters.iter().map(|p| p.name.as_str())) {
                    report.help(format!("did you mean `{guess}`?"));
                }
                None
            }
        }
    }

    fn takes_body(&self, target: OperationId, at: &At) -> Option<()> {
        let op = self.operations.get(target.0)?;
        match op.payload.as_ref().map(|payload| &payload.kind) {
            Some(PayloadKind::Json(_) | PayloadKind::Form(_) | PayloadKind::Text) => Some(()),
            Some(PayloadKind::Multipart(_) | PayloadKind::Bytes) => {
                self.unusable(at.key(), format!("the body of `{}` is made of bytes or parts", op.id))
            }
            None => self.unusable(at.key(), format!("`{}` has no body", op.id)),
        }
    }

    fn value(&self, value: &Json, at: &At) -> Option<LinkValue> {
        let Json::String(text) = value else { return Some(LinkValue::Constant(value.clone())) };
        parse_value(text)
            .or_else(|| self.unusable(at.clone(), format!("`{text}` is no expression that can be followed")))
    }
}

fn place_of(word: &str) -> Option<Place> {
    Some(match word {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        _ => return None,
    })
}

/// An expression, a text with expressions in braces, or a constant.
fn parse_value(text: &str) -> Option<LinkValue> {
    if text.starts_with('$') {
        return parse_expression(text);
    }
    if !text.contains("{$") {
        return Some(LinkValue::Constant(Json::from(text)));
    }
    let constant = |text: &str| LinkValue::Constant(Json::from(text));
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{$") {
        let (expression, tail) = after.split_once('}')?;
        if !before.is_empty() {
            pieces.push(constant(before));
        }
        pieces.push(parse_expression(&format!("${expression}"))?);
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(constant(rest));
    }
    match <[LinkValue; 1]>::try_from(pieces) {
        Ok([one]) => Some(one),
        Err(pieces) => Some(LinkValue::Joined(pieces)),
    }
}

/// A runtime expression of OpenAPI. Addresses (`$url`) and methods say nothing about what came back.
fn parse_expression(text: &str) -> Option<LinkValue> {
    if text == "$statusCode" {
        return Some(LinkValue::Status);
    }
    let (side, source) = text.strip_prefix('$')?.split_once('.')?;
    let source = source.trim_end();
    let pointer = match source.strip_prefix("body") {
        Some("" | "#") => Some(""),
        Some(pointer) => pointer.strip_prefix('#').filter(|pointer| pointer.starts_with('/')),
        None => None,
    };
    let named = source.split_once('.').filter(|(_, name)| !name.is_empty());
    match (side, pointer, named) {
        ("response", Some(pointer), _) => Some(LinkValue::Body(pointer.to_owned())),
        ("response", None, Some(("header", name))) if super::headers::is_header_name(name) => {
            Some(LinkValue::Header(name.to_owned()))
        }
        ("request", Some(_), _) => Some(LinkValue::Request(source.to_owned())),
        ("request", None, Some(("path" | "query" | "header", _))) => Some(LinkValue::Request(source.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn expressions() {
        let text = |text: &str| LinkValue::Constant(json!(text));
        for (written, expected) in [
            ("$response.body", Some(LinkValue::Body(String::new()))),
            ("$response.body#/a~1b/0", Some(LinkValue::Body("/a~1b/0".into()))),
            ("$response.header.X-Id", Some(LinkValue::Header("X-Id".into()))),
            ("$request.path.id", Some(LinkValue::Request("path.id".into()))),
            ("$request.body#/name", Some(LinkValue::Request("body#/name".into()))),
            ("$statusCode", Some(LinkValue::Status)),
            ("plain", Some(text("plain"))),
            ("{$response.body#/id}", Some(LinkValue::Body("/id".into()))),
            ("a/{$statusCode}", Some(LinkValue::Joined(vec![text("a/"), LinkValue::Status]))),
            ("$url", None),
            ("$response.body.id", None),
            ("$response.path.id", None),
            ("$request.cookie.id", None),
            ("$response.header.", None),
            ("a{$nothing}", None),
            ("a{$statusCode", None),
        ] {
            assert_eq!(parse_value(written), expected, "{written}");
        }
    }
}
