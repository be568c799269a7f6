//! Whether a request may be made: what `security` of the operation asks for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::StatusCode;

use crate::model::{Api, Carrier, Operation, Scheme, Status};
use crate::refusal::Refusal;
use crate::request::Received;
use crate::router::Id;
use crate::state::{MockTokens, State};
use crate::tokens::Purpose;

/// The credential that stands for a scheme when nothing else was configured.
pub(crate) fn mock_value(scheme: &str) -> String {
    format!("mock-{scheme}")
}

/// Checks the credentials of a request.
pub(crate) fn check(
    state: &State,
    id: Id,
    api: &Api,
    operation: &Operation,
    received: &Received,
) -> Result<(), Refusal> {
    let mut wrong: Vec<String> = Vec::new();
    for alternative in &operation.security {
        let judged = alternative.iter().map(|scheme| judge(state, id.0, api, scheme, received));
        let mut satisfied = true;
        for (scheme, verdict) in alternative.iter().zip(judged) {
            satisfied &= matches!(verdict, Verdict::Accepted);
            if let Verdict::Wrong(reason) = verdict {
                let reason = format!("`{scheme}`: what was sent {reason}");
                if !wrong.contains(&reason) {
                    wrong.push(reason);
                }
            }
        }
        if satisfied {
            return Ok(());
        }
    }
    if operation.security.is_empty() { Ok(()) } else { Err(refuse(api, operation, &wrong)) }
}

fn refuse(api: &Api, operation: &Operation, wrong: &[String]) -> Refusal {
    let needed: Vec<String> = operation.security.iter().map(|all| described(api, all)).collect();
    let needed = needed.join("; or ");
    let reason = if wrong.is_empty() {
        format!("no credentials were sent; needed is {needed}")
    } else {
        format!("{}; needed is {needed}", wrong.join("; "))
    };
    let documents = |code| operation.answers.iter().any(|answer| answer.status == Status::Code(code));
    if !documents(401) && documents(403) {
        return Refusal::new(StatusCode::FORBIDDEN, reason).at("credentials");
    }
    let challenge = operation.security.iter().flatten().find_map(|name| match &api.schemes.get(name)?.carrier {
        Carrier::Basic { .. } => Some("Basic realm=\"mock\"".to_owned()),
        Carrier::Http(scheme) => Some(scheme.clone()),
        _ => None,
    });
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, reason).at("credentials");
    match challenge {
        Some(challenge) => refusal.header("www-authenticate", challenge),
        None => refusal,
    }
}

/// What an alternative asks for, in words.
pub(crate) fn described(api: &Api, alternative: &[String]) -> String {
    let all: Vec<String> = alternative
        .iter()
        .map(|name| match api.schemes.get(name) {
            Some(scheme) => format!("{} (`{name}`)", scheme.carrier.described(&scheme.prefix)),
            None => format!("`{name}`, which the document does not describe"),
        })
        .collect();
    all.join(" and ")
}

enum Verdict {
    Accepted,
    Missing,
    Wrong(&'static str),
}

fn judge(state: &State, api_index: usize, api: &Api, name: &str, received: &Received) -> Verdict {
    let Some(scheme) = api.schemes.get(name) else { return Verdict::Missing };
    match present(&scheme.carrier, received) {
        Sent::Nothing => Verdict::Missing,
        Sent::Unreadable(reason) => Verdict::Wrong(reason),
        Sent::Unseen => Verdict::Accepted,
        Sent::Value(value) => match value.strip_prefix(scheme.prefix.as_str()) {
            None => Verdict::Wrong("does not begin with the prefix"),
            Some("") => Verdict::Wrong("is empty"),
            Some(value) => match judge_value(state, api_index, api, name, scheme, value) {
                Ok(()) => Verdict::Accepted,
                Err(reason) => Verdict::Wrong(reason),
            },
        },
    }
}

fn judge_value(
    state: &State,
    api_index: usize,
    api: &Api,
    name: &str,
    scheme: &Scheme,
    value: &str,
) -> Result<(), &'static str> {
    let configured = state.settings.credentials.get(name);
    if configured.is_some_and(|all| all.iter().any(|one| one == value)) {
        return Ok(());
    }
    let issued = state.is_issued(api_index, name);
    if issued {
        let verdict = state.tokens.check(value, api_index, name, Purpose::Access);
        let mock = state.settings.mock_tokens == MockTokens::Accepted && value == mock_value(name);
        return if mock { Ok(()) } else { verdict };
    }
    if configured.is_some() {
        return Err("is not the configured value");
    }
    // Where one header takes tokens of several kinds, any text would pass for a token of a kind that is not checked.
    let checked = |other: &Scheme| !other.exchanges.is_empty() && other.carrier == scheme.carrier;
    if !api.schemes.values().any(checked) || value == mock_value(name) {
        return Ok(());
    }
    Err("is not a known token")
}

enum Sent {
    Nothing,
    Value(String),
    Unreadable(&'static str),
    /// A credential that HTTP does not show.
    Unseen,
}

fn present(carrier: &Carrier, received: &Received) -> Sent {
    let value = match carrier {
        Carrier::Header(name) => received.header(name),
        Carrier::Query(name) => received.query_value(name),
        Carrier::Cookie(name) => received.cookie(name),
        Carrier::Basic { password } => return basic(password.as_deref(), received),
        Carrier::Http(scheme) => authorization(scheme, received),
        Carrier::Elsewhere => return Sent::Unseen,
    };
    value.map_or(Sent::Nothing, Sent::Value)
}

/// What stands behind that scheme in `Authorization`.
fn authorization(scheme: &str, received: &Received) -> Option<String> {
    let header = received.header("authorization")?;
    let (word, value) = header.split_once(' ')?;
    word.eq_ignore_ascii_case(scheme).then(|| value.trim().to_owned())
}

fn basic(password: Option<&str>, received: &Received) -> Sent {
    let Some(encoded) = authorization("basic", received) else { return Sent::Nothing };
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(pair) = decoded else { return Sent::Unreadable("is not base64 of text") };
    match (pair.split_once(':'), password) {
        (None, _) => Sent::Unreadable("has no colon between user and password"),
        (Some(("", _)), _) => Sent::Unreadable("has no user"),
        (Some((user, sent)), Some(fixed)) if sent == fixed => Sent::Value(user.to_owned()),
        (Some(_), Some(_)) => Sent::Unreadable("does not have the fixed password"),
        (Some(_), None) => Sent::Value(pair),
    }
}
