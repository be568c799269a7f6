//! Requests that the vendor document shows: each has to be a call of the operation it stands on.

use serde_json::Value;

use super::Lint;
use super::extensions::{invalid, texts};
use super::walk::OperationAt;
use crate::diag::Place;

const NAME: &str = "x-sample-requests";

pub(super) fn check(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let Some(value) = at.operation.extensions.get(NAME) else { return };
    let here = at.place.child(NAME);
    let Some(list) = value.as_array() else {
        return invalid(lint, here, format!("`{NAME}` is a list of objects with `line`"));
    };
    for (i, sample) in list.iter().enumerate() {
        check_sample(lint, at, sample, &here.index(i));
    }
}

fn check_sample(lint: &Lint<'_>, at: &OperationAt<'_>, sample: &Value, here: &Place) {
    let Some(members) = sample.as_object() else {
        return invalid(lint, here.clone(), "a sample request is an object with `line`");
    };
    let mut words = members.clone();
    if let Some(headers) = words.remove("headers") {
        check_headers(lint, &headers, &here.child("headers"));
    }
    texts(lint, &Value::Object(words), here, "a sample request", &["line"], &["summary", "body"]);
    if let Some(line) = members.get("line").and_then(Value::as_str) {
        check_line(lint, at, line, here.child("line"));
    }
}

fn check_headers(lint: &Lint<'_>, headers: &Value, here: &Place) {
    let Some(headers) = headers.as_object() else {
        return invalid(lint, here.clone(), "`headers` of a sample request maps names to texts");
    };
    for (name, _) in headers.iter().filter(|(_, value)| !value.is_string()) {
        invalid(lint, here.child(name), format!("the header `{name}` is text"));
    }
}

/// `METHOD target HTTP/version`, of this operation.
fn check_line(lint: &Lint<'_>, at: &OperationAt<'_>, line: &str, here: Place) {
    let [method, target, version] = line.split(' ').collect::<Vec<_>>()[..] else {
        return invalid(lint, here, "a request line is a method, a target and an HTTP version");
    };
    let wanted = at.place.tokens().last().unwrap_or_default().to_uppercase();
    if method != wanted {
        invalid(lint, here, format!("the sample is a `{method}`, the operation a `{wanted}`"));
    } else if !leads_to(target, at.path) {
        invalid(lint, here, format!("the sample goes to `{target}`, the operation to `{}`", at.path));
    } else if !version.starts_with("HTTP/") {
        invalid(lint, here, format!("`{version}` is not an HTTP version"));
    }
}

/// The target is the path with something in place of its parameters, maybe behind the path of a server.
fn leads_to(target: &str, path: &str) -> bool {
    let target = target.split('?').next().unwrap_or_default();
    let (target, path): (Vec<_>, Vec<_>) = (target.split('/').collect(), path.split('/').collect());
    // The empty text before the first slash is no step.
    let steps = path.get(1..).unwrap_or_default();
    target.len() > steps.len()
        && steps.iter().rev().zip(target.iter().rev()).all(|(step, part)| step == part || step.contains('{'))
}

#[cfg(test)]
mod tests {
    use super::leads_to;

    #[test]
    fn parameters_and_base_paths_are_free() {
        assert!(leads_to("/pets/12?x=/y", "/pets/{id}"));
        assert!(leads_to("/v1/pets", "/pets"));
        assert!(!leads_to("/pets/12/toys", "/pets/{id}"));
        assert!(!leads_to("/cats", "/pets"));
        assert!(!leads_to("pets", "/pets"));
    }
}
