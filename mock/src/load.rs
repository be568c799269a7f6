//! From a file to what is served.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hyper::Method;
use hyper::header::HeaderName;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use specwright_codegen::config::Strictness;
use specwright_codegen::diag::{FileId, Place, Severity, Sink, render};
use specwright_codegen::resolve::{self, Document};
use specwright_codegen::source::Sources;

use crate::error::StartError;
use crate::exchange::decode_exchanges;
use crate::model::{
    AnswerHeader, Api, Carrier, Documented, Explode, Location, Media, Need, Operation, Parameter, RequestBody, Scheme,
    Spelling, Status, Style, is_json,
};
use crate::paging::Paging;
use crate::router::Template;
use crate::schema::{Converter, Direction};
use crate::shape::Shape;

/// A document, and the names of what is secret in it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) api: Api,
    pub(crate) secrets: BTreeSet<String>,
}

const METHODS: [(&str, Method); 8] = [
    ("get", Method::GET),
    ("put", Method::PUT),
    ("post", Method::POST),
    ("delete", Method::DELETE),
    ("options", Method::OPTIONS),
    ("head", Method::HEAD),
    ("patch", Method::PATCH),
    ("trace", Method::TRACE),
];

/// Reads the document at `path` with its overlays.
pub(crate) fn load(path: &Path, overlays: &[PathBuf]) -> Result<Loaded, StartError> {
    let sink = Sink::new(Strictness::Tolerant);
    match resolve::load_overlaid(path, overlays, &sink) {
        Ok(document) => Ok(read(path, &document, &sink)),
        Err(sources) => Err(StartError::Unreadable { path: path.to_owned(), findings: findings(sink, &sources) }),
    }
}

fn findings(sink: Sink, sources: &Sources) -> String {
    let mut found = sink.into_sorted(sources);
    found.retain(|finding| finding.severity == Severity::Error);
    render::render(&found, sources, render::Colour::Off)
}

fn read(path: &Path, document: &Document, sink: &Sink) -> Loaded {
    let tree = serde_json::to_value(&document.openapi).unwrap_or_default();
    let mut reader = Reader { document, sink, converter: Converter::new(document, sink) };
    let schemes = reader.schemes(&tree);
    let security = reader.security(tree.get("security"));
    let operations = reader.operations(&tree, &security);
    let (definitions, mut secrets) = reader.converter.finish();
    for scheme in schemes.values() {
        secrets.extend(scheme.exchanges.iter().flat_map(|exchange| exchange.secrets.iter().cloned()));
        match &scheme.carrier {
            Carrier::Header(name) | Carrier::Query(name) | Carrier::Cookie(name) => drop(secrets.insert(name.clone())),
            _ => {}
        }
    }
    let api = Api {
        id: path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
        title: document.openapi.info.title.clone(),
        file: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
        mount: String::new(),
        servers: servers(&tree),
        operations,
        schemes,
        definitions,
    };
    Loaded { api, secrets }
}

struct Reader<'d> {
    document: &'d Document,
    sink: &'d Sink,
    converter: Converter<'d>,
}

/// Something of the document, and the file it stands in.
type Placed = (Value, FileId);

/// What can stand behind a reference, apart from schemas.
#[derive(Clone, Copy)]
enum Kind {
    PathItem,
    Parameter,
    RequestBody,
    Response,
    Header,
    Example,
    SecurityScheme,
}

impl Reader<'_> {
    /// The node itself, or what it refers to.
    fn follow(&self, node: &Value, file: FileId, kind: Kind) -> Option<Placed> {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else { return Some((node.clone(), file)) };
        let (at, sink, document) = (Place::root(file), self.sink, self.document);
        macro_rules! found {
            ($method:ident) => {{
                let found = document.$method(&at, reference, sink)?;
                Some((serde_json::to_value(found.value.as_ref()).ok()?, found.place.file))
            }};
        }
        match kind {
            Kind::PathItem => found!(path_item),
            Kind::Parameter => found!(parameter),
            Kind::RequestBody => found!(request_body),
            Kind::Response => found!(response),
            Kind::Header => found!(header),
            Kind::Example => found!(example),
            Kind::SecurityScheme => found!(security_scheme),
        }
    }

    fn schemes(&self, tree: &Value) -> IndexMap<String, Scheme> {
        let declared = tree.pointer("/components/securitySchemes").and_then(Value::as_object);
        let known = declared.into_iter().flatten();
        known
            .filter_map(|(name, node)| {
                let (node, _) = self.follow(node, self.document.root, Kind::SecurityScheme)?;
                Some((name.clone(), scheme(&node)?))
            })
            .collect()
    }

    /// Alternatives; one that asks for nothing makes all of them unnecessary.
    fn security(&self, node: Option<&Value>) -> Vec<Vec<String>> {
        let alternatives = node.and_then(Value::as_array).into_iter().flatten();
        let alternatives: Vec<Vec<String>> =
            alternatives.filter_map(Value::as_object).map(|all| all.keys().cloned().collect()).collect();
        if alternatives.iter().any(Vec::is_empty) { Vec::new() } else { alternatives }
    }

    fn operations(&mut self, tree: &Value, security: &[Vec<String>]) -> Vec<Operation> {
        let mut operations = Vec::new();
        let paths = tree.get("paths").and_then(Value::as_object).into_iter().flatten();
        for (path, item) in paths.filter(|(path, _)| path.starts_with('/')) {
            let Some((item, file)) = self.follow(item, self.document.root, Kind::PathItem) else { continue };
            for (name, method) in &METHODS {
                if let Some(node) = item.get(*name) {
                    operations.push(self.operation(path, method, &item, node, file, security));
                }
            }
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        method: &Method,
        item: &Value,
        node: &Value,
        file: FileId,
        security: &[Vec<String>],
    ) -> Operation {
        let own = node.get("security").filter(|own| own.is_array());
        let id = node.get("operationId").and_then(Value::as_str);
        Operation {
            id: id.map_or_else(|| format!("{method} {path}"), str::to_owned),
            method: method.clone(),
            template: Template::parse(path),
            summary: node.get("summary").and_then(Value::as_str).unwrap_or_default().to_owned(),
            parameters: self.parameters(item, node, file),
            body: node.get("requestBody").and_then(|body| self.request_body(body, file)),
            answers: self.answers(node, file),
            security: own.map_or_else(|| security.to_vec(), |own| self.security(Some(own))),
            paging: node.get("x-pagination").and_then(Paging::decode),
            done: node.pointer("/x-sse/done").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// Those of the path, unless the operation has one of that name and place itself.
    fn parameters(&mut self, item: &Value, node: &Value, file: FileId) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for holder in [item, node] {
            let list = holder.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
            for one in &list {
                let Some((one, file)) = self.follow(one, file, Kind::Parameter) else { continue };
                let Some(parameter) = self.parameter(&one, file) else { continue };
                parameters.retain(|p| (p.location, &p.name) != (parameter.location, &parameter.name));
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, node: &Value, file: FileId) -> Option<Parameter> {
        let name = node.get("name")?.as_str()?.to_owned();
        let location = match node.get("in")?.as_str()? {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        };
        let is_reserved =
            ["accept", "content-type", "authorization"].iter().any(|word| name.eq_ignore_ascii_case(word));
        if location == Location::Header && is_reserved {
            return None;
        }
        let content = node.get("content").and_then(Value::as_object).and_then(|content| content.iter().next());
        let schema = content.map_or_else(|| node.get("schema"), |(_, media)| media.get("schema"));
        let style = match content {
            Some(_) => Style::Json,
            None => style(node.get("style").and_then(Value::as_str), location),
        };
        let explode = node.get("explode").and_then(Value::as_bool).unwrap_or(style == Style::Form);
        let schema = schema.cloned().unwrap_or(Value::Bool(true));
        if schema.get("format").and_then(Value::as_str) == Some("password") {
            self.converter.secrets.insert(name.clone());
        }
        let example =
            self.examples(node, file).into_iter().next().or_else(|| self.examples(content?.1, file).into_iter().next());
        Some(Parameter {
            need: Need::from_flag(
                location == Location::Path || node.get("required").and_then(Value::as_bool) == Some(true),
            ),
            shape: Shape::new(self.converter.convert(&schema, file, Direction::Request), Direction::Request),
            explode: if explode { Explode::Yes } else { Explode::No },
            example: example.map(|(_, value)| value),
            name,
            location,
            style,
        })
    }

    fn request_body(&mut self, node: &Value, file: FileId) -> Option<RequestBody> {
        let (node, file) = self.follow(node, file, Kind::RequestBody)?;
        let need = Need::from_flag(node.get("required").and_then(Value::as_bool) == Some(true));
        Some(RequestBody { need, content: self.content(&node, file, Direction::Request) })
    }

    fn answers(&mut self, node: &Value, file: FileId) -> Vec<Documented> {
        let empty = Map::new();
        let responses = node.get("responses").and_then(Value::as_object).unwrap_or(&empty);
        let mut answers = Vec::new();
        for (status, response) in responses {
            let Some(status) = Status::parse(status) else { continue };
            let Some((response, file)) = self.follow(response, file, Kind::Response) else { continue };
            let headers = self.answer_headers(&response, file);
            answers.push(Documented { status, headers, content: self.content(&response, file, Direction::Answer) });
        }
        answers
    }

    fn answer_headers(&mut self, response: &Value, file: FileId) -> Vec<AnswerHeader> {
        let mut headers = Vec::new();
        for (name, node) in response.get("headers").and_then(Value::as_object).into_iter().flatten() {
            let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
            let Some((node, file)) = self.follow(node, file, Kind::Header) else { continue };
            let schema = node.get("schema").cloned().unwrap_or(Value::Bool(true));
            let shape = Shape::new(self.converter.convert(&schema, file, Direction::Answer), Direction::Answer);
            let example = self.examples(&node, file).into_iter().next().map(|(_, value)| value);
            headers.push(AnswerHeader { name, shape, example });
        }
        headers
    }

    fn content(&mut self, node: &Value, file: FileId, direction: Direction) -> Vec<Media> {
        let mut content = Vec::new();
        for (media_type, node) in node.get("content").and_then(Value::as_object).into_iter().flatten() {
            let schema = node.get("schema").map(|schema| self.converter.convert(schema, file, direction));
            content.push(Media {
                media_type: meant(&essence(media_type)),
                shape: schema.map(|schema| Shape::new(schema, direction)),
                spellings: spellings(node),
                examples: self.examples(node, file),
            });
        }
        content
    }

    fn examples(&self, node: &Value, file: FileId) -> Vec<(String, Value)> {
        let one = node.get("example").map(|value| (String::new(), value.clone()));
        let named = node.get("examples").and_then(Value::as_object).into_iter().flatten();
        let named = named.filter_map(|(name, example)| {
            let (example, _) = self.follow(example, file, Kind::Example)?;
            Some((name.clone(), example.get("value")?.clone()))
        });
        one.into_iter().chain(named).collect()
    }
}

/// What is meant where a common slip of the pen stands for a media type.
fn meant(essence: &str) -> String {
    let meant = match essence {
        "application/form-data" | "multipart/formdata" | "form-data" => "multipart/form-data",
        "application/x-form-urlencoded" | "application/www-form-urlencoded" | "x-www-form-urlencoded" => {
            "application/x-www-form-urlencoded"
        }
        "applicationjson" | "json" | "" => "application/json",
        other => other,
    };
    meant.to_owned()
}

/// What `encoding` says of the fields of a form. Objects in brackets need no word: their names show what they are.
fn spellings(media: &Value) -> Vec<(String, Spelling)> {
    let fields = media.get("encoding").and_then(Value::as_object).into_iter().flatten();
    let spelled = fields.filter_map(|(name, encoding)| {
        let text = |key: &str| encoding.get(key).and_then(Value::as_str);
        let style = text("style").unwrap_or("form");
        // What the document leaves open was filled in before; here `false` is what is left out.
        let exploded = encoding.get("explode").and_then(Value::as_bool).unwrap_or_default();
        let spelling = match style {
            "form" if text("style").is_none() && text("contentType").is_some_and(|name| is_json(&essence(name))) => {
                Spelling::Json
            }
            _ if exploded => return None,
            "form" => Spelling::Delimited(","),
            "spaceDelimited" => Spelling::Delimited(" "),
            "pipeDelimited" => Spelling::Delimited("|"),
            _ => return None,
        };
        Some((name.clone(), spelling))
    });
    spelled.collect()
}

/// A media type without parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn style(name: Option<&str>, location: Location) -> Style {
    match (name, location) {
        (Some("label"), Location::Path) => Style::Label,
        (Some("matrix"), Location::Path) => Style::Matrix,
        (Some("spaceDelimited"), Location::Query) => Style::SpaceDelimited,
        (Some("pipeDelimited"), Location::Query) => Style::PipeDelimited,
        (Some("deepObject"), Location::Query) => Style::DeepObject,
        (_, Location::Query | Location::Cookie) => Style::Form,
        (_, Location::Path | Location::Header) => Style::Simple,
    }
}

fn scheme(node: &Value) -> Option<Scheme> {
    let text = |key: &str| node.get(key).and_then(Value::as_str);
    let carrier = match text("type")? {
        "apiKey" => {
            let name = text("name")?.to_owned();
            match text("in")? {
                "query" => Carrier::Query(name),
                "cookie" => Carrier::Cookie(name),
                _ => Carrier::Header(name),
            }
        }
        "http" => match text("scheme")?.to_ascii_lowercase().as_str() {
            "basic" => Carrier::Basic { password: text("x-fixed-password").map(str::to_owned) },
            other => Carrier::Http(other.to_owned()),
        },
        "oauth2" | "openIdConnect" => Carrier::Http("bearer".to_owned()),
        _ => Carrier::Elsewhere,
    };
    let exchanges = node.get("x-token").map(decode_exchanges).unwrap_or_default();
    Some(Scheme { carrier, prefix: text("x-prefix").unwrap_or_default().to_owned(), exchanges })
}

/// The addresses with the default values of their variables; relative ones name no server.
fn servers(tree: &Value) -> Vec<String> {
    let servers = tree.get("servers").and_then(Value::as_array).into_iter().flatten();
    servers
        .filter_map(|server| {
            let mut url = server.get("url")?.as_str()?.to_owned();
            for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
                let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
                url = url.replace(&format!("{{{name}}}"), default);
            }
            url.contains("://").then(|| url.trim_end_matches('/').to_owned())
        })
        .collect()
}
