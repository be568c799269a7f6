//! A call of each operation that compiles.

use super::{Body, PartHeader, PartInput, Passing, Plan, Success, Way, inputs, outcome, parts, required};
use crate::ir::{
    EnumValue, InputKind, Operation, OperationId, PartKind, Record, Scheme, SchemeKind, Shape, TypeId, TypeKind, Value,
};
use crate::names::{OperationNames, SchemeNames};

/// More than this many arguments read badly in an example; the value is then a parameter of the hidden function.
const MOST_ARGUMENTS: usize = 4;
/// Records in records in records: same.
const DEEPEST: usize = 2;

/// The call of an operation, without what surrounds it.
pub(crate) struct Call {
    /// Values that the caller has already, as `name: type`.
    pub(crate) given: Vec<String>,
    /// The statement.
    pub(crate) lines: Vec<String>,
}

/// The call of an operation as a statement on `client`.
pub(crate) fn call(plan: &Plan<'_>, id: OperationId) -> Option<Call> {
    call_as(plan, id, |op, names, call| {
        let receiver = match outcome(op, names).success {
            Success::Single(Body::Empty) => "",
            _ => "let answer = ",
        };
        chain(&format!("{receiver}client"), &[call], ".await?;")
    })
}

/// The call of an operation, made part of a statement by `write`.
fn call_as(
    plan: &Plan<'_>,
    id: OperationId,
    write: impl Fn(&Operation, &OperationNames, String) -> Vec<String>,
) -> Option<Call> {
    let (op, names) = plan.api.operations.get(id.0).zip(plan.names.operations.get(id.0))?;
    let mut given = Given::default();
    let arguments = arguments(plan, op, names, &mut given);
    let headers = needed_headers(plan, op, names, &mut given);
    let lines = write(op, names, format!(".{}({}){headers}", names.method, arguments.join(", ")));
    Some(Call { given: given.parameters, lines })
}

/// Lines of the example for an operation. Hidden lines (`# …`) hold what a reader has anyway.
pub(crate) fn example(plan: &Plan<'_>, id: OperationId) -> Vec<String> {
    around(plan, id, call(plan, id))
}

/// The same for all pages of a list.
pub(crate) fn example_of_pages(plan: &Plan<'_>, id: OperationId) -> Vec<String> {
    let call = call_as(plan, id, |_, _, call| {
        let mut lines = chain("let mut items = client", &[call], ".items();");
        lines.extend(["while let Some(item) = items.next().await {", "    let item = item?;", "}"].map(str::to_owned));
        lines
    });
    around(plan, id, call)
}

/// The same for a stream of events.
pub(crate) fn example_of_events(plan: &Plan<'_>, id: OperationId) -> Vec<String> {
    let call = call_as(plan, id, |_, _, call| {
        let mut lines = chain("let mut events = client", &[call], ".events().await?;");
        let each = ["while let Some(event) = events.next().await {", "    let data = event?.data;", "}"];
        lines.extend(each.map(str::to_owned));
        lines
    });
    around(plan, id, call)
}

/// A call with what is needed around it.
fn around(plan: &Plan<'_>, id: OperationId, call: Option<Call>) -> Vec<String> {
    let Some((op, call)) = plan.api.operations.get(id.0).zip(call) else {
        return Vec::new();
    };
    let module = format!("{}::{}", plan.target.crate_name, plan.names.module);
    let uses_types = call.lines.iter().chain(&call.given).any(|line| line.contains("types::"));
    let imports = if uses_types { "{Client, types}" } else { "Client" };
    let mut lines = vec![
        format!("use {module}::{imports};"),
        String::new(),
        format!("# async fn example({}) -> Result<(), Box<dyn std::error::Error>> {{", call.given.join(", ")),
    ];
    lines.extend(chain(
        "let client = Client::builder(\"https://api.example.com\")",
        &credentials(plan, op),
        ".build()?;",
    ));
    lines.extend(call.lines);
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
    lines
}

/// A chain of calls on one line, or on one line each if that is too long.
pub(crate) fn chain(start: &str, calls: &[String], end: &str) -> Vec<String> {
    const WIDTH: usize = 100;
    let line = format!("{start}{}{end}", calls.concat());
    if line.len() <= WIDTH {
        return vec![line];
    }
    let rest = calls.iter().map(String::as_str).chain([end]).map(|call| format!("    {call}"));
    [start.to_owned()].into_iter().chain(rest).collect()
}

/// Values that the example does not make itself.
#[derive(Default)]
struct Given {
    parameters: Vec<String>,
}

impl Given {
    /// Takes `name: ty` as given; gives the expression that passes it.
    fn take(&mut self, name: &str, ty: &str) -> String {
        self.parameters.push(format!("{name}: {ty}"));
        name.to_owned()
    }
}

/// Builder calls for the first alternative that needs credentials.
pub(crate) fn credentials(plan: &Plan<'_>, op: &Operation) -> Vec<String> {
    let needed = op.security.alternatives.iter().find(|schemes| !schemes.is_empty());
    let calls = needed.into_iter().flatten().filter_map(|id| {
        let (scheme, names) = plan.api.schemes.get(id.0).zip(plan.names.credentials.schemes.get(id.0))?;
        let name = &names.setter;
        Some(exchange(scheme, names).unwrap_or_else(|| match scheme.kind {
            SchemeKind::Basic => format!(".{name}(\"user\", \"password\")"),
            SchemeKind::ApiKey { .. } => format!(".{name}(\"key\")"),
            SchemeKind::BasicToken { .. } | SchemeKind::Bearer => format!(".{name}(\"token\")"),
        }))
    });
    calls.collect()
}

/// The call that has a token fetched, if texts are all it takes.
fn exchange(scheme: &Scheme, names: &SchemeNames) -> Option<String> {
    let exchanges = scheme.token.as_ref()?.exchanges.iter().zip(&names.token.as_ref()?.exchanges);
    let mut plain = exchanges.filter(|(exchange, _)| exchange.inputs.iter().all(|input| input.kind != InputKind::Key));
    let (_, names) = plain.next()?;
    let arguments: Vec<String> = names.inputs.iter().map(|input| format!("\"{}\"", input.as_str())).collect();
    Some(format!(".{}({})", names.setter, arguments.join(", ")))
}

fn arguments(plan: &Plan<'_>, op: &Operation, names: &OperationNames, given: &mut Given) -> Vec<String> {
    let mut out: Vec<String> = inputs(plan, op, names)
        .iter()
        .filter(|input| input.is_argument())
        .map(|input| argument(plan, &input.parameter.value, input.name.as_str(), given))
        .collect();
    if let Some(parts) = parts(plan, Way::main(op, names)) {
        let needed = parts.iter().filter(|input| input.is_argument);
        out.extend(needed.map(|input| part(plan, input, given)));
    } else if let Some(payload) = op.payload.as_ref().filter(|payload| payload.required) {
        let name = names.body.as_str();
        out.push(match Plan::payload_value(&payload.kind) {
            Some(value) if value.nullable => "None".to_owned(),
            Some(value) => argument(plan, value, name, given),
            None => "\"text\"".to_owned(),
        });
    }
    out
}

/// Setters without which the parts that are arguments are refused.
fn needed_headers(plan: &Plan<'_>, op: &Operation, names: &OperationNames, given: &mut Given) -> String {
    let parts = parts(plan, Way::main(op, names)).unwrap_or_default();
    let headers = parts.iter().filter(|input| input.is_argument).flat_map(|input| &input.headers);
    let needed = headers.filter(|header| header.parameter.required && header.parameter.constant.is_none());
    let set = |header: &PartHeader<'_>| {
        let name = header.name.as_str();
        format!(".{name}({})", argument(plan, &header.parameter.value, name, given))
    };
    needed.map(set).collect()
}

/// What is written at the place of a part.
fn part(plan: &Plan<'_>, input: &PartInput<'_>, given: &mut Given) -> String {
    match &input.part.kind {
        PartKind::File => "specwright_runtime::Part::file(\"upload.bin\").await?".to_owned(),
        PartKind::Files => "[specwright_runtime::Part::file(\"upload.bin\").await?]".to_owned(),
        PartKind::Text(value) | PartKind::Json(value) if value.nullable => "None".to_owned(),
        PartKind::Text(value) | PartKind::Json(value) => argument(plan, value, input.name.as_str(), given),
    }
}

/// What is written at the place of an argument.
fn argument(plan: &Plan<'_>, value: &Value, name: &str, given: &mut Given) -> String {
    let resolved = plan.resolve(value);
    match plan.passing(value) {
        Passing::Copy if resolved.alias_nullable => "None".to_owned(),
        Passing::Copy => sample(plan, value, 0).unwrap_or_else(|| "Default::default()".to_owned()),
        Passing::Text => "\"text\"".to_owned(),
        Passing::Slice => "&[]".to_owned(),
        Passing::Reference if resolved.alias_nullable => "&None".to_owned(),
        Passing::Reference => match (sample(plan, value, 0), resolved.shape) {
            (Some(text), Shape::Secret) => format!("&specwright_runtime::Secret::new({text})"),
            (Some(text), _) => format!("&{text}"),
            (None, Shape::Named { id, .. }) => {
                let ty = plan.names.types.get(called(value, *id).0).map(|ty| format!("&types::{}", ty.name));
                given.take(name, &ty.unwrap_or_default())
            }
            (None, Shape::Foreign { name: path, .. }) => {
                // An example is another crate.
                let outside = path.strip_prefix("crate::");
                let outside = outside.map(|inside| format!("{}::{inside}", plan.target.crate_name));
                given.take(name, &format!("&{}", outside.as_deref().unwrap_or(path)))
            }
            (None, Shape::Map(_)) => "&std::collections::BTreeMap::new()".to_owned(),
            (None, Shape::Base64) => given.take(name, "&specwright_runtime::Base64"),
            (None, _) => given.take(name, "&specwright_runtime::Value"),
        },
    }
}

/// An expression that makes a value; texts and secrets as literals, which both a `new` and a `&str` take.
fn sample(plan: &Plan<'_>, value: &Value, depth: usize) -> Option<String> {
    let resolved = plan.resolve(value);
    if resolved.nullable {
        return Some("None".to_owned());
    }
    Some(match resolved.shape {
        Shape::Boolean { .. } => "true".to_owned(),
        Shape::Integer { .. } | Shape::Unsigned => "1".to_owned(),
        Shape::Number { .. } => "1.5".to_owned(),
        Shape::Text => "\"text\"".to_owned(),
        Shape::Secret => "\"secret\"".to_owned(),
        Shape::DateTime => "specwright_runtime::DateTime::parse(\"2026-01-31T12:00:00Z\")?".to_owned(),
        Shape::Date => "specwright_runtime::Date::parse(\"2026-01-31\")?".to_owned(),
        Shape::Uuid => "specwright_runtime::Uuid::nil()".to_owned(),
        Shape::List(_) => "vec![]".to_owned(),
        Shape::Named { id, boxed: false } => return named(plan, called(value, *id), *id, depth),
        Shape::Any | Shape::Base64 | Shape::Map(_) | Shape::Foreign { .. } | Shape::Named { .. } => return None,
    })
}

/// The type by the name that it has at this place, which may be an alias of `id`.
fn called(value: &Value, id: TypeId) -> TypeId {
    match value.shape {
        Shape::Named { id, .. } => id,
        _ => id,
    }
}

fn named(plan: &Plan<'_>, called: TypeId, id: TypeId, depth: usize) -> Option<String> {
    let name = &plan.ty(called)?.1.name;
    let (ty, names) = plan.ty(id)?;
    match &ty.kind {
        TypeKind::Record(_) if plan.has_default(id) => Some(format!("types::{name}::default()")),
        TypeKind::Record(record) if depth < DEEPEST => {
            let arguments = fields(plan, record, depth)?.join(", ");
            Some(format!("types::{name}::new({arguments})"))
        }
        TypeKind::Enumeration(enumeration) => {
            let usable = |value: &EnumValue| !enumeration.integer || value.wire.parse::<i64>().is_ok();
            let first = enumeration.values.iter().position(usable)?;
            Some(format!("types::{name}::{}", names.variants.get(first)?))
        }
        TypeKind::Record(_) | TypeKind::Union(_) | TypeKind::Alias(_) => None,
    }
}

fn fields(plan: &Plan<'_>, record: &Record, depth: usize) -> Option<Vec<String>> {
    let required: Vec<&Value> = required(record).map(|(_, field)| &field.value).collect();
    if required.len() > MOST_ARGUMENTS {
        return None;
    }
    required.into_iter().map(|value| sample(plan, value, depth + 1)).collect()
}
