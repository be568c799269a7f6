//! What an operation can be answered with, as an `Accept` header has it.

use crate::ir::{Operation, Response, StatusPattern};

const ANYTHING: &str = "*/*";

/// The media types of all answers that can be read, best first: those of successes before those of failures, among them
/// JSON first. Wildcards are last, but for what is less welcome: the other kinds of bodies that a success can have.
pub(crate) fn accept(op: &Operation) -> String {
    let (good, bad): (Vec<&Response>, Vec<&Response>) = op.responses.iter().partition(|r| r.status.is_success());
    let is_told = !good.is_empty() || bad.iter().any(|r| r.status == StatusPattern::Default);
    let mut found = sorted(good.iter().flat_map(|response| &response.media_types));
    let usual = found.len();
    for media_type in sorted(good.iter().flat_map(|r| &r.alternatives).flat_map(|other| &other.media_types)) {
        push(&mut found, media_type);
    }
    let less_welcome: Vec<&str> = found.split_off(usual);
    let alternatives = bad.iter().flat_map(|r| &r.alternatives).flat_map(|other| &other.media_types);
    let failures = sorted(bad.iter().flat_map(|response| &response.media_types).chain(alternatives));
    for media_type in failures.into_iter().filter(|media_type| !less_welcome.contains(media_type)) {
        push(&mut found, media_type);
    }
    // What comes when nothing is said about success is handed over as it is.
    if !is_told && !found.is_empty() {
        push(&mut found, ANYTHING);
    }
    found.sort_by_key(|media_type| (media_type.contains('*'), *media_type == ANYTHING));
    let rest: Vec<String> = less_welcome.into_iter().map(|media_type| format!("{media_type}; q=0.5")).collect();
    found.into_iter().map(str::to_owned).chain(rest).collect::<Vec<_>>().join(", ")
}

fn sorted<'a>(media_types: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut found = Vec::new();
    // A name that is no header value is a type that nobody can ask for.
    let is_plain = |name: &&String| name.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    for media_type in media_types.filter(is_plain) {
        push(&mut found, media_type);
    }
    found.sort_by_key(|media_type| rank(media_type));
    found
}

fn push<'a>(found: &mut Vec<&'a str>, media_type: &'a str) {
    if !found.contains(&media_type) {
        found.push(media_type);
    }
}

fn rank(media_type: &str) -> u8 {
    let essence = media_type.split(';').next().unwrap_or_default();
    match essence {
        "application/json" => 0,
        _ if essence.ends_with("/json") || essence.ends_with("+json") => 1,
        _ => 2,
    }
}
