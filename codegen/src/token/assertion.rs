//! Assertions: signed statements in place of a shared secret (RFC 7523).

use super::Reader;
use super::fields::Fields;
use super::route::Route;
use super::target::{PLACES, need_aim};
use crate::diag::Place;
use crate::ir::{Assertion, ExchangeInput, InputKind, KeyId};

/// The longest life of an assertion, and the usual one: it is used at once.
const MOST_SECONDS: u32 = 300;

/// Claims that are computed.
const OWN_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "jti", "nbf", "iat", "exp"];

pub(super) fn read_assertion(
    cx: &Reader<'_>,
    exchange: &Fields<'_, '_>,
    route: &Route,
    inputs: &[ExchangeInput],
) -> Option<Assertion> {
    let keys: Vec<usize> = positions(inputs, |input| input.kind == InputKind::Key);
    let Some((value, at)) = exchange.get("assertion") else {
        if let Some(key) = keys.first().and_then(|&key| inputs.get(key)) {
            let place = exchange.place().descend(["inputs", &key.name]);
            cx.invalid(place.key(), format!("there is no `assertion` that `{}` could sign", key.name));
        }
        return None;
    };
    let known = [&PLACES[..], &["issuer", "claims", "lifetime", "key-id"]].concat();
    let fields = Fields::open(cx, value, at.clone(), "`assertion`", &known)?;
    let aim = need_aim(cx, &fields, route);
    let issuer = fields.need_text("issuer").and_then(|(name, at)| text_input(cx, inputs, name, at));
    let claims = read_claims(cx, &fields, inputs);
    let lifetime = fields.seconds("lifetime", MOST_SECONDS).unwrap_or(MOST_SECONDS);
    let key_id = match fields.text("key-id") {
        None | Some(("base64url", _)) => KeyId::Base64Url,
        Some(("hex", _)) => KeyId::Hex,
        Some((other, at)) => {
            cx.invalid(at, format!("`{other}` is no way to write a thumbprint")).help("it takes base64url, hex");
            KeyId::Base64Url
        }
    };
    let [key] = keys.as_slice() else {
        let report = cx.invalid(at.key(), format!("an assertion is signed with one key, and there are {}", keys.len()));
        report.help("one input says `signs: true`");
        return None;
    };
    Some(Assertion { target: aim?.target, issuer: issuer?, key: *key, claims, lifetime, key_id })
}

fn read_claims(cx: &Reader<'_>, fields: &Fields<'_, '_>, inputs: &[ExchangeInput]) -> Vec<(String, usize)> {
    let Some((value, at)) = fields.get("claims") else { return Vec::new() };
    let Some(map) = value.as_object() else {
        cx.invalid(at, "`claims` maps names of claims to inputs");
        return Vec::new();
    };
    let mut claims = Vec::new();
    for (claim, input) in map {
        let here = at.child(claim);
        if OWN_CLAIMS.contains(&claim.as_str()) {
            cx.invalid(here.key(), format!("the claim `{claim}` is made by the client"));
        }
        let Some(name) = input.as_str() else {
            cx.invalid(here, format!("the claim `{claim}` is the name of an input"));
            continue;
        };
        claims.extend(text_input(cx, inputs, name, here).map(|input| (claim.clone(), input)));
    }
    claims
}

/// The input of that name. What an assertion says can be read by everybody, so it is no secret.
fn text_input(cx: &Reader<'_>, inputs: &[ExchangeInput], name: &str, at: Place) -> Option<usize> {
    let Some(found) = positions(inputs, |input| input.name == name).first().copied() else {
        let names: Vec<String> = inputs.iter().map(|input| format!("`{}`", input.name)).collect();
        cx.invalid(at, format!("there is no input `{name}`")).help(format!("there are {}", names.join(", ")));
        return None;
    };
    if inputs.get(found).is_some_and(|input| input.kind != InputKind::Text) {
        cx.invalid(at, format!("`{name}` is secret and an assertion can be read by everybody"));
        return None;
    }
    Some(found)
}

fn positions(inputs: &[ExchangeInput], fits: impl Fn(&ExchangeInput) -> bool) -> Vec<usize> {
    inputs.iter().enumerate().filter(|(_, input)| fits(input)).map(|(i, _)| i).collect()
}
