//! The one table of Rust names, decided before anything is emitted.
//!
//! Every scope is *claimed*: a name goes to the first item that wants it, in document order; a later one is qualified
//! by something that belongs to it (its wire spelling, its method) before a number is tried. So names do not depend on
//! unrelated items, and nothing downstream ever invents, fixes or compares an identifier.

mod case;
mod credentials;
mod events;
mod ident;
mod operations;
mod print;
mod scope;
mod types;

pub(crate) use case::is_keyword;
pub use credentials::{CredentialNames, ExchangeNames, SchemeNames, TokenNames, TokenServerNames};
pub use events::EventNames;
pub use ident::{TypeName, ValueName, VariableName};
pub use print::print;

use crate::diag::Sink;
use crate::ir;
use scope::Scope;

/// Names of everything in one API.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiNames {
    /// The API's module.
    pub module: ValueName,
    /// The API's cargo feature.
    pub feature: String,
    /// Module per tag.
    pub tags: Vec<ValueName>,
    /// Per server.
    pub environments: Vec<EnvironmentNames>,
    /// Builder methods and environment variables.
    pub credentials: CredentialNames,
    /// Per operation.
    pub operations: Vec<OperationNames>,
    /// Module of the calls that the server makes, if there are any.
    pub webhooks: Option<ValueName>,
    /// Per call that the server makes.
    pub events: Vec<EventNames>,
    /// Per type.
    pub types: Vec<TypeNames>,
}

/// Names of one server.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvironmentNames {
    /// Variant of `Environment`.
    pub variant: TypeName,
    /// Function that makes the variant with its defaults.
    pub constructor: ValueName,
    /// Field per variable.
    pub variables: Vec<ValueName>,
}

/// Names of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationNames {
    /// Method of `Client`.
    pub method: ValueName,
    /// The type that stands for the operation.
    pub marker: TypeName,
    /// Enum of its successes, when there are several.
    pub output: TypeName,
    /// Enum of its failures.
    pub error: TypeName,
    /// Argument or setter per parameter.
    pub parameters: Vec<ValueName>,
    /// Argument or setter per part of the body.
    pub parts: Vec<ValueName>,
    /// Per part: a setter for each of its headers.
    pub part_headers: Vec<Vec<ValueName>>,
    /// Argument or setter of the body, if it is not made of parts.
    pub body: ValueName,
    /// Variant per response.
    pub responses: Vec<TypeName>,
    /// Function per link.
    pub links: Vec<ValueName>,
    /// Per response: a variant for each alternative.
    pub answers: Vec<Vec<TypeName>>,
    /// Per kind of JSON that the only success can be in place of the usual one: the method that asks for it.
    pub on_request: Vec<ValueName>,
    /// Per alternative of the body.
    pub alternatives: Vec<AlternativeNames>,
}

/// Names of the way to call an operation with another kind of body.
#[derive(Debug, Clone, PartialEq)]
pub struct AlternativeNames {
    /// Method of the client.
    pub method: ValueName,
    /// Type that stands for the operation called in this way.
    pub marker: TypeName,
    /// Argument or setter per part of the body.
    pub parts: Vec<ValueName>,
    /// Per part: a setter for each of its headers.
    pub part_headers: Vec<Vec<ValueName>>,
    /// Argument of the body, if it is not made of parts.
    pub body: ValueName,
}

/// Names of one type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeNames {
    /// The type.
    pub name: TypeName,
    /// Per field of a record.
    pub fields: Vec<ValueName>,
    /// The field for what is not described.
    pub extra: ValueName,
    /// Per accessor of a record.
    pub accessors: Vec<ValueName>,
    /// Per value of an enumeration or variant of a union.
    pub variants: Vec<TypeName>,
    /// The variant for anything else.
    pub other: TypeName,
}

/// Tag modules live beside these.
const RESERVED_MODULES: &[&str] = &["client", "types", "mod"];

/// Decides every name of `api`. Clashes that had to be settled are reported.
pub fn decide(api: &ir::Api, sink: &Sink) -> ApiNames {
    let mut modules = Scope::new(RESERVED_MODULES);
    let webhooks = (!api.events.is_empty()).then(|| modules.claim_module("webhooks", &[], "webhooks"));
    let tags = api.tags.iter().map(|tag| claim_tag(&mut modules, tag)).collect();
    ApiNames {
        module: ValueName::module(&api.id, "api"),
        feature: feature(&api.id),
        tags,
        environments: claim_environments(api),
        credentials: credentials::claim(api, sink),
        operations: operations::claim(api, sink),
        webhooks,
        events: events::claim(api, sink),
        types: types::claim(api, sink),
    }
}

/// The feature nearest to `id`: Cargo allows letters, digits and `-_+.` in it, and means something else by `default`.
fn feature(id: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "-_+.".contains(c) { c } else { '-' };
    let name: String = id.chars().map(allowed).collect();
    match name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()) {
        "" => "api".to_owned(),
        "default" => "default-api".to_owned(),
        name => name.to_owned(),
    }
}

fn claim_tag(scope: &mut Scope, tag: &ir::Tag) -> ValueName {
    scope.claim_module(&tag.name, &[format!("{} operations", tag.name)], "tag")
}

fn claim_environments(api: &ir::Api) -> Vec<EnvironmentNames> {
    let mut variants = Scope::new(&[]);
    let mut functions = Scope::new(&["from", "clone", "fmt"]);
    let mut result = Vec::new();
    for server in &api.servers {
        let wanted = environment_word(server);
        let mut fields = Scope::new(&[]);
        result.push(EnvironmentNames {
            variant: variants.claim_type(&wanted, "Server"),
            constructor: functions.claim_value(&wanted, "server"),
            variables: server.variables.iter().map(|v| fields.claim_value(&v.name, "variable")).collect(),
        });
    }
    result
}

/// The description names an environment when it is short ("U.S. Government"); a sentence does not, then the host does.
fn environment_word(server: &ir::Server) -> String {
    const LONGEST_NAME: usize = 48;
    match &server.description {
        Some(text) if !text.trim().is_empty() && text.len() <= LONGEST_NAME && !text.contains('\n') => text.clone(),
        _ => {
            let rest = server.url.split("://").last().unwrap_or_default();
            let host = rest.split('/').next().unwrap_or_default();
            if host.is_empty() { "Default".to_owned() } else { host.to_owned() }
        }
    }
}
