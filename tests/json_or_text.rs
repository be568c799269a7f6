//! Confirmations of Workspace 365 Provisioning, whose document does not say whether they are JSON or plain text.
#![cfg(feature = "workspace365-provisioning")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use specwright_clients::workspace365_provisioning::Client;

use support::server::{Answer, Server};

#[tokio::test]
async fn confirmations_are_read_with_and_without_quotation_marks() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).provisioning_key("key").without_retries().build().unwrap();
    for (content_type, body, text) in [
        ("application/json; charset=utf-8", "\"Deleted\"", "Deleted"),
        ("application/json; charset=utf-8", "Deleted", "Deleted"),
        ("text/plain; charset=utf-8", "Deleted", "Deleted"),
        ("text/plain; charset=utf-8", "\"Deleted\"", "Deleted"),
        ("text/plain; charset=utf-8", "", ""),
    ] {
        for _ in 0..3 {
            server.answers(Answer::new(200).bytes(content_type, body));
        }

        assert_eq!(client.activate_environment("example").await.unwrap(), text, "{content_type}: {body}");
        assert_eq!(client.deactivate_environment("example").await.unwrap(), text, "{content_type}: {body}");
        assert_eq!(client.delete_environment("example").await.unwrap(), text, "{content_type}: {body}");

        let received = server.received();
        assert_eq!(received.len(), 3);
        for request in received {
            assert_eq!(request.header("accept"), ["application/json, text/plain"], "{}", request.target);
        }
    }
}
