//! `Retry-After`.

use std::time::Duration;

use http::{HeaderMap, header};

use crate::clock;

/// A hundred years, in seconds: as good as any longer time, and callers can add it to theirs.
const LONGEST: u64 = 100 * 365 * 24 * 3600;

/// How long the server asks to wait: in seconds, or until a date. What is neither is not there.
///
/// A date is the server's; how far away it is, is told by the server's own clock (`Date`) if it shows it, so that a wrong
/// clock on either side does no harm.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a long time, too.
        return Some(Duration::from_secs(text.parse().unwrap_or(LONGEST).min(LONGEST)));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let date = headers.get(header::DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let now = date.unwrap_or_else(clock::system_time);
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(after: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_str(after).unwrap());
        if let Some(date) = date {
            headers.insert(header::DATE, HeaderValue::from_str(date).unwrap());
        }
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds() {
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("99999999999999999999999", Some(LONGEST)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(read(text, None), seconds, "{text}");
        }
    }

    #[test]
    fn dates_count_from_the_clock_of_the_server() {
        let date = Some("Sun, 06 Nov 1994 08:49:30 GMT");
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(read(text, date), Some(7), "{text}");
        }
        assert_eq!(read("Sun, 06 Nov 1994 08:49:00 GMT", date), Some(0));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(0));
        let soon = httpdate::fmt_http_date(clock::system_time() + Duration::from_secs(100));
        assert!((98..=100).contains(&read(&soon, None).unwrap()));
        assert_eq!(read("Sun, 99 Nov 1994 08:49:37 GMT", date), None);
    }
}
