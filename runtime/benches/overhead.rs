//! What a call costs beyond what reqwest and serde_json cost, on loopback, where the types are the same.
//!
//! `cargo bench -p specwright-runtime --bench overhead` measures time and allocations; `cargo test` runs the same calls a
//! few times and fails if ours allocate more than they may. The bench `calls` of the clients does so with their types.
#![allow(missing_docs, reason = "a benchmark")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set up its scene may fail loudly")]

mod turns;

use serde::Serialize;
use specwright_runtime as rt;
use turns::{ByHand, Turns};

static API: rt::ApiInfo = rt::ApiInfo {
    id: "bench",
    version: "1",
    schemes: &[rt::SchemeInfo {
        id: "key",
        setter: "key",
        kind: rt::SchemeKind::ApiKeyHeader("X-Authorization"),
        prefix: "",
        variables: &[],
        token: None,
    }],
    server_variable: "BENCH_SERVER",
};

/// An operation whose success is JSON.
macro_rules! operation {
    ($name:ident, $method:literal, $path:literal, $idempotent:literal) => {
        enum $name {}

        impl rt::Operation for $name {
            type Output = rt::Value;
            type Error = rt::Unexpected;
            const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
                id: stringify!($name),
                method: $method,
                path: $path,
                accept: "application/json",
                security: &[&["key"]],
                idempotent: $idempotent,
            };

            fn decode(reply: &rt::Reply) -> rt::Decoded<rt::Value, rt::Unexpected> {
                match reply.status() {
                    200 => Ok(Ok(reply.json()?)),
                    _ => Err(reply.undocumented()),
                }
            }
        }
    };
}

operation!(List, "GET", "/v2/lockers/{id}/items", true);
operation!(Get, "GET", "/v2/lockers/{id}", true);
operation!(Create, "POST", "/v2/lockers", false);

#[derive(Serialize)]
struct Locker {
    name: &'static str,
    size: u32,
    tags: [&'static str; 2],
}

const LOCKER: Locker = Locker { name: "blue", size: 12, tags: ["a", "b"] };

#[derive(Clone, Copy)]
enum Scene {
    List,
    Get,
    Create,
}

/// By hand.
async fn by_hand(hand: &ByHand, scene: Scene) -> rt::Value {
    let (base, id) = (&hand.base, 17);
    let request = match scene {
        Scene::List => hand.client.get(format!("{base}/v2/lockers/{id}/items")),
        Scene::Get => hand.client.get(format!("{base}/v2/lockers/{id}")),
        Scene::Create => {
            let json = serde_json::to_vec(&LOCKER).unwrap();
            hand.client.post(format!("{base}/v2/lockers")).header("Content-Type", "application/json").body(json)
        }
    };
    hand.send(request).await
}

async fn ours(client: &rt::Client, scene: Scene) -> rt::Value {
    match scene {
        Scene::List => client.call::<List>().path("id", &17).await,
        Scene::Get => client.call::<Get>().path("id", &17).await,
        Scene::Create => client.call::<Create>().json(&LOCKER, None).await,
    }
    .unwrap()
}

/// Answers at once.
struct AtOnce;

impl rt::Transport for AtOnce {
    fn send(&self, _: rt::TransportRequest) -> rt::BoxFuture<'_, Result<rt::TransportReply, rt::TransportError>> {
        let reply = rt::TransportReply::new(rt::StatusCode::OK, rt::HeaderMap::new(), &b"1"[..]);
        Box::pin(std::future::ready(Ok(reply)))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let turns = Turns::from_arguments();
    let client = |server: &str| rt::ClientBuilder::new(&API, server).api_key("key", "key");
    let alone = client("http://127.0.0.1:1").transport(AtOnce).build().unwrap();
    turns.measure("client without a network", async || ours(&alone, Scene::Get).await).await;
    let items: Vec<String> =
        (0..20).map(|id| format!(r#"{{"id":{id},"name":"locker number {id}","open":false,"tags":["a"]}}"#)).collect();
    let address = turns::serve("/v2/lockers/17/items", &format!("[{}]", items.join(",")), r#"{"id":17}"#);
    let server = format!("http://{address}");
    let (hand, client, again) = (ByHand::new(&server), client(&server).build().unwrap(), ByHand::new(&server));
    for (name, scene) in [("list of 1.3 kB", Scene::List), ("get of 9 B", Scene::Get), ("create", Scene::Create)] {
        let by_hand = async |hand| by_hand(hand, scene).await;
        turns
            .compare(
                name,
                async || by_hand(&hand).await,
                async || ours(&client, scene).await,
                async || by_hand(&again).await,
            )
            .await;
    }
}
