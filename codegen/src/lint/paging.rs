//! `x-pagination`: its form, and the parameters it names. Where its pointers lead is seen when the types are made.

use openapiv3::Parameter;

use super::Lint;
use super::extensions::{invalid, texts};
use super::parameters::resolved;
use super::walk::OperationAt;
use crate::diag::codes;
use crate::normalize::closest;

pub(super) fn check_operation(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let Some(value) = at.operation.extensions.get("x-pagination") else { return };
    let here = at.place.child("x-pagination");
    if !value.is_object() {
        invalid(lint, here, "`x-pagination` is an object with `items`, `next` and `parameter`");
        return;
    }
    texts(lint, value, &here, "`x-pagination`", &["items", "next", "parameter"], &["size"]);
    let text = |key: &str| value.get(key)?.as_str().filter(|text| !text.trim().is_empty());
    for key in ["items", "next"] {
        if text(key).is_some_and(|pointer| !pointer.starts_with('/')) {
            invalid(lint, here.child(key), format!("`{key}` is a JSON pointer, which begins with `/`"));
        }
    }
    let parameters = resolved(lint, at);
    let names: Vec<&str> = parameters
        .iter()
        .filter(|(parameter, _)| matches!(**parameter, Parameter::Query { .. }))
        .map(|(parameter, _)| parameter.parameter_data_ref().name.as_str())
        .collect();
    for key in ["parameter", "size"] {
        let Some(name) = text(key).filter(|name| !names.contains(name)) else { continue };
        let message = format!("`{name}` is no query parameter of this operation");
        let report = lint.sink.report(&codes::INVALID_EXTENSION, here.child(key), message);
        match closest(name, names.iter().copied()) {
            Some(guess) => report.help(format!("did you mean `{guess}`?")),
            None => report.help("declare it under `parameters`, with `in: query`"),
        };
    }
}
