//! Headers of the parts of a body.

use openapiv3::{Encoding, Header, ParameterSchemaOrContent, ReferenceOr};

use super::Hint;
use super::{Lower, headers, parameter};
use crate::diag::{Place as At, codes};
use crate::ir::{Parameter, Place};

/// Headers that parts have by themselves.
const OWN: [&str; 2] = ["content-disposition", "content-type"];

/// Lowers the headers of a part, whose encoding stands at `place`.
pub(super) fn lower_all(cx: &mut Lower<'_>, encoding: &Encoding, place: &At, hint: &Hint) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    for (name, header) in &encoding.headers {
        let at = place.child("headers").child(name);
        if OWN.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            let message = format!("`{name}` among the headers of a part is ignored; parts have it by themselves");
            cx.sink.report(&codes::HEADER_IGNORED, at.key(), message);
        } else if !headers::is_header_name(name) {
            cx.sink.report(&codes::INVALID_HEADER, at.key(), format!("`{name}` cannot be the name of a header"));
        } else if !found.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
            found.extend(lower(cx, (name, header), &at, hint));
        }
    }
    found
}

fn lower(
    cx: &mut Lower<'_>,
    (name, written): (&str, &ReferenceOr<Header>),
    place: &At,
    hint: &Hint,
) -> Option<Parameter> {
    let named = headers::lower_ref(cx, (name, written), place, &hint.name)?;
    let facts = match written {
        ReferenceOr::Item(header) => facts(cx, header, place),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.header(place, reference, cx.sink)?;
            facts(cx, &found.value, &found.place)
        }
    };
    Some(Parameter {
        name: named.name,
        rust_name: named.rust_name,
        place: Place::Header,
        required: named.required,
        style: named.style,
        value: named.value,
        constant: facts.constant,
        default: facts.default,
        docs: named.docs,
    })
}

fn facts(cx: &Lower<'_>, header: &Header, place: &At) -> parameter::Facts {
    match &header.format {
        ParameterSchemaOrContent::Schema(schema) => parameter::facts(cx, schema, &place.child("schema")),
        // JSON is written as such, whatever it says.
        ParameterSchemaOrContent::Content(_) => parameter::Facts::default(),
    }
}
