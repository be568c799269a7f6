//! Parameters of a path: those in braces and those declared.

use std::collections::HashSet;

use openapiv3::Parameter;

use super::Lint;
use super::parameters::resolved;
use super::walk::OperationAt;
use crate::diag::codes;
use crate::normalize::closest;

pub(super) fn check_template(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let named = names_in(at.path);
    let mut declared = HashSet::new();
    for (parameter, place) in resolved(lint, at) {
        let Parameter::Path { parameter_data, .. } = &*parameter else {
            continue;
        };
        if !named.contains(&parameter_data.name.as_str()) {
            let message = format!("the path `{}` has no `{{{}}}`", at.path, parameter_data.name);
            let report = lint.sink.report(&codes::UNUSED_PATH_PARAMETER, place.child("name"), message);
            if let Some(guess) = closest(&parameter_data.name, named.iter().copied()) {
                report.help(format!("did you mean `{guess}`?"));
            }
        }
        declared.insert(parameter_data.name.clone());
    }
    for name in named {
        if !declared.contains(name) {
            let message = format!("`{{{name}}}` in the path is not declared as a parameter");
            lint.sink
                .report(&codes::UNDECLARED_PATH_PARAMETER, at.place.key(), message)
                .help(format!("add a parameter with `name: {name}`, `in: path` and `required: true`"));
        }
    }
}

/// The names in braces, each once.
fn names_in(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, left)) = after.split_once('}') else {
            break;
        };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = left;
    }
    names
}
