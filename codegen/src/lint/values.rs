//! Defaults and examples that do not fit their schema.

use openapiv3::{Example, ParameterSchemaOrContent, ReferenceOr, Schema};
use serde_json::Value;

use super::Lint;
use super::fits::misfit;
use super::walk::{BodyAt, ParameterAt, SchemaAt};
use crate::diag::{Place, codes};

pub(super) fn check_schema(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    let data = &at.schema.schema_data;
    let schema = (at.schema, at.place);
    if let Some(value) = &data.default {
        report(lint, "default", value, schema, &at.place.child("default"));
    }
    if let Some(value) = &data.example {
        report(lint, "example", value, schema, &at.place.child("example"));
    }
}

pub(super) fn check_body(lint: &Lint<'_>, at: &BodyAt<'_>) {
    // Examples of other media types are text in that type's notation.
    let name = at.place.tokens().last().unwrap_or_default();
    let essence = name.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if essence != "application/json" && !essence.ends_with("+json") {
        return;
    }
    let body = at.media_type;
    if let Some(schema) = &body.schema {
        check_examples(lint, schema, (body.example.as_ref(), &body.examples), at.place);
    }
}

pub(super) fn check_parameter(lint: &Lint<'_>, at: &ParameterAt<'_>) {
    let data = at.parameter.parameter_data_ref();
    if let ParameterSchemaOrContent::Schema(schema) = &data.format {
        check_examples(lint, schema, (data.example.as_ref(), &data.examples), at.place);
    }
}

type Examples<'e> = (Option<&'e Value>, &'e indexmap::IndexMap<String, ReferenceOr<Example>>);

fn check_examples(lint: &Lint<'_>, schema: &ReferenceOr<Schema>, (one, named): Examples<'_>, place: &Place) {
    if one.is_none() && named.is_empty() {
        return;
    }
    let here = place.child("schema");
    let found;
    let (schema, schema_place) = match schema {
        ReferenceOr::Item(schema) => (schema, &here),
        ReferenceOr::Reference { reference } => {
            let at = here.child("$ref");
            let Some(target) = lint.document.schema(&at, reference, lint.sink) else {
                return;
            };
            found = target;
            (&*found.value, &found.place)
        }
    };
    if let Some(value) = one {
        report(lint, "example", value, (schema, schema_place), &place.child("example"));
    }
    for (name, example) in named {
        if let ReferenceOr::Item(Example { value: Some(value), .. }) = example {
            let here = place.descend(["examples", name, "value"]);
            report(lint, "example", value, (schema, schema_place), &here);
        }
    }
}

fn report(lint: &Lint<'_>, what: &str, value: &Value, schema: (&Schema, &Place), place: &Place) {
    if let Some(misfit) = misfit(lint, value, schema) {
        let here = Place::new(place.file, place.pointer.clone() + &misfit.pointer);
        let message = format!("the {what} does not fit its schema: {}", misfit.why);
        let report = lint.sink.report(&codes::VALUE_MISMATCH, here, message);
        // Where the rule stands matters if it is somewhere else.
        if misfit.rule.parent() != place.parent() {
            report.also(misfit.rule, "this is what it has to fit");
        }
    }
}
