//! How tokens are issued: what `x-token` of a security scheme says, as far as a server is concerned.

use serde_json::Value;

/// One way to get a token.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) setter: String,
    /// The operation, as the document names it.
    pub(crate) operation: String,
    pub(crate) inputs: Vec<(String, Target)>,
    pub(crate) constants: Vec<(Target, String)>,
    pub(crate) token: Vec<String>,
    pub(crate) lifetime: Vec<String>,
    /// Seconds, when no answer says it.
    pub(crate) default_lifetime: Option<u64>,
    pub(crate) success: Option<String>,
    pub(crate) errors: Vec<String>,
    pub(crate) refresh: Option<Refresh>,
    pub(crate) assertion: Option<Assertion>,
    /// Names of members and parameters that hold secrets.
    pub(crate) secrets: Vec<String>,
}

/// How a token is renewed.
#[derive(Debug, Clone)]
pub(crate) struct Refresh {
    pub(crate) operation: String,
    /// Where the answers have the token that renews.
    pub(crate) token: Vec<String>,
    pub(crate) target: Target,
}

/// A signed statement that takes the place of a secret.
#[derive(Debug, Clone)]
pub(crate) struct Assertion {
    pub(crate) target: Target,
    /// Further claims, by the target of the input that has to say the same.
    pub(crate) claims: Vec<(String, Option<Target>)>,
    /// Seconds.
    pub(crate) lifetime: u64,
}

/// Where in a request a value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Path(String),
    Query(String),
    Header(String),
    /// JSON pointer, into a form as well.
    Body(String),
}

/// Reads `x-token` of a scheme. What is not as it should be is left out: `check` reports it.
pub(crate) fn decode_exchanges(x_token: &Value) -> Vec<Exchange> {
    let exchanges = x_token.get("exchanges").and_then(Value::as_array);
    exchanges.into_iter().flatten().filter_map(decode_exchange).collect()
}

fn decode_exchange(node: &Value) -> Option<Exchange> {
    let inputs: Vec<(&String, &Value)> = node.get("inputs").and_then(Value::as_object).into_iter().flatten().collect();
    let targets: Vec<(String, Target)> =
        inputs.iter().filter_map(|(name, input)| Some(((*name).clone(), decode_target(input)?))).collect();
    let refresh = node.get("refresh").and_then(decode_refresh);
    let assertion = node.get("assertion").and_then(|node| decode_assertion(node, &targets));
    let secret = inputs.iter().filter(|(_, input)| input.get("secret") == Some(&Value::Bool(true)));
    let secrets = secret.filter_map(|(_, input)| decode_target(input));
    let secrets =
        secrets.chain(refresh.iter().map(|r| r.target.clone())).chain(assertion.iter().map(|a| a.target.clone()));
    Some(Exchange {
        setter: text(node, "setter").unwrap_or_default(),
        operation: text(node, "operation")?,
        constants: list(node, "constants").filter_map(|c| Some((decode_target(c)?, text(c, "value")?))).collect(),
        token: pointers(node, "token"),
        lifetime: pointers(node, "lifetime"),
        default_lifetime: node.get("default-lifetime").and_then(Value::as_u64),
        success: text(node, "success"),
        errors: pointers(node, "errors"),
        secrets: secrets.map(|target| target.name().to_owned()).collect(),
        inputs: targets,
        refresh,
        assertion,
    })
}

fn decode_refresh(node: &Value) -> Option<Refresh> {
    Some(Refresh { operation: text(node, "operation")?, token: pointers(node, "token"), target: decode_target(node)? })
}

fn decode_assertion(node: &Value, inputs: &[(String, Target)]) -> Option<Assertion> {
    let claims = node.get("claims").and_then(Value::as_object).into_iter().flatten();
    let target_of = |input: &Value| inputs.iter().find(|(name, _)| input == name.as_str()).map(|(_, t)| t.clone());
    Some(Assertion {
        target: decode_target(node)?,
        claims: claims.map(|(claim, input)| (claim.clone(), target_of(input))).collect(),
        lifetime: node.get("lifetime").and_then(Value::as_u64).unwrap_or(300),
    })
}

fn decode_target(node: &Value) -> Option<Target> {
    let at = |key: &str| text(node, key);
    at("path")
        .map(Target::Path)
        .or_else(|| at("query").map(Target::Query))
        .or_else(|| at("header").map(Target::Header))
        .or_else(|| at("body").map(Target::Body))
}

impl Target {
    /// The name of the parameter or of the innermost member.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Path(name) | Self::Query(name) | Self::Header(name) => name,
            Self::Body(pointer) => pointer.rsplit('/').next().unwrap_or_default(),
        }
    }
}

fn text(node: &Value, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(str::to_owned)
}

fn list<'v>(node: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    node.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// One pointer or a list of them.
fn pointers(node: &Value, key: &str) -> Vec<String> {
    match node.get(key) {
        Some(Value::String(one)) => vec![one.clone()],
        _ => list(node, key).filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}
