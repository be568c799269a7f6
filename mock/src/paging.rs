//! Lists that come in pages, as `x-pagination` says.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::model::Media;
use crate::refusal::Refusal;
use crate::request::Received;
use crate::router::Id;
use crate::state::State;
use crate::tokens::insert;

/// Where an operation has its list and the way to the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    /// Pointer to the list.
    items: String,
    /// Pointer to the token of the next page.
    next: String,
    /// Query parameter for the token.
    pub(crate) parameter: String,
    /// Query parameter that limits a page.
    size: Option<String>,
}

impl Paging {
    /// Reads `x-pagination`; what is not as it should be makes no pages: `check` reports it.
    pub(crate) fn decode(node: &Value) -> Option<Self> {
        let text = |key: &str| Some(node.get(key)?.as_str()?.to_owned());
        Some(Self { items: text("items")?, next: text("next")?, parameter: text("parameter")?, size: text("size") })
    }
}

/// Makes the page out of the example: its items over and over.
pub(crate) fn turn(
    state: &State,
    id: Id,
    paging: &Paging,
    received: &Received,
    media: &Media,
    answer: &mut Value,
) -> Result<(), Refusal> {
    let offset = match received.query_value(&paging.parameter) {
        None => 0,
        Some(token) => {
            let unknown = || {
                Refusal::bad("is not a token that an answer had").at(format!("query parameter `{}`", paging.parameter))
            };
            read_token(state, id, &token).ok_or_else(unknown)?
        }
    };
    let Some(Value::Array(items)) = answer.pointer_mut(&paging.items) else { return Ok(()) };
    let asked = paging.size.as_ref().and_then(|name| received.query_value(name)?.parse::<usize>().ok());
    let size = asked.unwrap_or(state.settings.page_size).max(1);
    let total = if items.is_empty() { 0 } else { state.settings.list_length };
    let end = offset.saturating_add(size).min(total);
    *items = items.iter().cycle().skip(offset % items.len().max(1)).take(end.saturating_sub(offset)).cloned().collect();
    if end < total {
        insert(answer, &paging.next, json!(write_token(state, id, end)));
    } else {
        end_list(state, id, paging, media, answer);
    }
    Ok(())
}

/// The last page says so as the example does, else by silence, unless the schema wants something there.
fn end_list(state: &State, id: Id, paging: &Paging, media: &Media, answer: &mut Value) {
    if answer.pointer(&paging.next).is_none_or(Value::is_null) {
        return;
    }
    let Some((parent, name)) = paging.next.rsplit_once('/') else { return };
    let name = name.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(members)) = answer.pointer_mut(parent) {
        members.shift_remove(&name);
    }
    let (Some((api, _)), Some(shape)) = (state.operation(id), &media.shape) else { return };
    let fits = |answer: &Value| shape.fits(&api.definitions, answer);
    for last in [Value::Null, json!("")] {
        if fits(answer) {
            return;
        }
        insert(answer, &paging.next, last);
    }
}

fn write_token(state: &State, id: Id, offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}:{}:{offset}", state.salt, id.0, id.1))
}

fn read_token(state: &State, id: Id, token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix(&format!("{}:{}:{}:", state.salt, id.0, id.1))?.parse().ok()
}
