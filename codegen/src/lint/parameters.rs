//! Parameters: doubles, and credentials in disguise.

use std::collections::HashMap;
use std::rc::Rc;

use openapiv3::{Parameter, ReferenceOr};

use super::Lint;
use super::walk::{OperationAt, ParameterAt};
use crate::diag::{Place, codes};

/// All parameters of an operation, those of its path first, and where each is declared.
pub(super) fn resolved(lint: &Lint<'_>, at: &OperationAt<'_>) -> Vec<(Rc<Parameter>, Place)> {
    let (shared, shared_place) = &at.shared;
    let own_place = at.place.child("parameters");
    let mut all = list(lint, shared, shared_place);
    all.extend(list(lint, &at.operation.parameters, &own_place));
    all
}

fn list(lint: &Lint<'_>, parameters: &[ReferenceOr<Parameter>], place: &Place) -> Vec<(Rc<Parameter>, Place)> {
    let resolve = |(i, parameter): (usize, &ReferenceOr<Parameter>)| {
        let here = place.index(i);
        match parameter {
            ReferenceOr::Item(parameter) => Some((Rc::new(parameter.clone()), here)),
            ReferenceOr::Reference { reference } => {
                let at = here.child("$ref");
                let found = lint.document.parameter(&at, reference, lint.sink)?;
                Some((found.value, here))
            }
        }
    };
    parameters.iter().enumerate().filter_map(resolve).collect()
}

pub(super) fn check_duplicates(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let own = list(lint, &at.operation.parameters, &at.place.child("parameters"));
    // An operation may override a parameter of its path, so the two lists are looked at one by one.
    for parameters in [own, list(lint, at.shared.0, &at.shared.1)] {
        let mut first: HashMap<(&'static str, String), Place> = HashMap::new();
        for (parameter, place) in parameters {
            let data = parameter.parameter_data_ref();
            let location = location(&parameter);
            // Header names do not depend on case.
            let name = match &*parameter {
                Parameter::Header { .. } => data.name.to_ascii_lowercase(),
                _ => data.name.clone(),
            };
            if let Some(earlier) = first.get(&(location, name.clone())) {
                let message = format!("the {location} parameter `{}` is declared twice", data.name);
                lint.sink
                    .report(&codes::DUPLICATE_PARAMETER, place.clone(), message)
                    .label("declared again here")
                    .also(earlier.clone(), "first declared here")
                    .help("remove one of them");
            } else {
                first.insert((location, name), place);
            }
        }
    }
}

fn location(parameter: &Parameter) -> &'static str {
    match parameter {
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Path { .. } => "path",
        Parameter::Cookie { .. } => "cookie",
    }
}

pub(super) fn check_credential(lint: &Lint<'_>, at: &ParameterAt<'_>) {
    const RESERVED: [&str; 4] = ["accept", "content-type", "content-length", "host"];
    const CREDENTIALS: [&str; 12] = [
        "authorization",
        "proxy-authorization",
        "x-authorization",
        "x-api-key",
        "api-key",
        "apikey",
        "api_key",
        "x-auth-token",
        "x-access-token",
        "access-token",
        "access_token",
        "cookie",
    ];
    let name = &at.parameter.parameter_data_ref().name;
    let lower = name.to_ascii_lowercase();
    let here = at.place.child("name");
    let in_header = matches!(at.parameter, Parameter::Header { .. });
    if in_header && RESERVED.contains(&lower.as_str()) {
        let message = format!("the header `{name}` is set by the client and cannot be a parameter");
        lint.sink.report(&codes::CREDENTIAL_PARAMETER, here, message).help("remove the parameter");
    } else if !matches!(at.parameter, Parameter::Path { .. }) && CREDENTIALS.contains(&lower.as_str()) {
        let message = format!("`{name}` is a credential, declared as a {} parameter", location(at.parameter));
        lint.sink
            .report(&codes::CREDENTIAL_PARAMETER, here, message)
            .help("declare it under `components/securitySchemes` and name the scheme in `security`");
    }
}
