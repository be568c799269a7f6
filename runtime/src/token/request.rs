//! From inputs to a request.

use serde_json::{Map, Value};

use super::value::Values;
use crate::encode::Style;
use crate::request::Request;
use crate::{ExchangeBody, ExchangeInfo, OperationInfo, RefreshInfo, Secret, Target};

/// A request that is being filled; its body comes last.
pub(crate) struct Filling {
    request: Request,
    body: Value,
}

impl Filling {
    /// An empty request.
    fn new(info: &'static OperationInfo) -> Self {
        Self { request: Request::new(info, false), body: Value::Object(Map::new()) }
    }

    /// Puts a text into its place.
    pub(crate) fn put(&mut self, target: Target, text: &str) {
        match target {
            Target::Path(name) => self.request.set_path(name, Style::Simple, Some(Value::from(text))),
            Target::Query(name) => self.request.add_query_text(name, text),
            Target::Header(name) => self.request.set_header_text(name, text),
            Target::Body(pointer) => put_at(&mut self.body, pointer, text),
        }
    }

    /// The request.
    pub(crate) fn finish(mut self, body: ExchangeBody) -> Request {
        match body {
            ExchangeBody::None => {}
            ExchangeBody::Json => self.request.set_json(serde_json::to_vec(&self.body).ok()),
            ExchangeBody::Form => self.request.set_form(Some(self.body), &[]),
        }
        self.request
    }
}

/// The request that exchanges credentials for a token, but for the assertion.
pub(crate) fn exchange_request(info: &ExchangeInfo, values: &Values) -> Filling {
    let mut filling = Filling::new(info.operation);
    for (target, text) in info.constants {
        filling.put(*target, text);
    }
    for (input, value) in values.iter() {
        for target in input.targets {
            if let Some(text) = value.text() {
                filling.put(*target, text);
            }
        }
    }
    filling
}

/// The request that renews a token.
pub(crate) fn refresh_request(info: &RefreshInfo, token: &Secret) -> Request {
    let mut filling = Filling::new(info.operation);
    filling.put(info.target, token.expose());
    filling.finish(info.body)
}

/// Puts a text where a JSON pointer says, making the objects on the way.
fn put_at(body: &mut Value, pointer: &str, text: &str) {
    let mut place = body;
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[name];
    }
    *place = Value::from(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_make_their_way() {
        let mut body = json!({});
        put_at(&mut body, "/client/id", "a");
        put_at(&mut body, "/client/secret", "b");
        put_at(&mut body, "/a~1b~0c", "d");
        assert_eq!(body, json!({"client": {"id": "a", "secret": "b"}, "a/b~c": "d"}));
        put_at(&mut body, "", "all");
        assert_eq!(body, json!("all"));
    }
}
