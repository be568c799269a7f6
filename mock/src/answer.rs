//! Answers: the document's example of the status that is wanted, else an instance of its schema.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::body::rank;
use crate::events;
use crate::form::kinds;
use crate::instance;
use crate::load::essence;
use crate::model::{Api, Documented, Media, Operation, Status};
use crate::paging;
use crate::refusal::Refusal;
use crate::request::Received;
use crate::router::{Id, PathValues};
use crate::sample::form_pairs;
use crate::schema::Direction;
use crate::state::State;
use crate::tokens;

/// A blue square, for whoever asks for a picture.
const PICTURE: &[u8] = include_bytes!("picture.png");

/// What is sent back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    pub(crate) fn new(status: StatusCode, media_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::empty(status) }.header(CONTENT_TYPE.as_str(), media_type)
    }

    /// Adds a header; one that cannot be sent is left out.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            self.headers.insert(name, value);
        }
        self
    }
}

impl From<&Refusal> for Reply {
    fn from(refusal: &Refusal) -> Self {
        let (media_type, body) = match &refusal.body {
            Some(body) => ("application/json", body.to_string()),
            None => ("application/problem+json", refusal.problem().to_string()),
        };
        let mut reply = Self::new(refusal.status, media_type, body).header("x-mock-refusal", &refusal.line());
        for (name, value) in &refusal.headers {
            reply = reply.header(name, value);
        }
        reply
    }
}

/// Which answer a request asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) code: Option<u16>,
    pub(crate) example: Option<String>,
}

impl Wish {
    /// What `Prefer` says; preferences that are not the mock's are none of its business.
    pub(crate) fn of(received: &Received) -> Result<Self, Refusal> {
        let mut wish = Self::default();
        let lines: Vec<String> = received.header_values("prefer").collect();
        for preference in lines.iter().flat_map(|line| line.split([',', ';'])) {
            let Some((name, value)) = preference.split_once('=') else { continue };
            let value = value.trim().trim_matches('"');
            match name.trim() {
                "code" => {
                    let code = value.parse().ok().filter(|code| (200..600).contains(code));
                    wish.code =
                        Some(code.ok_or_else(|| {
                            Refusal::bad("`code` is no status from 200 to 599").at("header `Prefer`")
                        })?);
                }
                "example" => wish.example = Some(value.to_owned()),
                _ => {}
            }
        }
        Ok(wish)
    }

    /// The author's own example is wanted, not a page or a token made for the occasion.
    fn is_exact(&self) -> bool {
        self.code.is_some() || self.example.is_some()
    }
}

/// The answer to a request that is as it should be.
pub(crate) fn make(
    state: &State,
    id: Id,
    values: &PathValues,
    received: &Received,
    wish: Wish,
) -> Result<Reply, Refusal> {
    let Some((api, operation)) = state.operation(id) else { return Ok(Reply::empty(StatusCode::NOT_FOUND)) };
    let (code, documented) = choose(operation, wish.code)?;
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::OK);
    let accept = received.header("accept").unwrap_or_default();
    let mut reply = match media(documented, &accept, wish.example.as_deref())? {
        Some(media) if media.media_type == events::MEDIA_TYPE && status.is_success() => {
            events::reply(state, (api, operation), (status, media), received, &wish)
        }
        Some(media) if !matches!(code, 204 | 205 | 304) => {
            let mut content = content(state, api, media, wish.example.as_deref());
            if let (Content::Json(value), true) = (&mut content, status.is_success()) {
                if let (Some(paging), false) = (&operation.paging, wish.is_exact()) {
                    paging::turn(state, id, paging, received, media, value)?;
                }
                tokens::fill_in(state, id, values, received, value);
            }
            content.into_reply(status, media)
        }
        _ => Reply::empty(status),
    };
    for header in &documented.headers {
        if header.name != CONTENT_TYPE {
            let value = header.example.clone().unwrap_or_else(|| instance::make(&api.definitions, &header.shape));
            reply = reply.header(header.name.as_str(), &plain(&at_home(state, api, value)));
        }
    }
    Ok(reply)
}

/// The status and its documentation: the one that is wanted, else the first one of success.
fn choose(operation: &Operation, code: Option<u16>) -> Result<(u16, &Documented), Refusal> {
    let answers = || operation.answers.iter();
    if let Some(code) = code {
        let covering = answers().filter(|answer| answer.status.covers(code));
        let best = covering.min_by_key(|answer| answer.status.precision());
        return best.map(|best| (code, best)).ok_or_else(|| {
            let known: Vec<String> = answers().map(|answer| answer.status.to_string()).collect();
            Refusal::bad(format!("{code} is not documented; there are {}", known.join(", "))).at("header `Prefer`")
        });
    }
    let success = answers().find(|answer| matches!(answer.status, Status::Code(200..300)));
    let chosen = success
        .or_else(|| answers().find(|answer| answer.status == Status::Range(2)))
        .or_else(|| answers().find(|answer| answer.status == Status::Default))
        .or_else(|| answers().next());
    match chosen {
        Some(documented) => Ok((usual_code(documented.status), documented)),
        None => Err(Refusal::new(StatusCode::NOT_IMPLEMENTED, "the document describes no answer of this operation")),
    }
}

fn usual_code(status: Status) -> u16 {
    match status {
        // A final answer is never one of these.
        Status::Code(100..200) | Status::Range(1) | Status::Default => 200,
        Status::Code(code) => code,
        Status::Range(digit) => digit * 100,
    }
}

/// The media type: one with the wanted example, one that is accepted, JSON, the first one.
fn media<'d>(documented: &'d Documented, accept: &str, example: Option<&str>) -> Result<Option<&'d Media>, Refusal> {
    if let Some(wanted) = example {
        let has_it = |media: &&Media| media.examples.iter().any(|(name, _)| name == wanted);
        return documented.content.iter().find(has_it).map(Some).ok_or_else(|| {
            let names = documented.content.iter().flat_map(|media| &media.examples);
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).filter(|name| !name.is_empty()).collect();
            let known =
                if names.is_empty() { "none has a name".to_owned() } else { format!("there are {}", names.join(", ")) };
            Refusal::bad(format!("{} has no such example; {known}", documented.status)).at("header `Prefer`")
        });
    }
    let accepted = accept.split(',').map(essence).find_map(|range| {
        let fits = |media: &&Media| !range.is_empty() && range != "*/*" && rank(&range, &media.media_type).is_some();
        documented.content.iter().find(fits)
    });
    let json = || documented.content.iter().find(|media| media.is_json());
    Ok(accepted.or_else(json).or_else(|| documented.content.first()))
}

enum Content {
    Json(Value),
    Text(String),
    Picture,
}

impl Content {
    fn into_reply(self, status: StatusCode, media: &Media) -> Reply {
        let own = media.media_type.as_str();
        let concrete = |otherwise: &'static str| if own.contains('*') { otherwise } else { own }.to_owned();
        match self {
            Self::Json(value) => Reply::new(status, &concrete("application/json"), value.to_string()),
            Self::Text(text) if text.trim_start().starts_with("<svg") => {
                Reply::new(status, &concrete("image/svg+xml"), text)
            }
            Self::Text(text) => Reply::new(status, &concrete("text/plain"), text),
            Self::Picture => Reply::new(status, &concrete("image/png"), PICTURE),
        }
    }
}

fn content(state: &State, api: &Api, media: &Media, example: Option<&str>) -> Content {
    let wanted = |(name, _): &&(String, Value)| example.is_none_or(|wanted| name == wanted);
    let shown = media.examples.iter().find(wanted).map(|(_, value)| value.clone());
    let made = || media.shape.as_ref().map(|shape| instance::make(&api.definitions, shape));
    let root = media.shape.as_ref().map(|shape| kinds(&api.definitions, &shape.root, Direction::Answer));
    let structured = root.is_some_and(|kinds| kinds.object || kinds.array);
    if media.is_json() || (media.media_type == "*/*" && structured) {
        return Content::Json(at_home(state, api, shown.or_else(made).unwrap_or_default()));
    }
    if media.media_type == "application/x-www-form-urlencoded" && structured {
        let value = at_home(state, api, shown.or_else(made).unwrap_or_default());
        let members = value.as_object().into_iter().flatten();
        let pairs: Vec<String> = members.flat_map(|(name, value)| form_pairs(name, value)).collect();
        return Content::Text(pairs.join("&"));
    }
    let is_text = media.media_type.starts_with("text/") || media.media_type.ends_with("xml") || structured;
    // The example of a schema of text counts as the author's own example.
    match shown.or_else(|| schema_example(api, media)) {
        Some(value) => Content::Text(plain(&at_home(state, api, value))),
        None if media.media_type.ends_with("xml") => Content::Text("<?xml version=\"1.0\"?><mock/>".to_owned()),
        None if is_text => Content::Text(plain(&made().unwrap_or_default())),
        None => Content::Picture,
    }
}

fn schema_example(api: &Api, media: &Media) -> Option<Value> {
    let shape = media.shape.as_ref()?;
    api.definitions.follow(&shape.root, Direction::Answer).get("example").cloned()
}

/// A value as text: strings without quotes, everything else as JSON.
/// A text as it is, anything else as JSON.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The value with the mock's own address for those of the document's servers.
pub(crate) fn at_home(state: &State, api: &Api, mut value: Value) -> Value {
    let own = state.url_of(api);
    replace_servers(&mut value, &api.servers, &own);
    value
}

fn replace_servers(value: &mut Value, servers: &[String], own: &str) {
    match value {
        Value::String(text) => {
            let begins = servers.iter().filter_map(|server| Some((server, text.strip_prefix(server.as_str())?)));
            let whole = begins.filter(|(_, rest)| rest.is_empty() || rest.starts_with(['/', '?', '#']));
            if let Some((_, rest)) = whole.max_by_key(|(server, _)| server.len()) {
                *text = format!("{own}{rest}");
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| replace_servers(value, servers, own)),
        Value::Object(map) => map.values_mut().for_each(|value| replace_servers(value, servers, own)),
        _ => {}
    }
}
