//! Prose and extensions.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::ir::{Anomaly, SampleRequest, Source};

type Extensions = IndexMap<String, Json>;

/// The text of an extension.
pub(super) fn text_extension(extensions: &Extensions, name: &str) -> Option<String> {
    extensions.get(name).and_then(Json::as_str).map(str::to_owned)
}

/// The texts of a list extension. An entry that is no text counts as none.
pub(super) fn list_extension(extensions: &Extensions, name: &str) -> Vec<Option<String>> {
    let entries = extensions.get(name).and_then(Json::as_array);
    entries.into_iter().flatten().map(|entry| entry.as_str().map(str::to_owned)).collect()
}

/// `x-source`. Its shape was checked by lint.
pub(super) fn source(extensions: &Extensions) -> Option<Source> {
    let source = extensions.get("x-source")?;
    Some(Source { document: text(source, "document")?, heading: text(source, "heading")? })
}

/// `x-sample-requests`. Their shape was checked by lint.
pub(super) fn samples(extensions: &Extensions) -> Vec<SampleRequest> {
    let entries = extensions.get("x-sample-requests").and_then(Json::as_array);
    entries.into_iter().flatten().filter_map(sample).collect()
}

fn sample(entry: &Json) -> Option<SampleRequest> {
    let headers = entry.get("headers").and_then(Json::as_object);
    let headers = headers.into_iter().flatten();
    Some(SampleRequest {
        summary: text(entry, "summary"),
        line: text(entry, "line")?,
        headers: headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
        body: text(entry, "body"),
    })
}

/// `x-anomalies`. Their shape was checked by lint.
pub(super) fn anomalies(extensions: &Extensions) -> Vec<Anomaly> {
    let entries = extensions.get("x-anomalies").and_then(Json::as_array);
    entries.into_iter().flatten().filter_map(anomaly).collect()
}

fn anomaly(entry: &Json) -> Option<Anomaly> {
    Some(Anomaly {
        id: text(entry, "id")?,
        found: text(entry, "found")?,
        chosen: text(entry, "chosen")?,
        why: text(entry, "why"),
    })
}

fn text(object: &Json, key: &str) -> Option<String> {
    object.get(key).and_then(Json::as_str).map(str::to_owned)
}
