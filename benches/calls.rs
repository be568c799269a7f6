//! What a call of a generated client costs, beside one written by hand with reqwest and types that derive serde's traits.
//!
//! `cargo bench --bench calls` measures time and allocations; `cargo test` runs the same calls a few times and fails if
//! ours allocate more than they may.
#![allow(missing_docs, reason = "a benchmark")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set up its scene may fail loudly")]

#[path = "../runtime/benches/turns/mod.rs"]
mod turns;

use serde::{Deserialize, Serialize};
use specwright_clients::automation_anywhere_credential_vault::{Client, types};
use turns::{ByHand, Turns};

#[derive(Deserialize)]
struct LockerList {
    list: Vec<Locker>,
}

/// What the document says of lockers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "whoever writes it wants to read all of it")]
struct Locker {
    id: i64,
    name: Option<String>,
    description: Option<String>,
    created_by: Option<i64>,
    created_on: Option<String>,
    updated_by: Option<i64>,
    updated_on: Option<String>,
    tenant_id: Option<i64>,
    version: Option<i64>,
}

#[derive(Serialize)]
struct NewLocker {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// A locker as the server sends it.
fn locker(id: u32) -> String {
    format!(
        r#"{{"id":{id},"name":"locker number {id}","description":"all about it","createdBy":{id},"createdOn":"2019-05-10T08:30:00Z","updatedBy":{id},"updatedOn":"2019-05-10T08:30:00.123Z","tenantId":1,"version":0}}"#
    )
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let turns = Turns::from_arguments();
    let list: Vec<String> = (0..20).map(locker).collect();
    let list = format!(r#"{{"list":[{}]}}"#, list.join(","));
    let lockers = "/v2/credentialvault/lockers";
    let server = format!("http://{}", turns::serve(lockers, &list, &locker(17)));
    let client = Client::builder(server.as_str()).x_authorization("key").build().unwrap();
    let (hand, again) = (ByHand::new(&server), ByHand::new(&server));

    let by_hand = async |hand: &ByHand| {
        hand.send::<LockerList>(hand.client.get(format!("{}{lockers}", hand.base))).await.list.len()
    };
    turns
        .compare(
            "list of 20 lockers",
            async || by_hand(&hand).await,
            async || client.list_lockers().await.unwrap().list.len(),
            async || by_hand(&again).await,
        )
        .await;

    let by_hand = async |hand: &ByHand| {
        let id = 17;
        hand.send::<Locker>(hand.client.get(format!("{}{lockers}/{id}", hand.base))).await.id
    };
    turns
        .compare(
            "get of a locker",
            async || by_hand(&hand).await,
            async || client.get_locker(17).await.unwrap().id,
            async || by_hand(&again).await,
        )
        .await;

    let by_hand = async |hand: &ByHand| {
        let body = NewLocker { name: "blue".to_owned(), description: Some("all about it".to_owned()) };
        let json = serde_json::to_vec(&body).unwrap();
        let request = hand.client.post(format!("{}{lockers}", hand.base));
        hand.send::<Locker>(request.header("Content-Type", "application/json").body(json)).await.id
    };
    turns
        .compare(
            "create a locker",
            async || by_hand(&hand).await,
            async || {
                let mut body = types::NewLocker::new("blue");
                body.description = Some("all about it".to_owned());
                client.create_locker(&body).await.unwrap().id
            },
            async || by_hand(&again).await,
        )
        .await;
}
