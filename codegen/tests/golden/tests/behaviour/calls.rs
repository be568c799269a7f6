//! Clients and calls, as far as nothing is sent.

use specwright_goldens::{bodies, names, parameters, presence, security, servers};
use specwright_runtime::Server;

fn is_send_sync<T: Send + Sync>(_: &T) {}
fn is_send<T: Send>(_: &T) {}

#[test]
fn clients_and_calls_can_be_shared_and_moved() {
    let client = presence::Client::builder("http://127.0.0.1:1").build().unwrap();
    is_send_sync(&client);
    let thing = presence::types::Thing::new("a", vec![], Default::default());
    is_send(&client.put_thing(&thing));
    is_send(&client.put_thing(&thing).send());
    is_send(&client.clone().put_thing(&thing).into_future());
}

#[test]
fn credentials_are_not_shown() {
    let builder = security::Client::builder("https://example.com")
        .key("hidden-key")
        .query_key("hidden-query")
        .oauth("hidden-token");
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let shown = format!("{shown} {client:?} {:?}", client.both());
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn parameters_are_not_shown() {
    let client = parameters::Client::builder("https://example.com").build().unwrap();
    let call = client.get_place(1, "hidden", "hidden", true).token(&"hidden".into()).session("hidden");
    assert!(!format!("{call:?}").contains("hidden"), "{call:?}");
}

#[test]
fn addresses_have_names_and_defaults() {
    let address = |environment: servers::Environment| format!("{:?}", Server::from(environment));
    assert!(address(servers::Environment::Production).contains("https://api.example.com/v1"));
    assert!(address(servers::Environment::u_s_government()).contains("https://us-east.example.com/v1"));
    let elsewhere =
        servers::Environment::USGovernment { region: "us-west".into(), port: "8443".into(), base: "v2".into() };
    assert!(address(elsewhere).contains("https://us-west.example.com:8443/v2"));
    servers::Client::builder(servers::Environment::Production).build().unwrap();
}

#[test]
fn bodies_are_taken_as_what_they_are() {
    let client = bodies::Client::builder("https://example.com").build().unwrap();
    let note = bodies::types::Note::new("title");
    drop((client.post_json(&note), client.put_json(), client.put_json().body(&note), client.post_form(&note)));
    drop((client.post_text("text"), client.post_bytes(vec![1, 2, 3]), client.delete_json(&[1, 2])));
}

#[test]
fn methods_that_others_have_are_renamed() {
    let client = names::Client::builder("https://example.com").build().unwrap();
    is_send_sync(&client.clone());
    drop(client.send("path", "query", &names::types::Fields::new("t", 1, 2, 3, "1", "a-b", "Ok")));
}
