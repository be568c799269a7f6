//! Names of media types.

/// The media type without parameters, in small letters.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Bodies of it are streams of events.
pub fn is_event_stream(media_type: &str) -> bool {
    essence(media_type) == "text/event-stream"
}

/// What comes after the slash: `vnd.pet+json`.
pub fn subtype(media_type: &str) -> String {
    let essence = essence(media_type);
    essence.split_once('/').map_or(essence.as_str(), |(_, subtype)| subtype).to_owned()
}

/// The notation as a word: `xml` for `text/xml`, `application/xml` and `image/svg+xml`, `text` for plain text.
pub fn notation(media_type: &str) -> String {
    let subtype = subtype(media_type);
    let word = subtype.rsplit('+').next().unwrap_or_default();
    match word.strip_prefix("x-").unwrap_or(word) {
        "plain" => "text".to_owned(),
        word => word.to_owned(),
    }
}
