//! Parameters.

use openapiv3::{
    HeaderStyle, Operation, Parameter as Written, ParameterData, ParameterSchemaOrContent, PathItem, PathStyle,
    QueryStyle, ReferenceOr, Schema,
};
use serde_json::Value as Json;

use super::view::View;
use super::{Hint, Lower, docs, schema};
use crate::diag::Place as At;
use crate::ir::{Docs, Parameter, Place, Shape, Style, Value};

/// Headers that OpenAPI keeps for other purposes: a parameter of that name is to be ignored (3.0.3, "Parameter Object").
pub(super) const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Lowers the parameters of an operation: those of its path first, replaced by its own of the same name and place.
/// Names in the path template without a declaration become text parameters.
pub(super) fn lower_all(
    cx: &mut Lower<'_>,
    (item, item_at): (&PathItem, &At),
    (op, op_at): (&Operation, &At),
    template: &[String],
    id: &str,
) -> Vec<Parameter> {
    let mut result: Vec<Parameter> = Vec::new();
    for (list, at) in [(&item.parameters, item_at), (&op.parameters, op_at)] {
        for (index, written) in list.iter().enumerate() {
            let place = at.child("parameters").index(index);
            if let Some(parameter) = lower_ref(cx, written, &place, id) {
                keep(&mut result, parameter, template);
            }
        }
    }
    for name in template {
        if !result.iter().any(|p| p.place == Place::Path && p.name == *name) {
            result.push(undeclared(name));
        }
    }
    result
}

/// Parameters that cannot be sent are left out; lint told of them.
fn keep(result: &mut Vec<Parameter>, parameter: Parameter, template: &[String]) {
    let name = &parameter.name;
    let cannot_be_sent = match parameter.place {
        Place::Header => IGNORED_HEADERS.iter().any(|ignored| name.eq_ignore_ascii_case(ignored)),
        Place::Path => !template.contains(name),
        Place::Query | Place::Cookie => false,
    };
    if cannot_be_sent {
        return;
    }
    match result.iter_mut().find(|p| p.place == parameter.place && p.name == parameter.name) {
        Some(earlier) => *earlier = parameter,
        None => result.push(parameter),
    }
}

fn undeclared(name: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        rust_name: None,
        place: Place::Path,
        required: true,
        style: Style::Simple,
        value: Value::of(Shape::Text),
        constant: None,
        default: None,
        docs: Docs::default(),
    }
}

fn lower_ref(cx: &mut Lower<'_>, written: &ReferenceOr<Written>, place: &At, id: &str) -> Option<Parameter> {
    match written {
        ReferenceOr::Item(parameter) => Some(lower(cx, parameter, place, id)),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.parameter(place, reference, cx.sink)?;
            Some(lower(cx, &found.value, &found.place, id))
        }
    }
}

fn lower(cx: &mut Lower<'_>, written: &Written, at: &At, id: &str) -> Parameter {
    let data = written.parameter_data_ref();
    let (place, style) = place_and_style(written, data.explode);
    // A parameter that several operations share has one type, named without any of them.
    let shared = at.pointer.starts_with("/components/");
    let hint = Hint::of(if shared { data.name.clone() } else { format!("{id} {}", data.name) });
    let (mut value, facts, style) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => {
            let at = at.child("schema");
            (schema::lower_ref(cx, schema, &at, &hint), facts(cx, schema, &at), style)
        }
        ParameterSchemaOrContent::Content(content) => lower_content(cx, content, at, &hint),
    };
    let required = data.required || place == Place::Path;
    value.nullable = false; // null has no spelling outside JSON
    Parameter {
        name: data.name.clone(),
        rust_name: docs::text_extension(&data.extensions, "x-rust-name"),
        place,
        required,
        style,
        value,
        constant: facts.constant.filter(|_| required && place != Place::Path),
        default: facts.default,
        docs: docs_of(data),
    }
}

fn docs_of(data: &ParameterData) -> Docs {
    Docs { summary: None, description: data.description.clone(), deprecated: data.deprecated.unwrap_or_default() }
}

pub(super) fn lower_content(
    cx: &mut Lower<'_>,
    content: &openapiv3::Content,
    at: &At,
    hint: &Hint,
) -> (Value, Facts, Style) {
    let Some((media_type, media)) = content.first() else {
        return (Value::of(Shape::Any), Facts::default(), Style::Json);
    };
    let place = at.child("content").child(media_type).child("schema");
    match &media.schema {
        Some(schema) => (schema::lower_ref(cx, schema, &place, hint), facts(cx, schema, &place), Style::Json),
        None => (Value::of(Shape::Any), Facts::default(), Style::Json),
    }
}

/// What a parameter's schema says beside the type.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) constant: Option<Json>,
    pub(super) default: Option<Json>,
}

pub(super) fn facts(cx: &Lower<'_>, schema: &ReferenceOr<Schema>, at: &At) -> Facts {
    let of = |schema: &Schema| {
        let view = View::of(schema);
        let constant = match view.enumeration.as_slice() {
            [only] if only.is_string() || only.is_number() || only.is_boolean() => Some(only.clone()),
            _ => None,
        };
        Facts { constant, default: schema.schema_data.default.clone() }
    };
    match schema {
        ReferenceOr::Item(schema) => of(schema),
        ReferenceOr::Reference { reference } => {
            cx.document.schema(at, reference, cx.sink).map(|found| of(&found.value)).unwrap_or_default()
        }
    }
}

fn place_and_style(written: &Written, explode: Option<bool>) -> (Place, Style) {
    let exploded = explode.unwrap_or_default();
    match written {
        Written::Query { style, .. } => {
            let style = match style {
                QueryStyle::Form if explode == Some(false) => Style::Form,
                QueryStyle::Form => Style::FormExploded,
                // Exploded, both are spelled like `form`.
                QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited if exploded => Style::FormExploded,
                QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                QueryStyle::PipeDelimited => Style::PipeDelimited,
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (Place::Query, style)
        }
        Written::Header { style: HeaderStyle::Simple, .. } => (Place::Header, simple(exploded)),
        Written::Path { style, .. } => {
            let style = match style {
                PathStyle::Simple => simple(exploded),
                PathStyle::Label => Style::Label(exploded),
                PathStyle::Matrix => Style::Matrix(exploded),
            };
            (Place::Path, style)
        }
        Written::Cookie { .. } => {
            (Place::Cookie, if explode == Some(false) { Style::Form } else { Style::FormExploded })
        }
    }
}

pub(super) fn simple(exploded: bool) -> Style {
    if exploded { Style::SimpleExploded } else { Style::Simple }
}
