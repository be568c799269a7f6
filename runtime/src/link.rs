//! Links: values of an answer on their way into another call.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::de::messages;
use crate::de::simple::Spelt;
use crate::{Error, Reply, Response};

/// The answer that a link starts from. Emitted code reads the values of the linked call from it.
#[derive(Debug)]
pub struct LinkSource<'r> {
    reply: &'r Reply,
    /// The link, as the document names it.
    name: &'static str,
    /// The body as JSON, if it is any.
    body: Option<Value>,
}

/// Where a value of a linked call comes from.
#[derive(Debug, Clone, Copy)]
pub enum LinkValue<'v> {
    /// From the body, by a JSON pointer; empty: all of it.
    Body(&'v str),
    /// From a header.
    Header(&'v str),
    /// The status.
    Status,
    /// Always the same: JSON text.
    Constant(&'v str),
    /// Given by the caller, or text between others.
    Text(&'v str),
    /// Several in a row, as one text.
    Joined(&'v [LinkValue<'v>]),
}

impl<'r> LinkSource<'r> {
    /// The answer that the link called `name` starts from.
    pub fn new<T>(name: &'static str, response: &'r Response<T>) -> Self {
        Self::of(name, response.reply())
    }

    /// The answer by which a call failed.
    ///
    /// # Errors
    /// The call failed without an answer.
    pub fn of_failure<E>(name: &'static str, error: &'r Error<E>) -> Result<Self, LinkError> {
        let nothing = || LinkError::new(name, "$response".to_owned(), "the call failed without an answer".to_owned());
        error.reply().map(|reply| Self::of(name, reply)).ok_or_else(nothing)
    }

    fn of(name: &'static str, reply: &'r Reply) -> Self {
        Self { reply, name, body: reply.json().ok() }
    }

    /// Reads a value. A text is read as a number or a boolean, and those as text, where that is what is wanted.
    ///
    /// # Errors
    /// The answer does not have it, or it is not what the linked call takes.
    pub fn get<T: DeserializeOwned>(&self, value: LinkValue<'_>) -> Result<T, LinkError> {
        let fail = |reason: String| LinkError::new(self.name, describe(value), reason);
        let found = self.find(value).map_err(|reason| fail(reason.to_owned()))?;
        let read = match plain_text(&found) {
            Some(text) => T::deserialize(Spelt::one(text)),
            None => T::deserialize(found),
        };
        read.map_err(|error| fail(messages::without_value(&error)))
    }

    fn find(&self, value: LinkValue<'_>) -> Result<Value, &'static str> {
        match value {
            LinkValue::Body(pointer) => {
                let body = self.body.as_ref().ok_or("the body is no JSON")?;
                let found = body.pointer(pointer).filter(|found| !found.is_null());
                found.cloned().ok_or("the answer does not have it")
            }
            LinkValue::Header(name) => {
                let line = self.reply.headers().get(name).ok_or("the answer does not have it")?;
                line.to_str().map(Value::from).map_err(|_| "it is no text")
            }
            LinkValue::Status => Ok(Value::from(self.reply.status())),
            LinkValue::Constant(json) => serde_json::from_str(json).map_err(|_| "it is no JSON"),
            LinkValue::Text(text) => Ok(Value::from(text)),
            LinkValue::Joined(values) => {
                let mut joined = String::new();
                for value in values {
                    let found = self.find(*value)?;
                    joined.push_str(&plain_text(&found).ok_or("a part of it is no text")?);
                }
                Ok(Value::from(joined))
            }
        }
    }
}

/// A scalar as text.
fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// As the document writes it, without values.
fn describe(value: LinkValue<'_>) -> String {
    match value {
        LinkValue::Body("") => "$response.body".to_owned(),
        LinkValue::Body(pointer) => format!("$response.body#{pointer}"),
        LinkValue::Header(name) => format!("$response.header.{name}"),
        LinkValue::Status => "$statusCode".to_owned(),
        LinkValue::Constant(_) | LinkValue::Text(_) => "a constant".to_owned(),
        LinkValue::Joined(values) => {
            let known = |value: &&LinkValue<'_>| !matches!(value, LinkValue::Text(_));
            values.iter().filter(known).map(|value| describe(*value)).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Why an answer does not lead to the linked call. Shows no value.
#[derive(Clone)]
pub struct LinkError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    link: &'static str,
    value: String,
    reason: String,
}

impl LinkError {
    fn new(link: &'static str, value: String, reason: String) -> Self {
        Self(Box::new(Inner { link, value, reason }))
    }

    /// The link, as the document names it.
    pub fn link(&self) -> &'static str {
        self.0.link
    }

    /// The value that could not be taken over, as the document writes it, e.g. `$response.body#/id`.
    pub fn value(&self) -> &str {
        &self.0.value
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { link, value, reason } = &*self.0;
        write!(f, "the link `{link}` cannot be followed: {value}: {reason}")
    }
}

impl fmt::Debug for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkError({self})")
    }
}

impl std::error::Error for LinkError {}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use serde_json::json;

    fn response() -> Response<()> {
        let mut headers = HeaderMap::new();
        headers.insert("x-next", HeaderValue::from_static("7"));
        let body = json!({ "id": 12, "name": "hunter2", "tags": ["a", "b"], "gone": null }).to_string();
        Response::new(Reply::new(StatusCode::CREATED, headers, body), (), 1)
    }

    #[test]
    fn values_become_what_the_call_takes() {
        let response = response();
        let link = LinkSource::new("next", &response);
        assert_eq!(link.get::<String>(LinkValue::Body("/id")).unwrap(), "12");
        assert_eq!(link.get::<i64>(LinkValue::Header("X-Next")).unwrap(), 7);
        assert_eq!(link.get::<u16>(LinkValue::Status).unwrap(), 201);
        assert_eq!(link.get::<Vec<String>>(LinkValue::Body("/tags")).unwrap(), ["a", "b"]);
        assert!(link.get::<bool>(LinkValue::Constant("true")).unwrap());
        let joined = [LinkValue::Text("id-"), LinkValue::Body("/id"), LinkValue::Text("/")];
        assert_eq!(link.get::<String>(LinkValue::Joined(&joined)).unwrap(), "id-12/");
        assert_eq!(link.get::<Value>(LinkValue::Body("")).unwrap()["id"], 12);
    }

    #[test]
    fn errors_name_the_expression_and_show_no_value() {
        let response = response();
        let link = LinkSource::new("next", &response);
        for pointer in ["/nowhere", "/gone"] {
            let error = link.get::<i64>(LinkValue::Body(pointer)).unwrap_err();
            assert_eq!(error.value(), format!("$response.body#{pointer}"));
        }
        let error = link.get::<i64>(LinkValue::Body("/name")).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(error.link(), "next");
    }
}
