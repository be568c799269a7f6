//! Times of the crate `time`.

use serde_json::json;
use specwright_goldens::times::types::{FindVisitsHeaders, Visit, VisitNext};
use specwright_runtime::{HeaderMap, Maybe, OffsetDateTime, TypedHeaders};
use time::macros::{datetime, offset};

use crate::{read, refused, round};

#[test]
fn they_travel_as_text() {
    let visit: Visit = round(json!({
        "began": "2026-01-02T03:04:05.25+01:00",
        "ended": "2026-01-02T03:04:05Z",
        "paid": null,
        "pauses": ["2026-01-02T03:04:05Z", "2026-01-02T03:04:06-03:30"],
        "doors": { "front": "2026-01-02T03:04:05Z" },
        "next": "2026-01-02T03:04:05Z",
        "day": "2026-01-02",
    }));
    assert_eq!(visit.began.0, datetime!(2026-01-02 03:04:05.25 +1));
    assert_eq!(visit.began.offset(), offset!(+1));
    assert_eq!(visit.paid, Maybe::Null);
    assert_eq!(visit.pauses.as_deref().map(|pauses| pauses[1].minute()), Some(4));
    assert_eq!(visit.next, Some(VisitNext::DateTime(datetime!(2026-01-02 03:04:05 UTC).into())));
}

#[test]
fn they_are_read_in_all_usual_spellings() {
    for (text, expected) in [
        ("2026-01-02T03:04Z", datetime!(2026-01-02 03:04 UTC)),
        ("2026-01-02 03:04:05", datetime!(2026-01-02 03:04:05 UTC)),
        ("2026-01-02T03:04:05.123456789+0530", datetime!(2026-01-02 03:04:05.123456789 +5:30)),
    ] {
        let visit: Visit = read(json!({ "began": text }));
        assert_eq!(visit, Visit::new(expected.into()), "{text}");
    }
    let refusal = refused::<Visit>(json!({ "began": "soon" }));
    assert!(refusal.contains("expected a date with a time"), "{refusal}");
}

#[test]
fn headers_have_them_too() {
    let mut headers = HeaderMap::new();
    headers.insert("x-now", "2026-01-02T03:04:05Z".parse().unwrap());
    let headers = FindVisitsHeaders::from_headers(&headers).unwrap();
    assert_eq!(headers.x_now, Some(OffsetDateTime(datetime!(2026-01-02 03:04:05 UTC))));
}
