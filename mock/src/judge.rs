//! What becomes of a request: an answer or a refusal.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::answer::{self, Reply, Wish};
use crate::exchange::{Assertion, Exchange};
use crate::model::{Api, Operation};
use crate::refusal::Refusal;
use crate::request::Received;
use crate::router::{Id, PathValues, Routed};
use crate::state::State;
use crate::tokens::{self, Purpose, sent};
use crate::{body, credentials, parameters};

/// Clocks may differ by that many seconds.
const SKEW: u64 = 30;

/// Checks a request that has come to an operation, and answers it.
pub(crate) async fn judge(
    state: &State,
    id: Id,
    values: &PathValues,
    received: &Received,
    wish: Wish,
) -> Result<Reply, Refusal> {
    let Some((api, operation)) = state.operation(id) else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "there is no such operation"));
    };
    credentials::check(state, id, api, operation, received)?;
    parameters::check(api, operation, values, received)?;
    body::check(api, operation, received).await?;
    check_exchange(state, id, operation, values, received)?;
    check_renewal(state, id, values, received)?;
    answer::make(state, id, values, received, wish)
}

/// What a request is answered with that came to no operation.
pub(crate) fn stray(routed: Routed, received: &Received) -> Result<Reply, Refusal> {
    match routed {
        Routed::OtherMethods(methods) => {
            let mut names: Vec<String> = methods.iter().map(ToString::to_string).collect();
            if methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) {
                names.push("HEAD".to_owned());
            }
            names.push("OPTIONS".to_owned());
            let allow = names.join(", ");
            if received.method == Method::OPTIONS {
                return Ok(Reply::empty(StatusCode::NO_CONTENT).header("allow", &allow));
            }
            let reason = format!("{} is not documented for this path; there are {allow}", received.method);
            Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, reason).header("allow", allow))
        }
        Routed::Nothing { closest } => {
            let similar = if closest.is_empty() {
                String::new()
            } else {
                format!("; the most similar paths are {}", closest.join(", "))
            };
            Err(Refusal::new(StatusCode::NOT_FOUND, format!("no document has this path{similar}")).at("path"))
        }
        Routed::Operation { .. } => Err(Refusal::new(StatusCode::NOT_FOUND, "there is no such operation")),
    }
}

/// What the document cannot say about a request for a token.
fn check_exchange(
    state: &State,
    id: Id,
    operation: &Operation,
    values: &PathValues,
    received: &Received,
) -> Result<(), Refusal> {
    let Some((_, exchange)) = tokens::meant(state, id, values, received) else { return Ok(()) };
    for (name, target) in &exchange.inputs {
        let wanted = state.settings.exchange_inputs.get(&(exchange.setter.clone(), name.clone()));
        if wanted.is_some_and(|wanted| sent(target, values, received).as_ref() != Some(wanted)) {
            return Err(no_token(operation, exchange, format!("`{name}` is not the configured one")));
        }
    }
    let Some(assertion) = &exchange.assertion else { return Ok(()) };
    let api = state.operation(id).map(|(api, _)| api);
    check_assertion(state, api, assertion, values, received)
        .map_err(|reason| no_token(operation, exchange, format!("assertion: {reason}")))
}

fn check_renewal(state: &State, id: Id, values: &PathValues, received: &Received) -> Result<(), Refusal> {
    let Some(renewers) = state.renewers.get(&id) else { return Ok(()) };
    let mut reason = None;
    for issuer in renewers {
        let Some(refresh) = state.exchange(issuer).and_then(|exchange| exchange.refresh.as_ref()) else { continue };
        let token = sent(&refresh.target, values, received).unwrap_or_default();
        match state.tokens.check(&token, issuer.api, &issuer.scheme, Purpose::Renewal) {
            Ok(()) => return Ok(()),
            Err(why) => reason = Some((why, refresh.target.name())),
        }
    }
    reason.map_or(Ok(()), |(why, name)| Err(Refusal::bad(why).at(format!("refresh token `{name}`"))))
}

/// A refusal that looks as the document says: with the reason where clients look for it.
fn no_token(operation: &Operation, exchange: &Exchange, reason: String) -> Refusal {
    let documents = |code| operation.answers.iter().any(|answer| answer.status == crate::model::Status::Code(code));
    let status = if documents(401) && !documents(400) { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let mut body = json!({});
    if let Some((last, others)) = exchange.errors.split_last() {
        // By convention a code comes first and words come last.
        others.iter().for_each(|pointer| tokens::insert(&mut body, pointer, json!("invalid_client")));
        tokens::insert(&mut body, last, json!(reason));
    }
    if let Some(pointer) = &exchange.success {
        tokens::insert(&mut body, pointer, json!(false));
    }
    let documented = body.as_object().is_some_and(|members| !members.is_empty());
    Refusal { body: documented.then(|| Box::new(body)), ..Refusal::new(status, reason).at("token request") }
}

fn check_assertion(
    state: &State,
    api: Option<&Api>,
    assertion: &Assertion,
    values: &PathValues,
    received: &Received,
) -> Result<(), String> {
    let text = sent(&assertion.target, values, received).unwrap_or_default();
    let parts: Vec<&str> = text.split('.').collect();
    let [head, claims, signature] = parts.as_slice() else {
        return Err("is not three parts with dots between".to_owned());
    };
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| "is not base64url without padding".to_owned());
    let object = |part: &str| {
        let value: Value = serde_json::from_slice(&decoded(part)?).map_err(|_| "does not hold JSON".to_owned())?;
        if value.is_object() { Ok(value) } else { Err("does not hold a JSON object".to_owned()) }
    };
    check_head(&object(head)?)?;
    let claims = object(claims)?;
    let base = api.map(|api| state.url_of(api)).unwrap_or_default();
    let own = received.path.strip_prefix(api.map_or("", |api| api.mount.as_str())).unwrap_or(&received.path);
    check_claims(&claims, &format!("{base}{own}"), assertion.lifetime)?;
    for (claim, target) in &assertion.claims {
        let claimed = text_of(&claims, claim)?;
        let other = target.as_ref().and_then(|target| sent(target, values, received));
        if other.is_some_and(|other| other != claimed) {
            return Err(format!("`{claim}` is not what the request says beside it"));
        }
    }
    if !state.tokens.is_new(text_of(&claims, "jti")?) {
        return Err("was used before: `jti` is not new".to_owned());
    }
    let signature = decoded(signature)?;
    if signature.is_empty() {
        return Err("has no signature".to_owned());
    }
    let signed = text.rsplit_once('.').map_or("", |(signed, _)| signed);
    match &state.settings.verifier {
        Some(verify) if !verify(signed.as_bytes(), &signature) => Err("has a signature of another key".to_owned()),
        _ => Ok(()),
    }
}

fn check_head(head: &Value) -> Result<(), String> {
    if text_of(head, "alg")? != "RS256" {
        return Err("`alg` is not RS256".to_owned());
    }
    if head.get("kid").is_none() && head.get("x5t").is_none() {
        return Err("names no key: neither `kid` nor `x5t` is there".to_owned());
    }
    Ok(())
}

fn check_claims(claims: &Value, audience: &str, lifetime: u64) -> Result<(), String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|time| time.as_secs()).unwrap_or_default();
    let seconds =
        |name: &str| claims.get(name).map(|value| value.as_u64().ok_or(format!("`{name}` is no number of seconds")));
    let expires = seconds("exp").ok_or("has no `exp`")??;
    if expires <= now {
        return Err("has expired".to_owned());
    }
    if expires > now + lifetime + SKEW {
        return Err(format!("lives longer than {lifetime} seconds"));
    }
    if seconds("nbf").transpose()?.is_some_and(|begin| begin > now + SKEW) {
        return Err("is not valid yet".to_owned());
    }
    if text_of(claims, "iss")? != text_of(claims, "sub")? {
        return Err("`iss` and `sub` differ".to_owned());
    }
    let meant = match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one == audience),
        _ => false,
    };
    if meant { Ok(()) } else { Err(format!("`aud` is not {audience}")) }
}

fn text_of<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    let text = value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| format!("has no `{name}`"))
}
