//! The scenes. Each tells facts; whether they are right is for the other side to say.

#[allow(dead_code, reason = "shared with the tests of faults")]
#[path = "../../../../../runtime/tests/faults/api.rs"]
mod api;
mod bodies;
mod calls;
mod generated;
#[path = "../../../../../runtime/tests/faults/predicates.rs"]
mod predicates;

use std::time::Duration;

use predicates::predicates;
use serde_json::{Value, json};
use specwright_runtime::{Client, ClientBuilder, Error, Operation, Retries, Unexpected};

/// Waits that do not make tests slow.
const QUICK: Retries = Retries::STANDARD.with_base_delay(Duration::from_millis(1));

/// Plays a scene.
pub(crate) async fn play(scene: &str, server: &str) -> Value {
    match scene {
        "reads" => calls::reads(server).await,
        "read_and_write" => calls::read_and_write(server).await,
        "impatient" => calls::impatient(server).await,
        "waits" => calls::waits(server).await,
        "redirected" => calls::redirected(server).await,
        "follows" => calls::follows(server).await,
        "guarded" => calls::guarded(server).await,
        "together" => calls::together(server).await,
        "keyed_write" => calls::keyed_write(server).await,
        "leaves" => calls::leaves(server).await,
        "far_limits" => calls::far_limits(server).await,
        "headers" => calls::headers(server).await,
        "own_headers" => calls::own_headers(server).await,
        "numbers" => calls::numbers(),
        "small_answers" => bodies::small_answers(server).await,
        "downloads" => bodies::downloads(server).await,
        "leaves_download" => bodies::leaves_download(server).await,
        "stalls" => bodies::stalls(server).await,
        "listens" => bodies::listens(server).await,
        "uploads" => bodies::uploads(server).await,
        "vault" => generated::vault(server).await,
        "icon" => generated::icon(server).await,
        "picture" => generated::picture(server).await,
        other => panic!("there is no scene `{other}`"),
    }
}

fn builder(server: &str) -> ClientBuilder {
    ClientBuilder::new(&api::API, server).retries(QUICK)
}

/// What a call came to.
async fn outcome<O: Operation<Error = Unexpected>>(client: &Client) -> Value {
    match client.call::<O>().send().await {
        Ok(response) => json!({"attempts": response.attempts()}),
        Err(error) => described(&error),
    }
}

fn described(error: &Error<Unexpected>) -> Value {
    json!({
        "attempts": error.attempts().len(),
        "delivery": format!("{:?}", error.delivery()),
        "status": error.status(),
        "is": predicates(error),
        "text": error.to_string(),
        "debug": format!("{error:?}"),
    })
}
