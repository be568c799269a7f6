//! `multipart/form-data`: the parts that the schema declares, each present and filled.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use hyper::StatusCode;
use serde_json::Value;

use crate::form::property;
use crate::model::Media;
use crate::refusal::Refusal;
use crate::schema::{Definitions, Direction};

/// Checks the parts of a body.
pub(crate) async fn check(
    definitions: &Definitions,
    media: &Media,
    content_type: &str,
    body: &Bytes,
) -> Result<(), Refusal> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| {
        Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("the content type is wrong: {error}"))
    })?;
    let whole = stream::iter([Ok::<Bytes, Infallible>(body.clone())]);
    let mut parts = multer::Multipart::new(whole, boundary);
    let mut found: Vec<String> = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = part.name().map(str::to_owned) else { return Err(Refusal::bad("a part has no name")) };
        let file_name = part.file_name().map(str::to_owned);
        let content = part.bytes().await.map_err(|error| broken(&error))?;
        check_part(definitions, media, &name, file_name.as_deref(), &content)?;
        found.push(name);
    }
    let missing = required(definitions, media).into_iter().find(|name| !found.contains(name));
    missing.map_or(Ok(()), |name| Err(Refusal::bad("is required and was not sent").at(format!("part `{name}`"))))
}

fn check_part(
    definitions: &Definitions,
    media: &Media,
    name: &str,
    file_name: Option<&str>,
    content: &[u8],
) -> Result<(), Refusal> {
    let at = format!("part `{name}`");
    let Some(shape) = &media.shape else { return Ok(()) };
    // `name[key]` is a part of the object `name`.
    let field = name.split('[').next().unwrap_or(name);
    if property(definitions, &shape.root, Direction::Request, field).is_none() {
        return Err(Refusal::bad("is not declared").at(at));
    }
    if content.is_empty() {
        return Err(Refusal::bad("is empty").at(at));
    }
    if file_name == Some("") {
        return Err(Refusal::bad("has an empty file name").at(at));
    }
    Ok(())
}

fn required(definitions: &Definitions, media: &Media) -> Vec<String> {
    let root = media.shape.as_ref().map(|shape| definitions.follow(&shape.root, Direction::Request));
    let names = root.and_then(|root| root.get("required")).and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn broken(error: &multer::Error) -> Refusal {
    Refusal::bad(format!("the parts cannot be read: {error}"))
}
