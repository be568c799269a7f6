//! Calls that servers tell apart by a header, over a socket.

use std::time::Duration;

use specwright_goldens::keys::types::CreateChargeBody;
use specwright_goldens::keys::{Client, ClientBuilder};
use specwright_runtime::{Retries, Uuid};

use crate::socket::{answer, message};

fn builder(address: String) -> ClientBuilder {
    Client::builder(address).retries(Retries::STANDARD.with_base_delay(Duration::from_millis(1)))
}

/// The header of that name in each request.
fn keys(requests: &[String], name: &str) -> Vec<Option<String>> {
    let value = |request: &String| {
        let mut lines = request.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    requests.iter().map(value).collect()
}

#[tokio::test]
async fn a_key_is_made_and_kept_and_not_used_again() {
    let [busy, made] = [message("503 X", "", ""), message("201 X", "", "")];
    let (address, requests) = answer(vec![busy.clone(), busy, made.clone(), made]).await;
    let client = builder(address).build().unwrap();
    let body = CreateChargeBody::default();
    assert_eq!(client.create_charge(&body).send().await.unwrap().attempts(), 3);
    assert_eq!(client.create_charge(&body).send().await.unwrap().attempts(), 1);
    let keys = keys(&requests.await.unwrap(), "Idempotency-Key");
    assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
    assert!(keys.iter().flatten().all(|key| Uuid::parse_str(key).is_ok()) && keys[3].is_some(), "{keys:?}");
}

#[tokio::test]
async fn a_key_can_be_set() {
    let [busy, made] = [message("503 X", "", ""), message("201 X", "", "")];
    let (address, requests) = answer(vec![busy.clone(), made.clone(), busy.clone(), made.clone(), busy, made]).await;
    let client = builder(address).build().unwrap();
    client.create_charge(&CreateChargeBody::default()).idempotency_key("mine").await.unwrap();
    client.create_order().x_request_token(Uuid::nil()).await.unwrap();
    client.create_refund("ours").await.unwrap();
    let requests = requests.await.unwrap();
    let twice = |text: &str| vec![Some(text.to_owned()); 2];
    assert_eq!(keys(&requests[..2], "idempotency-key"), twice("mine"));
    assert_eq!(keys(&requests[2..4], "x-request-token"), twice(&Uuid::nil().to_string()));
    assert_eq!(keys(&requests[4..], "idempotency-key"), twice("ours"));
}

#[tokio::test]
async fn none_is_made_where_it_does_not_fit_or_is_not_wanted() {
    let (address, requests) = answer(vec![message("503 X", "", ""); 2]).await;
    let client = builder(address).build().unwrap();
    assert_eq!(client.create_short().await.unwrap_err().attempts().len(), 1);
    assert_eq!(client.change_charges().await.unwrap_err().attempts().len(), 1);
    assert_eq!(keys(&requests.await.unwrap(), "idempotency-key"), [None, None]);
}
