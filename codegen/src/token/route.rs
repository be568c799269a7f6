//! The operations that an `x-token` names: where they stand, what they take and what they answer.

use std::rc::Rc;

use openapiv3::{
    Content, Operation, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody, Response, StatusCode,
};
use serde_json::Value;

use super::Reader;
use super::way::Stop;
use crate::diag::{Place, codes};
use crate::ir::{ExchangeBody, ExchangeOperation, Method, SchemeId, Security};
use crate::lower::{Family, family, media_rank, method_of};

/// An operation.
pub(super) struct Route {
    path: String,
    method: Method,
    operation: Operation,
    /// Parameters of the path and of the operation.
    parameters: Vec<Rc<Parameter>>,
    body: Option<Body>,
    answers: Vec<Answer>,
    place: Place,
}

struct Body {
    kind: ExchangeBody,
    schema: Option<Stop>,
}

/// A documented answer in JSON.
struct Answer {
    is_success: bool,
    schema: Option<Stop>,
}

/// Where an operation was found.
struct Site {
    path: String,
    item: Rc<PathItem>,
    /// Of the path.
    place: Place,
}

/// Finds the operation that `reference`, written at `at`, names: by its id in this document, or by a pointer.
pub(super) fn find(cx: &Reader<'_>, reference: &str, at: &Place) -> Option<Route> {
    let found =
        if reference.contains('#') { find_by_pointer(cx, reference, at) } else { find_by_id(cx, reference, at) };
    let Some((site, word)) = found else {
        cx.told();
        return None;
    };
    Some(Route::new(cx, site, &word))
}

fn find_by_id(cx: &Reader<'_>, id: &str, at: &Place) -> Option<(Site, String)> {
    let base = cx.document.place().child("paths");
    let word_in = |item: &PathItem| {
        let mut operations = item.iter();
        operations.find(|(_, op)| op.operation_id.as_deref() == Some(id)).map(|(word, _)| word.to_owned())
    };
    for (path, item) in &cx.document.openapi.paths.paths {
        let place = base.child(path);
        let found = match item {
            ReferenceOr::Item(item) => word_in(item).map(|word| (Rc::new(item.clone()), place, word)),
            ReferenceOr::Reference { reference } => {
                let found = cx.document.path_item(&place, reference, cx.sink);
                found.and_then(|found| word_in(&found.value).map(|word| (found.value, found.place, word)))
            }
        };
        if let Some((item, place, word)) = found {
            return Some((Site { path: path.clone(), item, place }, word));
        }
    }
    cx.sink
        .report(&codes::UNRESOLVED_REF, at.clone(), format!("no operation of this document is called `{id}`"))
        .help("write an operationId of this document, or `file.yaml#/paths/~1path/method`");
    None
}

fn find_by_pointer(cx: &Reader<'_>, reference: &str, at: &Place) -> Option<(Site, String)> {
    let item = reference.rsplit_once('/').map(|(item, word)| (item, word, cx.document.place_of(at.file, item)));
    let steps: Option<Vec<String>> = item.as_ref().and_then(|(_, _, place)| Some(place.as_ref()?.tokens().collect()));
    let path = match steps.as_deref() {
        Some([section, path]) if section == "paths" => Some(path.clone()),
        // Why it cannot be followed is told by whoever follows it.
        None if item.is_some() => Some(String::new()),
        _ => None,
    };
    let (Some((item, word, _)), Some(path)) = (item, path) else {
        let message = format!("`{reference}` does not lead to an operation");
        let report = cx.sink.report(&codes::REF_WRONG_KIND, at.clone(), message);
        report.help("write `file.yaml#/paths/~1path/method`, with `~1` for each `/` of the path");
        return None;
    };
    let found = cx.document.path_item(at, item, cx.sink)?;
    if !found.value.iter().any(|(method, _)| method == word) {
        let message = format!("`{path}` has no operation `{word}`");
        let report = cx.sink.report(&codes::UNRESOLVED_REF, at.clone(), message);
        let methods: Vec<String> = found.value.iter().map(|(method, _)| format!("`{method}`")).collect();
        report.help(format!("it has {}", methods.join(", ")));
        return None;
    }
    Some((Site { path, item: found.value, place: found.place }, word.to_owned()))
}

impl Route {
    fn new(cx: &Reader<'_>, site: Site, word: &str) -> Self {
        let operation = site.item.iter().find(|(method, _)| *method == word).map(|(_, op)| op.clone());
        let operation = operation.unwrap_or_default();
        let place = site.place.child(word);
        let mut parameters = resolved(cx, &site.item.parameters, &site.place);
        parameters.extend(resolved(cx, &operation.parameters, &place));
        Self {
            body: body_of(cx, &operation, &place.child("requestBody")),
            answers: answers_of(cx, &operation, &place.child("responses")),
            // The words of `PathItem::iter` are methods.
            method: method_of(word).unwrap_or(Method::Get),
            path: site.path,
            operation,
            parameters,
            place,
        }
    }

    /// Its id, or method and path.
    pub(super) fn name(&self) -> String {
        let id = self.operation.operation_id.clone().filter(|id| !id.trim().is_empty());
        id.unwrap_or_else(|| format!("{} {}", self.method.as_str(), self.path))
    }

    /// Where it stands.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// As the model has it. `elsewhere`: it is sent to another server than the API's, so nothing of the API's
    /// credentials can go with it. `at` is what names it.
    pub(super) fn lower(&self, cx: &Reader<'_>, elsewhere: bool, at: &Place) -> ExchangeOperation {
        let idempotent = self.operation.extensions.get("x-idempotent").and_then(Value::as_bool);
        ExchangeOperation {
            id: self.name(),
            method: self.method,
            path: self.path.clone(),
            body: self.body.as_ref().map_or(ExchangeBody::None, |body| body.kind),
            security: self.security(cx, elsewhere, at),
            idempotent: idempotent.unwrap_or_else(|| self.method.is_idempotent()),
        }
    }

    /// Credentials besides those that are exchanged.
    fn security(&self, cx: &Reader<'_>, elsewhere: bool, at: &Place) -> Security {
        let needed = self.needed(cx);
        let free = needed.is_empty() || needed.iter().any(Vec::is_empty);
        if elsewhere || self.place.file != cx.document.root {
            if !free {
                let message = format!("`{}` needs credentials, and those of this API do not go there", self.name());
                cx.misfit(at.clone(), message).also(self.place.key(), "the operation");
            }
            return Security::default();
        }
        let scheme = cx.subject.scheme;
        if !free && needed.iter().all(|set| set.iter().any(|id| id == scheme)) {
            let message = format!("`{}` needs the token of `{scheme}` that it is to get", self.name());
            let report = cx.misfit(at.clone(), message).also(self.place.key(), "the operation");
            report.help("say `security: []` on it, or name the credentials that it takes");
        }
        let usable = needed.iter().filter(|set| !set.iter().any(|id| id == scheme));
        let position = |id: &String| cx.subject.schemes.iter().position(|known| known == id).map(SchemeId);
        Security { alternatives: usable.filter_map(|set| set.iter().map(position).collect()).collect() }
    }

    /// Alternatives, as ids of schemes.
    fn needed(&self, cx: &Reader<'_>) -> Vec<Vec<String>> {
        if let Some(own) = &self.operation.security {
            return own.iter().map(|set| set.keys().cloned().collect()).collect();
        }
        let root = Place::root(self.place.file).child("security");
        let sets = cx.document.sources.value(&root).and_then(Value::as_array).into_iter().flatten();
        sets.filter_map(Value::as_object).map(|set| set.keys().cloned().collect()).collect()
    }

    /// A parameter by its place (`path`, `query` or `header`) and name.
    pub(super) fn parameter(&self, place: &str, name: &str) -> Option<&Parameter> {
        let same = |own: &str| if place == "header" { own.eq_ignore_ascii_case(name) } else { own == name };
        let mut all = self.parameters.iter().map(Rc::as_ref);
        all.find(|parameter| place_word(parameter) == place && same(&parameter.parameter_data_ref().name))
    }

    /// Required parameters: place and name.
    pub(super) fn required(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let needed = self.parameters.iter().filter(|p| p.parameter_data_ref().required);
        needed.map(|p| (place_word(p), p.parameter_data_ref().name.as_str()))
    }

    /// How its body is written.
    pub(super) fn body(&self) -> Option<ExchangeBody> {
        self.body.as_ref().map(|body| body.kind)
    }

    /// The schema of its body.
    pub(super) fn body_schema(&self) -> Option<&Stop> {
        self.body.as_ref()?.schema.as_ref()
    }

    /// Some answer declares what the pointer leads to.
    pub(super) fn answers(&self, cx: &Reader<'_>, pointer: &str, success: bool) -> Option<Stop> {
        let fitting = self.answers.iter().filter(|answer| answer.is_success || !success);
        fitting.filter_map(|answer| answer.schema.as_ref()).find_map(|schema| schema.follow(cx, pointer))
    }
}

/// The schema of a parameter that is not a document of its own.
pub(super) fn parameter_schema(cx: &Reader<'_>, parameter: &Parameter, place: &Place) -> Option<Stop> {
    match &parameter.parameter_data_ref().format {
        ParameterSchemaOrContent::Schema(schema) => Stop::of(cx, schema, place),
        ParameterSchemaOrContent::Content(_) => None,
    }
}

fn place_word(parameter: &Parameter) -> &'static str {
    match parameter {
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Path { .. } => "path",
        Parameter::Cookie { .. } => "cookie",
    }
}

fn resolved(cx: &Reader<'_>, parameters: &[ReferenceOr<Parameter>], place: &Place) -> Vec<Rc<Parameter>> {
    let place = place.child("parameters");
    let one = |(i, parameter): (usize, &ReferenceOr<Parameter>)| match parameter {
        ReferenceOr::Item(parameter) => Some(Rc::new(parameter.clone())),
        ReferenceOr::Reference { reference } => {
            cx.document.parameter(&place.index(i), reference, cx.sink).map(|found| found.value)
        }
    };
    parameters.iter().enumerate().filter_map(one).collect()
}

fn body_of(cx: &Reader<'_>, operation: &Operation, place: &Place) -> Option<Body> {
    let read = |body: &RequestBody, place: &Place| {
        let place = place.child("content");
        let media = body.content.iter().enumerate().min_by_key(|(i, (name, _))| (media_rank(name), *i));
        let (name, media) = media?.1;
        let kind = match family(name) {
            Family::Json => ExchangeBody::Json,
            Family::Form => ExchangeBody::Form,
            Family::Text | Family::Multipart | Family::Bytes => return None,
        };
        let schema = media.schema.as_ref().and_then(|schema| Stop::of(cx, schema, &place.descend([name, "schema"])));
        Some(Body { kind, schema })
    };
    match operation.request_body.as_ref()? {
        ReferenceOr::Item(body) => read(body, place),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.request_body(place, reference, cx.sink)?;
            read(&found.value, &found.place)
        }
    }
}

fn answers_of(cx: &Reader<'_>, operation: &Operation, place: &Place) -> Vec<Answer> {
    let listed = operation.responses.responses.iter().map(|(status, response)| (status.to_string(), status, response));
    let mut answers: Vec<Answer> = Vec::new();
    for (word, status, response) in listed {
        let is_success = matches!(status, StatusCode::Code(200..=299) | StatusCode::Range(2));
        answers.extend(answer_of(cx, response, &place.child(&word), is_success));
    }
    if let Some(response) = &operation.responses.default {
        // Where nothing else describes success, this does.
        let is_success = !answers.iter().any(|answer| answer.is_success);
        answers.extend(answer_of(cx, response, &place.child("default"), is_success));
    }
    answers
}

fn answer_of(cx: &Reader<'_>, response: &ReferenceOr<Response>, place: &Place, is_success: bool) -> Option<Answer> {
    match response {
        ReferenceOr::Item(response) => Some(answer(cx, &response.content, place, is_success)),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.response(place, reference, cx.sink)?;
            Some(answer(cx, &found.value.content, &found.place, is_success))
        }
    }
}

fn answer(cx: &Reader<'_>, content: &Content, place: &Place, is_success: bool) -> Answer {
    let json = content.iter().find(|(name, _)| matches!(family(name), Family::Json));
    let schema = json.and_then(|(name, media)| {
        let place = place.descend(["content", name.as_str(), "schema"]);
        media.schema.as_ref().and_then(|schema| Stop::of(cx, schema, &place))
    });
    Answer { is_success, schema }
}
