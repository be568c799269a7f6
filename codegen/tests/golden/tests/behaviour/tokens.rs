//! Credentials that are exchanged for tokens, as far as nothing is sent.

use specwright_goldens::tokens::{Client, Environment};

#[test]
fn what_is_exchanged_is_not_shown() {
    let builder = Client::builder(Environment::Production)
        .sign_in("tenant", "user", "hidden-password")
        .app_secret("client", "hidden-secret")
        .sync("hidden-key");
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let shown = format!("{shown} {client:?} {:?}", client.list_things());
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn the_issuer_follows_from_the_address_or_has_to_be_given() {
    let client = |environment| Client::builder(environment).app_secret("client", "secret");
    client(Environment::Production).build().unwrap();
    client(Environment::Administration).build().unwrap();
    let refused = client(Environment::Preview).build().unwrap_err().to_string();
    for word in ["`app`", "identity_server", "identity_discovery", "TOKENS_IDENTITY_SERVER"] {
        assert!(refused.contains(word), "{word} is missing: {refused}");
    }
    client(Environment::Preview).identity_server("https://identity.example.com").build().unwrap();
    client(Environment::Preview).identity_discovery("https://identity.example.com").build().unwrap();
}

#[test]
fn an_issuer_without_addresses_is_always_asked_for() {
    let client = || Client::builder(Environment::Production).portal_secret("client", "secret");
    let refused = client().build().unwrap_err().to_string();
    assert!(refused.contains("portal_server") && !refused.contains("discovery"), "{refused}");
    client().portal_server("https://portal.example.com").build().unwrap();
}

#[test]
fn a_missing_address_is_told_by_its_variable() {
    let refused = Client::from_env().build().unwrap_err().to_string();
    assert!(refused.contains("TOKENS_SERVER"), "{refused}");
}

#[test]
fn an_exchange_named_like_a_scheme_is_renamed() {
    let client = Client::builder(Environment::Production).subscription("key");
    client.subscription_token("tenant", "user", "password", "client").build().unwrap();
}
