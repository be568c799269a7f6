//! What a selection takes along beside operations.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use specwright_codegen::config::{Options, Selection, Strictness};
use specwright_codegen::{Report, compile_text, ir};

const DOCUMENT: &str = r##"
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    post:
      operationId: addPet
      responses:
        "200":
          description: Done.
          links: { get: { operationId: getPet }, missing: { operationId: nobody } }
      callbacks:
        heard:
          "{$request.body#/url}":
            post:
              requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Heard" } } } }
              responses: { "200": { description: Done. } }
    get:
      operationId: getPet
      responses: { "200": { description: Done. } }
webhooks:
  newPet:
    post:
      operationId: petWasBorn
      tags: [births]
      parameters: [{ name: X-Left, in: header, schema: { $ref: "#/components/schemas/Left" } }]
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Birth" } } } }
      responses: { "200": { description: Done., content: { application/json: { schema: { $ref: "#/components/schemas/Receipt" } } } } }
  petGone:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Nowhere" } } } }
      responses: { "200": { description: Done. } }
components:
  schemas:
    Heard: { type: object, properties: { a: { type: string } } }
    Birth: { type: object, properties: { pet: { $ref: "#/components/schemas/Pet" } } }
    Pet: { type: object, properties: { name: { type: string } } }
    Left: { type: string, enum: [a, b] }
    Receipt: { type: object, properties: { id: { type: string } } }
    Unused: { type: object, properties: { id: { type: string } } }
"##;

fn selected(only: &str) -> (ir::Api, Report) {
    let selection = Some(Selection::parse([only]).unwrap());
    let options = Options { selection, ..Options::from(Strictness::Tolerant) };
    let (compiled, report) = compile_text("pets.yaml", DOCUMENT, options);
    (compiled.unwrap_or_else(|| panic!("{:?}", report.findings)).api, report)
}

/// Operations, events and types.
fn names(api: &ir::Api) -> [Vec<&str>; 3] {
    [
        api.operations.iter().map(|op| op.id.as_str()).collect(),
        api.events.iter().map(|event| event.name.as_str()).collect(),
        api.types.iter().map(|ty| ty.name.as_str()).collect(),
    ]
}

fn findings(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code.name).collect()
}

#[test]
fn a_webhook_comes_with_its_types() {
    for only in ["operation:newPet", "petWasBorn", "tag:births"] {
        let (api, report) = selected(only);
        let expected = [vec![], vec!["newPet"], vec!["Left", "Birth", "Pet", "Receipt", "newPet webhook headers"]];
        assert_eq!(names(&api), expected, "{only}");
        assert!(findings(&report).is_empty(), "what is not selected is not told: {:?}", report.findings);
    }
}

#[test]
fn a_callback_comes_with_its_operation() {
    let (api, report) = selected("addPet");
    assert_eq!(names(&api), [vec!["addPet"], vec!["heard"], vec!["Heard"]]);
    assert!(api.operations[0].links.is_empty(), "the operation that the link leads to was not selected");
    assert_eq!(findings(&report), ["unusable-link"], "one leads nowhere in any case");
    let (api, _) = selected("addPet,getPet");
    let links = api.operations.iter().map(|op| (op.id.as_str(), op.links.len()));
    assert_eq!(links.collect::<Vec<_>>(), [("getPet", 0), ("addPet", 1)]);
}

#[test]
fn a_webhook_that_is_not_there_is_told() {
    let selection = Some(Selection::parse(["operation:newPets"]).unwrap());
    let options = Options { selection, ..Options::from(Strictness::Tolerant) };
    let (_, report) = compile_text("pets.yaml", DOCUMENT, options);
    let finding = report.findings.iter().find(|finding| finding.code.name == "nothing-selected").unwrap();
    assert_eq!(finding.help.as_deref(), Some("did you mean `newPet`?"));
}
