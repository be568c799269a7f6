//! Headers of answers, as they come over a socket.

use specwright_goldens::headers::Client;
use specwright_goldens::headers::types::{
    DeletePetHeaders, Kind, LinkHeaders, ListPetsErrorHeaders, ListPetsHeaders, RateLimitHeaders,
};

use crate::socket::{answer, message};

async fn client(status: &str, headers: &str, body: &str) -> Client {
    let (address, _) = answer(vec![message(status, headers, body)]).await;
    Client::builder(address).build().unwrap()
}

const EVERYTHING: &str = "X-Next: abc\r\nx-total: 12\r\nX-EXACT: true\r\nX-Ratio: 0.5\r\nX-Tags: a, b\r\nX-Tags: c\r\n\
    X-Counts: 1,2\r\nX-Range: from,1,to,2\r\nX-Spread: a=1,b=2\r\nX-Meta: {\"from\":3}\r\nX-Raw: {\"from\":3}\r\nX-Kind: ox\r\n\
    X-Request-Id: 00000000-0000-0000-0000-000000000001\r\nX-Old: o\r\nLast-Modified: Wed, 21 Oct 2015 07:28:00 GMT\r\n\
    Set-Cookie: a=hidden; Expires=Wed, 21 Oct 2015 07:28:00 GMT\r\nSet-Cookie: b=hidden\r\n";

#[tokio::test]
async fn every_kind_of_header() {
    let client = client("200 OK", EVERYTHING, "[{\"name\": \"A\"}]").await;
    let response = client.list_pets().send().await.unwrap();
    assert_eq!(response.value().len(), 1);
    let headers: ListPetsHeaders = response.typed_headers().unwrap();
    assert_eq!((headers.x_next.as_deref(), headers.x_total, headers.x_exact), (Some("abc"), 12, true));
    assert_eq!(headers.x_ratio, Some(0.5));
    assert_eq!(headers.x_tags.as_deref(), Some(&["a", "b", "c"].map(str::to_owned)[..]));
    assert_eq!(headers.x_counts, Some(vec![1, 2]));
    let range = headers.x_range.as_ref().unwrap();
    assert_eq!((range.from, range.to), (Some(1), Some(2)));
    assert_eq!(headers.x_spread, Some([("a".to_owned(), 1), ("b".to_owned(), 2)].into()));
    assert_eq!(headers.x_meta.as_ref().unwrap().from, Some(3));
    assert_eq!(headers.x_raw.as_deref(), Some("{\"from\":3}"));
    assert_eq!(headers.x_kind, Some(Kind::from("ox".to_owned())), "values that are not known are kept");
    assert_eq!(headers.x_request_id.unwrap().as_u128(), 1);
    assert_eq!(headers.last_modified.as_ref().unwrap().as_str(), "Wed, 21 Oct 2015 07:28:00 GMT");
    let cookies = headers.set_cookie.as_ref().unwrap();
    assert_eq!(cookies.len(), 2, "a comma does not part cookies");
    assert_eq!(cookies[0].expose(), "a=hidden; Expires=Wed, 21 Oct 2015 07:28:00 GMT");
    assert!(!format!("{headers:?}").contains("hidden"), "{headers:?}");
}

#[tokio::test]
async fn the_call_has_succeeded_whatever_its_headers_are() {
    for (headers, name, message) in [
        ("X-Exact: true\r\n", "X-Total", "the header `X-Total` is missing"),
        (
            "X-Exact: true\r\nX-Total: hidden\r\n",
            "X-Total",
            "the header `X-Total` cannot be read: expected the text of a whole number within the range of its type",
        ),
        (
            "X-Exact: true\r\nX-Total: 1\r\nX-Meta: {\"from\":\r\n",
            "X-Meta",
            "the header `X-Meta` cannot be read: EOF while parsing a value",
        ),
        (
            "X-Exact: true\r\nX-Total: 1\r\nX-Spread: a\r\n",
            "X-Spread",
            "the header `X-Spread` cannot be read: expected keys and values",
        ),
    ] {
        let client = client("200 OK", headers, "[]").await;
        let response = client.list_pets().send().await.unwrap();
        let error = response.typed_headers::<ListPetsHeaders>().unwrap_err();
        assert_eq!((error.name(), error.to_string().as_str()), (name, message));
        assert!(response.value().is_empty());
    }
}

#[tokio::test]
async fn headers_of_failures() {
    let client = client("429 Too Many Requests", "Retry-After: 7\r\nX-RateLimit-Reset:\r\n", "").await;
    let error = client.list_pets().without_retries().send().await.unwrap_err();
    let headers: ListPetsErrorHeaders = error.typed_headers().unwrap().unwrap();
    assert_eq!((headers.retry_after, headers.x_rate_limit_reset), (7, None), "a name without a value is no number");
}

#[tokio::test]
async fn calls_without_an_answer_have_no_headers() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let error = client.list_pets().without_retries().send().await.unwrap_err();
    assert!(error.typed_headers::<ListPetsErrorHeaders>().is_none());
}

#[tokio::test]
async fn operations_with_the_same_headers_share_a_type() {
    let limits = "X-RateLimit-Limit: 60\r\nX-RateLimit-Remaining: 59.0\r\n";
    let error = client("200 OK", limits, "{\"name\": \"A\"}").await.get_pet(1).send().await.unwrap();
    let error = error.typed_headers::<RateLimitHeaders>().unwrap_err();
    assert_eq!(error.name(), "X-RateLimit-Remaining", "a header is no JSON: `59.0` is no whole number");
    let limits = "X-RateLimit-Limit: 60\r\nX-RateLimit-Remaining: 59\r\n";
    let replaced = client("201 Created", limits, "").await.replace_pet(1).send().await.unwrap();
    let headers: RateLimitHeaders = replaced.typed_headers().unwrap();
    assert_eq!((headers.x_rate_limit_limit, headers.x_rate_limit_remaining), (60, Some(59)));

    let link = "Link: <a>; rel=\"next\"\r\nLink: <b>; rel=\"last\"\r\n";
    let keepers = client("200 OK", link, "").await.list_keepers().send().await.unwrap();
    let headers: LinkHeaders = keepers.typed_headers().unwrap();
    assert_eq!(headers.link.as_deref(), Some("<a>; rel=\"next\", <b>; rel=\"last\""));
}

#[tokio::test]
async fn answers_that_do_not_agree_are_text() {
    let deleted = client("202 Accepted", "X-Left: 1,2\r\n", "").await.delete_pet(1).send().await.unwrap();
    let headers: DeletePetHeaders = deleted.typed_headers().unwrap();
    assert_eq!((headers.x_left.as_str(), headers.x_undo), ("1,2", None));
}
