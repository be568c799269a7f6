//! The crate around the APIs: its root, and for `--crate` its manifest.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, inner_docs};
use crate::ir::Api;
use crate::names::ApiNames;
use crate::output::{FileSet, FormatError, format, header};
use crate::plan::Text;
use crate::plan::markdown::Span;

/// What the root of the crate says about one API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateApi {
    /// Its module.
    pub module: String,
    /// Its feature.
    pub feature: String,
    /// Its title.
    pub title: String,
}

impl CrateApi {
    /// The entry of `api`.
    pub fn new(api: &Api, names: &ApiNames) -> Self {
        Self { module: names.module.as_str().to_owned(), feature: names.feature.clone(), title: api.title.clone() }
    }
}

/// `lib.rs`: a module per API, each behind its feature.
///
/// # Errors
/// The generator emitted something that is not Rust: a defect of it.
pub fn emit_lib(apis: &[CrateApi], source: &str) -> Result<String, FormatError> {
    emit_root(source, apis, true)
}

/// How a crate of its own is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateOptions {
    /// Name of the package.
    pub name: String,
    /// What the first line of `lib.rs` says it was made from.
    pub source: String,
    /// A local `specwright-runtime`, as a path that Cargo understands; else the published one.
    pub runtime_path: Option<String>,
    /// Features of it beside the usual ones.
    pub runtime_features: Vec<String>,
    /// Further crates that the code names: name, and version or inline table.
    pub dependencies: Vec<(String, String)>,
}

/// A whole crate: manifest, root, and `files` of the APIs below `src/`. With several APIs each has a feature, all on by
/// default.
///
/// # Errors
/// The generator emitted something that is not Rust: a defect of it.
pub fn emit_crate(options: &CrateOptions, apis: &[CrateApi], files: FileSet) -> Result<FileSet, FormatError> {
    let has_features = apis.len() > 1;
    let root = emit_root(&options.source, apis, has_features)?;
    let mut all = files.below("src");
    all.insert("src/lib.rs", root);
    all.insert("Cargo.toml", manifest(options, apis, has_features));
    Ok(all)
}

fn emit_root(source: &str, apis: &[CrateApi], has_features: bool) -> Result<String, FormatError> {
    let mut text = Text::of("Typed clients for HTTP APIs, one module each.");
    // No links: the module is not there when its feature is off.
    text.list(apis.iter().map(|api| {
        let feature = if has_features { format!("(feature `{}`)", api.feature) } else { String::new() };
        vec![Span::own(format!("`{}`:", api.module)), Span::foreign(Some(&api.title)), Span::own(feature)]
    }));
    let shared = emit_shared(apis, &mut text);
    let docs = inner_docs(&text);
    let modules = apis.iter().map(|api| emit_module(api, has_features));
    format("lib.rs", source, quote!(#docs #shared #(#modules)*))
}

/// The name under which the runtime is found in the crate, as in the signatures of clients.
const RUNTIME: &str = "rt";

/// What clients share, so that it can be named without another dependency. A module of that name goes first.
fn emit_shared(apis: &[CrateApi], text: &mut Text) -> Option<TokenStream> {
    if apis.iter().any(|api| api.module == RUNTIME) {
        return None;
    }
    text.own(format!(
        "What they share is in `{RUNTIME}`: errors, retries, bodies, secrets, and what else a client can be told."
    ));
    let name = ident(RUNTIME);
    Some(quote!(pub use ::specwright_runtime as #name;))
}

/// Without docs: those of a module stand in it, and rustdoc resolves links in both as if they stood here.
fn emit_module(api: &CrateApi, has_features: bool) -> TokenStream {
    let (module, feature) = (ident(&api.module), &api.feature);
    let condition = has_features.then(|| quote!(#[cfg(feature = #feature)]));
    // The formatting is the generator's: `cargo fmt` must not disagree with it. Spelled in two steps, because rustfmt
    // would obey the attribute in this file, too.
    let skip = quote!(rustfmt::skip);
    quote!(#condition #[#skip] pub mod #module;)
}

/// The features of the runtime that users of the crate may want to switch on, with what they are for.
const FEATURES: [(&str, &str); 3] = [
    ("blocking", "Calls from programs that are not async: see `specwright_runtime::blocking`."),
    ("http2", "HTTP/2 with servers that speak it over TLS."),
    ("tracing", "A span for each call and each attempt, with the names of OpenTelemetry."),
];

fn manifest(options: &CrateOptions, apis: &[CrateApi], has_features: bool) -> String {
    let mut text = header(&options.source).replacen("//", "#", 1);
    let runtime = runtime_dependency(options);
    text.push_str(&format!(
        "\n[package]\nname = {}\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\npublish = false\n",
        toml_text(&options.name)
    ));
    text.push_str("\n[features]\n");
    text.push_str(&emit_features(apis, has_features));
    text.push_str(&format!(
        "\n[dependencies]\nserde = {{ version = \"1\", default-features = false, features = [\"std\"] }}\nspecwright-runtime = {runtime}\n"
    ));
    for (name, wanted) in &options.dependencies {
        let wanted = if wanted.starts_with('{') { wanted.clone() } else { toml_text(wanted) };
        text.push_str(&format!("{name} = {wanted}\n"));
    }
    text
}

/// What is said of the runtime: its version or folder, and its features.
fn runtime_dependency(options: &CrateOptions) -> String {
    let version = toml_text(env!("CARGO_PKG_VERSION"));
    let features: Vec<String> = options.runtime_features.iter().map(|feature| toml_text(feature)).collect();
    let place = match &options.runtime_path {
        Some(path) => format!("path = {}", toml_text(path)),
        None if features.is_empty() => return version,
        None => format!("version = {version}"),
    };
    let features = if features.is_empty() { String::new() } else { format!(", features = [{}]", features.join(", ")) };
    format!("{{ {place}{features} }}")
}

fn emit_features(apis: &[CrateApi], has_features: bool) -> String {
    let features: Vec<String> = apis.iter().filter(|_| has_features).map(|api| toml_text(&api.feature)).collect();
    let mut text = String::new();
    if has_features {
        text.push_str(&format!("default = [{}]\n", features.join(", ")));
        text.extend(features.iter().map(|feature| format!("{feature} = []\n")));
    }
    // An API of that name goes first: its users can still switch on the feature of the runtime.
    for (name, purpose) in FEATURES.iter().filter(|(name, _)| !features.contains(&toml_text(name))) {
        text.push_str(&format!("# {purpose}\n{name} = [\"specwright-runtime/{name}\"]\n"));
    }
    text
}

/// A basic string of TOML.
fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
