//! The page for people: what is served, a form to try it, what was received.
//!
//! The page holds no data of a document; its script asks for them and writes them as text, so nothing needs escaping.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::answer::Reply;
use crate::credentials::described;
use crate::model::{Api, Operation};
use crate::request::Received;
use crate::router::Routed;
use crate::sample;
use crate::state::State;

const PAGE: &str = include_str!("page/page.html");
const SCRIPT: &str = include_str!("page/page.js");
const STYLE: &str = include_str!("page/page.css");
/// Nothing from elsewhere, nothing inline; the script may ask this mock.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Where the page is: at the root, unless a document has an operation there.
pub(crate) fn path(state: &State) -> &'static str {
    match state.router.find(&Method::GET, "/", &[]) {
        Routed::Nothing { .. } => "/",
        _ => "/_mock",
    }
}

/// The page or a part of it, if the request is for one.
pub(crate) fn reply(state: &State, received: &Received) -> Option<Reply> {
    if received.method != Method::GET {
        return None;
    }
    let reply = |media_type: &str, body: String| Some(guarded(Reply::new(StatusCode::OK, media_type, body)));
    match received.path.as_str() {
        "/_mock" => reply("text/html; charset=utf-8", PAGE.to_owned()),
        "/" if path(state) == "/" => reply("text/html; charset=utf-8", PAGE.to_owned()),
        "/_mock/page.js" => reply("text/javascript; charset=utf-8", SCRIPT.to_owned()),
        "/_mock/page.css" => reply("text/css; charset=utf-8", STYLE.to_owned()),
        "/_mock/operations.json" => reply("application/json", operations(state).to_string()),
        "/_mock/requests.json" => reply("application/json", requests(state).to_string()),
        _ => None,
    }
}

fn guarded(reply: Reply) -> Reply {
    reply
        .header("content-security-policy", POLICY)
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-store")
}

fn requests(state: &State) -> Value {
    let all = state.record.all();
    // The latest first; nobody looks at more.
    all.iter().rev().take(50).map(crate::record::Recorded::to_json).collect()
}

fn operations(state: &State) -> Value {
    let apis = state.apis.iter().enumerate().map(|(index, api)| {
        let operations: Vec<Value> = api.operations.iter().map(|op| operation(state, index, api, op)).collect();
        json!({ "id": api.id, "title": api.title, "url": state.url_of(api), "operations": operations })
    });
    Value::Array(apis.collect())
}

fn operation(state: &State, index: usize, api: &Api, operation: &Operation) -> Value {
    let credentials: Vec<String> = operation.security.iter().map(|all| described(api, all)).collect();
    let answers = operation.answers.iter().map(|answer| {
        let names = answer.content.iter().flat_map(|media| &media.examples).map(|(name, _)| name.as_str());
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        json!({ "status": answer.status.to_string(), "examples": names })
    });
    json!({
        "id": operation.id, "method": operation.method.as_str(),
        "template": operation.template.text, "summary": operation.summary,
        "credentials": credentials, "answers": answers.collect::<Vec<_>>(),
        "request": sample::request(state, index, api, operation),
    })
}
