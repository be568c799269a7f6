//! References of every sort.

use openapiv3::{SchemaKind, Type};

use super::*;
use crate::config::Strictness;

const DOCUMENT: &str = "
openapi: 3.0.3
info: { title: Pets, version: '1' }
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema:
                oneOf:
                  - { type: object, properties: { name: { type: string, maxLength: 7 } } }
  /cats/{id}:
    $ref: '#/paths/~1pets~1%7Bid%7D'
definitions:
  Old: { type: file }
components:
  parameters:
    Limit: { name: limit, in: query, schema: { type: integer } }
  schemas:
    First: { $ref: '#/components/schemas/Second' }
    Second: { $ref: '#/components/schemas/Third' }
    Third: { type: boolean }
    Self: { $ref: '#/components/schemas/Self' }
";

fn document(sink: &Sink) -> Document {
    load_text("pets.yaml", DOCUMENT, &[], sink).unwrap_or_else(|_| panic!("{sink:?}"))
}

/// The codes a look-up brings about, and where it ends.
fn schema(reference: &str) -> (Option<(SchemaKind, String)>, Vec<&'static str>) {
    let sink = Sink::new(Strictness::Strict);
    let document = document(&sink);
    let found = document.schema(&document.place(), reference, &sink);
    let end = found.map(|found| (found.value.schema_kind.clone(), found.place.pointer));
    let findings = sink.into_sorted(&document.sources);
    (end, findings.iter().map(|finding| finding.code.name).collect())
}

#[test]
fn references_lead_anywhere() {
    let deep = "#/paths/~1pets~1%7Bid%7D/get/responses/200/content/application~1json/schema/oneOf/0/properties/name";
    let (end, codes) = schema(deep);
    let Some((SchemaKind::Type(Type::String(text)), place)) = end else { panic!("{codes:?}") };
    assert_eq!(text.max_length, Some(7));
    assert_eq!(place, deep.trim_start_matches('#').replace("%7B", "{").replace("%7D", "}"));

    let (end, codes) = schema("#/definitions/Old");
    assert!(matches!(end, Some((SchemaKind::Type(Type::String(_)), _))));
    assert_eq!(codes, ["unknown-field", "unknown-value"], "the root has no `definitions`, and there is no type `file`");
}

#[test]
fn chains_are_followed_to_their_end() {
    let (end, _) = schema("#/components/schemas/First");
    let Some((kind, place)) = end else { panic!() };
    assert!(matches!(kind, SchemaKind::Type(Type::Boolean(_))));
    assert_eq!(place, "/components/schemas/Third");
}

#[test]
fn dead_ends_are_told_apart() {
    for (reference, code) in [
        ("#/components/schemas/Self", "ref-cycle"),
        ("#/components/schemas/Thrid", "unresolved-ref"),
        ("#/components/parameters/Limit", "ref-wrong-kind"),
        ("#/info/title", "ref-wrong-kind"),
        ("#Third", "unresolved-ref"),
        ("other.yaml", "unresolved-ref"),
    ] {
        let (end, codes) = schema(reference);
        assert!(end.is_none(), "{reference}");
        assert_eq!(codes.first(), Some(&code), "{reference}: {codes:?}");
    }
}

#[test]
fn one_target_is_one_thing() {
    let sink = Sink::new(Strictness::Strict);
    let document = document(&sink);
    let at = document.place();
    let first = document.schema(&at, "#/components/schemas/First", &sink).unwrap();
    let third = document.schema(&at, "#/components/schemas/Third", &sink).unwrap();
    assert_eq!(first.place, third.place);
    assert!(std::rc::Rc::ptr_eq(&first.value, &third.value));
}

#[test]
fn paths_can_be_referred_to() {
    let sink = Sink::new(Strictness::Strict);
    let document = document(&sink);
    let item = document.path_item(&document.place(), "#/paths/~1pets~1{id}", &sink).unwrap();
    assert_eq!(item.value.iter().count(), 1);
    assert_eq!(item.place.tokens().collect::<Vec<_>>(), ["paths", "/pets/{id}"]);
}

#[test]
fn siblings_of_a_reference_count_in_3_1() {
    let sink = Sink::new(Strictness::Strict);
    let text = DOCUMENT.replace("3.0.3", "3.1.0").replace("First: { ", "First: { description: Mine, ");
    let document = load_text("pets.yaml", &text, &[], &sink).unwrap_or_else(|_| panic!("{sink:?}"));
    let first = document.schema(&document.place(), "#/components/schemas/First", &sink).unwrap();
    assert_eq!(first.place.pointer, "/components/schemas/First");
    assert!(matches!(&first.value.schema_kind, SchemaKind::AllOf { all_of } if all_of.len() == 1));
}
