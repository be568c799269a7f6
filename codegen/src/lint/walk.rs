//! The walk over everything the document says, inline or by reference.
//!
//! What a reference leads to is visited once, after what refers to it; that keeps recursion as shallow as the nesting of
//! the source. Components nothing refers to are visited last, so that it is known which those are.

mod schemas;

use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use openapiv3::{
    Components, MediaType, Operation, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody,
    Response, Schema,
};

use super::{BODY, Lint, OPERATION, PARAMETER, extensions};
use crate::diag::Place;

/// An operation and where it stands.
pub(super) struct OperationAt<'a> {
    pub(super) path: &'a str,
    pub(super) operation: &'a Operation,
    /// Parameters shared by all operations of the path, and where they stand.
    pub(super) shared: (&'a [ReferenceOr<Parameter>], Place),
    pub(super) place: Place,
}

/// A parameter and where it stands.
pub(super) struct ParameterAt<'a> {
    pub(super) parameter: &'a Parameter,
    pub(super) place: &'a Place,
}

/// A media type of a request or a response and where it stands.
pub(super) struct BodyAt<'a> {
    pub(super) media_type: &'a MediaType,
    pub(super) place: &'a Place,
}

/// What a schema is to the thing around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It has a name: a component, or something that is referred to.
    Named,
    /// A part of `allOf`; others may complete it.
    Part,
    /// Anything else inside something.
    Inline,
}

/// A schema and where it stands.
pub(super) struct SchemaAt<'a> {
    pub(super) schema: &'a Schema,
    pub(super) place: &'a Place,
    pub(super) role: Role,
}

/// What was met on the way.
#[derive(Debug, Default)]
pub(super) struct Reached {
    /// Each `operationId` and where it stands.
    pub(super) operation_ids: Vec<(String, Place)>,
    /// Everything something refers to, at every step of a chain.
    pub(super) targets: HashSet<Place>,
}

/// Visits everything and hands it to the rules.
pub(super) fn walk(lint: &Lint<'_>) -> Reached {
    let mut walk = Walk { lint, reached: Reached::default(), visited: HashSet::new(), pending: VecDeque::new() };
    walk.paths();
    walk.webhooks();
    walk.drain();
    let reached = std::mem::take(&mut walk.reached);
    walk.components();
    walk.drain();
    // What only unused components refer to is unused.
    Reached { operation_ids: walk.reached.operation_ids, ..Reached::default() }.merged(reached)
}

impl Reached {
    fn merged(mut self, first: Reached) -> Reached {
        let mut operation_ids = first.operation_ids;
        operation_ids.append(&mut self.operation_ids);
        Reached { operation_ids, targets: first.targets }
    }
}

/// Something to visit later.
enum Pending {
    Schema(Rc<Schema>),
    Parameter(Rc<Parameter>),
    Response(Rc<Response>),
    RequestBody(Rc<RequestBody>),
    Header(Rc<openapiv3::Header>),
}

struct Walk<'l, 'd> {
    lint: &'l Lint<'d>,
    reached: Reached,
    visited: HashSet<Place>,
    pending: VecDeque<(Pending, Place)>,
}

/// Follows a reference and puts its target on the list.
macro_rules! later {
    ($walk:ident, $method:ident, $kind:ident, $reference:expr, $place:expr) => {{
        $walk.note_target($place, $reference);
        let found = $walk.lint.document.$method($place, $reference, $walk.lint.sink);
        if let Some(found) = found {
            $walk.reached.targets.insert(found.place.clone());
            if $walk.visited.insert(found.place.clone()) {
                $walk.pending.push_back((Pending::$kind(found.value), found.place));
            }
        }
    }};
}

use later;

impl<'d> Walk<'_, 'd> {
    fn drain(&mut self) {
        while let Some((thing, place)) = self.pending.pop_front() {
            match thing {
                Pending::Schema(schema) => self.schema(&schema, &place, Role::Named),
                Pending::Parameter(parameter) => self.parameter(&parameter, &place),
                Pending::Response(response) => self.response(&response, &place),
                Pending::RequestBody(body) => self.content(&body.content, &place.child("content")),
                Pending::Header(header) => self.format(&header.format, &place),
            }
        }
    }

    /// Remembers what a reference names, which may itself be a reference.
    fn note_target(&mut self, at: &Place, reference: &str) {
        if let Some(target) = self.lint.document.place_of(at.file, reference) {
            self.reached.targets.insert(target);
        }
    }

    fn paths(&mut self) {
        let document = self.lint.document;
        let place = document.place().child("paths");
        for (path, item) in document.openapi.paths.iter() {
            let here = place.child(path);
            match item {
                ReferenceOr::Item(item) => self.path_item(path, item, &here),
                ReferenceOr::Reference { reference } => {
                    self.note_target(&here, reference);
                    let found = document.path_item(&here.child("$ref"), reference, self.lint.sink);
                    if let Some(found) = found {
                        self.path_item(path, &found.value, &found.place);
                    }
                }
            }
        }
    }

    fn path_item(&mut self, path: &str, item: &PathItem, place: &Place) {
        let parameters = place.child("parameters");
        self.parameters(&item.parameters, &parameters);
        for (method, operation) in item.iter() {
            let place = place.child(method);
            if let Some(id) = &operation.operation_id {
                self.reached.operation_ids.push((id.clone(), place.child("operationId")));
            }
            let shared = (item.parameters.as_slice(), parameters.clone());
            let at = OperationAt { path, operation, shared, place };
            OPERATION.iter().for_each(|rule| rule(self.lint, &at));
            self.operation(operation, &at.place);
            for callback in self.lint.document.callbacks(&at.place, self.lint.sink) {
                self.event(&callback.place);
            }
        }
    }

    fn webhooks(&mut self) {
        for (_, place) in self.lint.document.webhooks() {
            self.event(&place);
        }
    }

    /// A call that the server makes. Rules about what a client calls say nothing about it.
    fn event(&mut self, place: &Place) {
        let document = self.lint.document;
        if let Some(reference) = document.sources.value(place).and_then(|value| value.get("$ref")?.as_str()) {
            self.note_target(place, reference);
        }
        let Some(found) = document.path_item_at(place, self.lint.sink) else { return };
        if !self.visited.insert(found.place.clone()) {
            return;
        }
        self.parameters(&found.value.parameters, &found.place.child("parameters"));
        for (method, operation) in found.value.iter() {
            let here = found.place.child(method);
            extensions::check_rust_name(self.lint, &operation.extensions, &here);
            self.operation(operation, &here);
        }
    }

    fn operation(&mut self, operation: &Operation, place: &Place) {
        self.parameters(&operation.parameters, &place.child("parameters"));
        match &operation.request_body {
            Some(ReferenceOr::Item(body)) => {
                self.content(&body.content, &place.descend(["requestBody", "content"]));
            }
            Some(ReferenceOr::Reference { reference }) => {
                let here = place.descend(["requestBody", "$ref"]);
                later!(self, request_body, RequestBody, reference, &here);
            }
            None => {}
        }
        let responses = place.child("responses");
        if let Some(response) = &operation.responses.default {
            self.response_or_ref(response, &responses.child("default"));
        }
        for (status, response) in &operation.responses.responses {
            self.response_or_ref(response, &responses.child(&status.to_string()));
        }
    }

    fn parameters(&mut self, parameters: &[ReferenceOr<Parameter>], place: &Place) {
        for (i, parameter) in parameters.iter().enumerate() {
            let here = place.index(i);
            match parameter {
                ReferenceOr::Item(parameter) => self.parameter(parameter, &here),
                ReferenceOr::Reference { reference } => {
                    later!(self, parameter, Parameter, reference, &here.child("$ref"));
                }
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter, place: &Place) {
        let at = ParameterAt { parameter, place };
        PARAMETER.iter().for_each(|rule| rule(self.lint, &at));
        self.format(&parameter.parameter_data_ref().format, place);
    }

    fn format(&mut self, format: &ParameterSchemaOrContent, place: &Place) {
        match format {
            ParameterSchemaOrContent::Schema(schema) => {
                self.schema_or_ref(schema, &place.child("schema"), Role::Inline);
            }
            ParameterSchemaOrContent::Content(content) => {
                self.content(content, &place.child("content"));
            }
        }
    }

    fn response_or_ref(&mut self, response: &ReferenceOr<Response>, place: &Place) {
        match response {
            ReferenceOr::Item(response) => self.response(response, place),
            ReferenceOr::Reference { reference } => {
                later!(self, response, Response, reference, &place.child("$ref"));
            }
        }
    }

    fn response(&mut self, response: &Response, place: &Place) {
        super::headers::check_response(self.lint, response, place);
        self.content(&response.content, &place.child("content"));
        for (name, header) in &response.headers {
            let here = place.child("headers").child(name);
            match header {
                ReferenceOr::Item(header) => self.format(&header.format, &here),
                ReferenceOr::Reference { reference } => {
                    later!(self, header, Header, reference, &here.child("$ref"));
                }
            }
        }
        for (name, link) in &response.links {
            if let ReferenceOr::Reference { reference } = link {
                let here = place.child("links").child(name).child("$ref");
                self.note_target(&here, reference);
                self.lint.document.link(&here, reference, self.lint.sink);
            }
        }
    }

    fn content(&mut self, content: &openapiv3::Content, place: &Place) {
        for (name, media_type) in content {
            let here = place.child(name);
            let at = BodyAt { media_type, place: &here };
            BODY.iter().for_each(|rule| rule(self.lint, &at));
            if let Some(schema) = &media_type.schema {
                self.schema_or_ref(schema, &here.child("schema"), Role::Inline);
            }
            for (name, example) in &media_type.examples {
                if let ReferenceOr::Reference { reference } = example {
                    let here = here.child("examples").child(name).child("$ref");
                    self.note_target(&here, reference);
                    self.lint.document.example(&here, reference, self.lint.sink);
                }
            }
        }
    }

    /// Components not visited yet.
    fn components(&mut self) {
        let document = self.lint.document;
        let Some(components) = &document.openapi.components else {
            return;
        };
        let place = document.place().child("components");
        self.schemas_and_parameters(components, &place);
        for (name, response) in &components.responses {
            let here = place.descend(["responses", name]);
            if self.visited.insert(here.clone()) {
                self.response_or_ref(response, &here);
            }
        }
        for (name, body) in &components.request_bodies {
            let here = place.descend(["requestBodies", name]);
            if let ReferenceOr::Item(body) = body
                && self.visited.insert(here.clone())
            {
                self.content(&body.content, &here.child("content"));
            }
        }
        for (name, header) in &components.headers {
            let here = place.descend(["headers", name]);
            if let ReferenceOr::Item(header) = header
                && self.visited.insert(here.clone())
            {
                self.format(&header.format, &here);
            }
        }
    }

    fn schemas_and_parameters(&mut self, components: &Components, place: &Place) {
        for (name, schema) in &components.schemas {
            let here = place.descend(["schemas", name]);
            if self.visited.insert(here.clone()) {
                self.schema_or_ref(schema, &here, Role::Named);
            }
        }
        for (name, parameter) in &components.parameters {
            let here = place.descend(["parameters", name]);
            if self.visited.insert(here.clone()) {
                match parameter {
                    ReferenceOr::Item(parameter) => self.parameter(parameter, &here),
                    ReferenceOr::Reference { reference } => {
                        later!(self, parameter, Parameter, reference, &here.child("$ref"));
                    }
                }
            }
        }
    }
}
