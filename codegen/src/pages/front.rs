//! What the API is, and where it is served.

use super::Subject;
use super::outline::Key;
use super::sheet::Sheet;
use super::text::{NOTHING, paragraphs, sentences};
use crate::ir::Server;
use crate::names::EnvironmentNames;
use crate::plan::{chain, credentials, markdown, quoted};

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    let (api, names) = (subject.plan.api, subject.plan.names);
    sheet.own(subject.outline.heading(Key::Title));
    let mut facts = vec![
        format!("- **Version:** {}", quoted(&api.version)),
        format!("- **In Rust:** `{}::{}`, feature `{}`", subject.plan.target.crate_name, names.module, names.feature),
        format!("- **Spec:** {}", quoted(&subject.plan.target.source)),
    ];
    let sources = sources(subject);
    if !sources.is_empty() {
        facts.push(format!("- **Transcribed from:** {}", sources.join("; ")));
    }
    sheet.block(facts);
    sheet.own(subject.outline.contents());
    sheet.block(paragraphs(subject, api.docs.summary.as_deref()));
    sheet.block(paragraphs(subject, api.docs.description.as_deref()));
    write_servers(subject, sheet);
}

/// The vendor documents, each once.
fn sources(subject: &Subject<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for source in subject.plan.api.operations.iter().filter_map(|op| op.source.as_ref()) {
        let document = markdown::line(&source.document);
        if !all.contains(&document) {
            all.push(document);
        }
    }
    all
}

fn write_servers(subject: &Subject<'_>, sheet: &mut Sheet) {
    sheet.own(subject.outline.heading(Key::Servers));
    let servers: Vec<(&Server, &EnvironmentNames)> =
        subject.plan.api.servers.iter().zip(&subject.plan.names.environments).collect();
    if !servers.iter().any(|(server, _)| is_absolute(server)) {
        sheet.own("The document names no address that is the same for everybody: give your own to `Client::builder`.");
    }
    let rows = servers.iter().map(|(server, names)| {
        let rust = if is_absolute(server) { format!("`{}`", constructor(server, names)) } else { NOTHING.to_owned() };
        vec![sentences(subject, server.description.as_deref(), &[]), quoted(&server.url), rust]
    });
    sheet.table(&["Environment", "Address", "In Rust"], rows);
    let variables = servers.iter().flat_map(|(server, names)| {
        server.variables.iter().zip(&names.variables).map(|(variable, name)| {
            let mut facts = vec![format!("Usually {}.", quoted(&variable.default))];
            if !variable.allowed.is_empty() {
                let allowed: Vec<String> = variable.allowed.iter().map(|value| quoted(value)).collect();
                facts.push(format!("One of {}.", allowed.join(", ")));
            }
            vec![quoted(&server.url), format!("`{name}`"), sentences(subject, variable.description.as_deref(), &facts)]
        })
    });
    let variables: Vec<Vec<String>> = variables.collect();
    if !variables.is_empty() {
        sheet.own("What stands in braces is a field of the environment:");
        sheet.table(&["Address", "Field", "Meaning"], variables);
    }
    sheet.code("rust", &connect(subject));
}

/// A server that can be reached from elsewhere.
fn is_absolute(server: &Server) -> bool {
    server.url.contains("://")
}

fn constructor(server: &Server, names: &EnvironmentNames) -> String {
    if server.variables.is_empty() {
        format!("Environment::{}", names.variant)
    } else {
        format!("Environment::{}()", names.constructor)
    }
}

/// How a client is made.
fn connect(subject: &Subject<'_>) -> Vec<String> {
    let plan = subject.plan;
    let mut servers = plan.api.servers.iter().zip(&plan.names.environments);
    let first = servers.find(|(server, _)| is_absolute(server));
    let (imports, server) = match first {
        Some((server, names)) => ("{Client, Environment}", constructor(server, names)),
        None => ("Client", "\"https://api.example.com\"".to_owned()),
    };
    let mut operations = plan.api.operations.iter();
    let protected = operations.find(|op| op.security.alternatives.iter().any(|set| !set.is_empty()));
    let credentials = protected.map(|op| credentials(plan, op)).unwrap_or_default();
    let mut lines = vec![format!("use {}::{}::{imports};", plan.target.crate_name, plan.names.module), String::new()];
    lines.extend(chain(&format!("let client = Client::builder({server})"), &credentials, ".build()?;"));
    lines
}
