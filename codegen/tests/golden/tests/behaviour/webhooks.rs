//! Calls that the server makes: read from what arrived, and answered.

use serde_json::json;
use specwright_goldens::callbacks::webhooks as events;
use specwright_goldens::webhooks::types;
use specwright_goldens::webhooks::webhooks::{Count, File, Form, NewPet, PetGonePost, Remark, Webhook};
use specwright_runtime::{Answer, HeaderMap, Received, WebhookError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::round;

fn received(headers: &[(&'static str, &str)], body: &str) -> Received {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    Received::new(map, body.to_owned())
}

const PET: &str = "{\"id\": 1, \"name\": \"A\"}";

#[test]
fn headers_query_and_body_are_typed() {
    let request = received(&[("x-event", "born"), ("x-attempt", "2")], PET).with_query("sent=5&tags=a%7Cb");
    let NewPet { headers, query, body } = NewPet::decode(&request).unwrap();
    assert_eq!((headers.x_event.as_str(), headers.x_attempt), ("born", Some(2)));
    assert_eq!((query.sent, query.tags), (5, Some(vec!["a".to_owned(), "b".to_owned()])));
    // What only goes to the server is not asked for here, what only comes from it is.
    assert_eq!((body.id, body.name.as_str(), body.secret), (1, "A", None));
    round::<types::Pet>(json!({ "id": 1, "name": "A", "more": [true] }));
}

#[test]
fn what_is_not_as_documented_is_named() {
    let good = [("x-event", "born")];
    let message = |request: Received| NewPet::decode(&request).unwrap_err().to_string();
    assert_eq!(message(received(&[], PET).with_query("sent=5")), "the header `X-Event` is missing");
    assert_eq!(message(received(&good, PET)), "the query parameter `sent` is missing");
    let text = message(received(&good, "{\"id\": \"hidden\"}").with_query("sent=5"));
    assert!(text.starts_with("the body cannot be understood: invalid type: string") && text.contains("`id`"), "{text}");
    assert!(!text.contains("hidden"), "{text}");
}

#[test]
fn bodies_of_every_kind() {
    assert_eq!(Count::decode(&received(&[], "2.0")).unwrap().body, 2);
    assert_eq!(Form::decode(&received(&[], "id=a+b")).unwrap().body.id, "a b");
    assert_eq!(&File::decode(&received(&[], "bytes")).unwrap().body.bytes[..], b"bytes");
    assert_eq!(Remark::decode(&received(&[], "text")).unwrap().body, "text");
    let gone = PetGonePost::decode(&received(&[("x-event", "gone")], "")).unwrap();
    assert!(gone.body.is_none(), "a body that may be left out");
    let gone = PetGonePost::decode(&received(&[("x-event", "gone")], "{\"id\": 3}")).unwrap();
    assert_eq!(gone.body.unwrap().id, 3);
}

#[test]
fn any_webhook_by_its_name() {
    let request = received(&[("x-event", "gone")], "");
    let webhook = Webhook::decode("pet-gone delete", &request).unwrap();
    assert_eq!((webhook.info().name, webhook.info().method), ("pet-gone delete", "DELETE"));
    assert!(matches!(webhook, Webhook::PetGoneDelete(_)));
    assert!(matches!(Webhook::decode("nobody", &request), Err(WebhookError::Unknown)));
    assert!(!format!("{request:?}").contains("gone"), "{request:?}");
}

#[test]
fn answers_by_status() {
    let answer = NewPet::ok(&types::Receipt::new("r")).unwrap();
    assert_eq!((answer.status(), answer.content_type()), (200, Some("application/json")));
    assert_eq!(&answer.body()[..], b"{\"id\":\"r\"}");
    let nothing = NewPet::no_content();
    assert_eq!((nothing.status(), nothing.content_type(), nothing.body().len()), (204, None, 0));
    let refused = NewPet::status4xx(409, "again");
    assert_eq!(
        (refused.status(), refused.content_type(), &refused.body()[..]),
        (409, Some("text/plain"), &b"again"[..])
    );
    assert_eq!(NewPet::INFO.answers, ["200", "204", "4XX", "default"]);
}

#[test]
fn callbacks_know_what_leads_to_them() {
    let info = events::Shipped::INFO.callback.unwrap();
    assert_eq!((info.operation, info.address), ("createOrder", "{$request.body#/callback}"));
    let shipped = events::Shipped::decode(&received(&[], "{\"parcel\": \"p\", \"weight\": 2}")).unwrap();
    assert_eq!((shipped.body.parcel.as_str(), shipped.body.weight), ("p", Some(2)));
    let paid = events::Paid::decode(&received(&[], "{\"amount\": 1.5}")).unwrap();
    assert_eq!((paid.body.amount, events::Paid::INFO.method), (1.5, "PUT"));
    let low = events::Webhook::decode("stock-low", &received(&[], "{\"left\": 1}")).unwrap();
    assert!(matches!(low, events::Webhook::StockLow(events::StockLow { body, .. }) if body.left == 1));
    let gone = events::Shipped::gone(&Default::default()).unwrap();
    assert_eq!((gone.status(), &gone.body()[..]), (410, &b"{}"[..]));
}

/// A receiver without a framework: reads a call from a socket and answers it.
async fn receive(listener: TcpListener) -> NewPet {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let query = lines.next().and_then(|line| line.split_once('?')?.1.split(' ').next()).unwrap_or_default();
    let pairs = lines.filter_map(|line| line.split_once(": "));
    let headers: HeaderMap = pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    let request = Received::new(headers, body.to_owned()).with_query(query);
    let webhook = NewPet::decode(&request).unwrap();
    send(&mut stream, &NewPet::ok(&types::Receipt::new("r")).unwrap()).await;
    webhook
}

async fn send(stream: &mut TcpStream, answer: &Answer) {
    let head = format!("HTTP/1.1 {} OK\r\nContent-Type: {}\r\n\r\n", answer.status(), answer.content_type().unwrap());
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(answer.body()).await.unwrap();
}

#[tokio::test]
async fn a_call_over_a_socket() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let webhook = tokio::spawn(receive(listener));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let call = format!("POST /hook?sent=5 HTTP/1.1\r\nX-Event: born\r\nContent-Type: application/json\r\n\r\n{PET}");
    stream.write_all(call.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id\":\"r\"}");
    let webhook = webhook.await.unwrap();
    assert_eq!((webhook.headers.x_event.as_str(), webhook.query.sent, webhook.body.name.as_str()), ("born", 5, "A"));
}
