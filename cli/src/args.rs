//! The command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use specwright_codegen::config::{ForeignType, Options, Selection, Strictness, TypeChoice, TypeChoices};

use crate::Failure;

/// Where our own specs live.
const SPECS: &str = "specs";
/// Where our own clients live.
pub(crate) const GENERATED: &str = "generated";

/// Checks OpenAPI specs and generates typed Rust clients from them.
#[derive(Debug, Parser)]
#[command(name = "specwright", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Validate and lint documents. Exit 0: no errors, 1: errors, 2: bad usage or unreadable input.
    Check(CheckArgs),
    /// Write the clients. Exit 0: written (or fresh), 1: errors (or stale), 2: bad usage or unreadable input.
    Generate(GenerateArgs),
    /// Write the reference: a Markdown page per API, and an index. Exit codes as for `generate`.
    Docs(DocsArgs),
    /// List operations: API, method, path, Rust call, credentials, source document.
    List(ListArgs),
    /// Print what a stage of the generator makes of a document.
    Dump(DumpArgs),
    /// Serve documents on loopback, from their examples, until Ctrl-C. Exit 2: bad usage or unreadable input.
    #[cfg(feature = "mock")]
    Mock(MockArgs),
}

#[derive(Debug, Args)]
pub(crate) struct Documents {
    /// Documents, or folders of documents (YAML or JSON, OpenAPI 3.0 or 3.1) [default: specs]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Treat findings as in our own specs, house rules included (default below `specs/`)
    #[arg(long, conflicts_with = "tolerant")]
    strict: bool,
    /// Treat findings as in somebody else's document: cope, and warn
    #[arg(long)]
    tolerant: bool,
    #[command(flatten)]
    changes: Changes,
    /// Only these operations, and the types they need: tag:NAME, path:/prefix/*, operation:ID or ID, with commas in
    /// between; `*` is any text. May be repeated; one document only
    #[arg(long, value_name = "EXPR")]
    only: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// Apply this OpenAPI overlay to the document first. May be repeated, in order; one document only
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
}

impl Changes {
    /// The overlays for `documents`, which they would not all fit.
    pub(crate) fn overlays(&self, documents: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
        self.options(Strictness::Tolerant, documents).map(|options| options.overlays)
    }

    /// How the document is to be read.
    pub(crate) fn options(&self, strictness: Strictness, documents: &[PathBuf]) -> Result<Options, Failure> {
        if !self.overlay.is_empty() && documents.len() > 1 {
            return Err(one_document("--overlay", documents));
        }
        Ok(Options { overlays: self.overlay.clone(), ..strictness.into() })
    }
}

/// What to say when `option` was given with several documents.
pub(crate) fn one_document(option: &str, documents: &[PathBuf]) -> Failure {
    Failure::Usage(format!("{option} is for one document, and there are {}; name one", documents.len()))
}

impl Documents {
    /// The paths, or the folder of our own specs.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        paths_or_specs(&self.paths)
    }

    /// How each of `documents` is to be read.
    ///
    /// # Errors
    /// A selection cannot be understood, or what is for one document is asked for several.
    pub(crate) fn options(&self, documents: &[PathBuf], foreign: Strictness) -> Result<Vec<Options>, Failure> {
        let selection = match self.only.as_slice() {
            [] => None,
            _ if documents.len() > 1 => return Err(one_document("--only", documents)),
            only => {
                let selection = Selection::parse(only.iter().map(String::as_str));
                Some(selection.map_err(|error| Failure::Usage(format!("--only: {error}")))?)
            }
        };
        let options = documents.iter().map(|document| {
            let options = self.changes.options(self.strictness(document, foreign), documents)?;
            Ok(Options { selection: selection.clone(), ..options })
        });
        options.collect()
    }

    /// How strictly a document is read: as the caller says, else our own specs by the rules of the house and others by
    /// `foreign`.
    fn strictness(&self, document: &Path, foreign: Strictness) -> Strictness {
        let ours = document.components().next().is_some_and(|first| first.as_os_str() == SPECS);
        match (self.strict, self.tolerant) {
            (true, _) => Strictness::House,
            (_, true) => Strictness::Tolerant,
            _ if ours => Strictness::House,
            _ => foreign,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Treat these as errors
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) deny: Option<Deny>,
    /// End with exit 1 also if an operation is left out, or is raw text, bytes or JSON where the document says more
    #[arg(long)]
    pub(crate) fail_on_skip: bool,
    /// Explain a finding's code and stop
    #[arg(long, value_name = "CODE")]
    pub(crate) explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines in question, for people
    Human,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings end with exit 1 as well
    Warnings,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) documents: Documents,
    #[command(flatten)]
    pub(crate) types: Types,
    /// Folder to write to [default: generated, or the crate's name with --crate]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write nothing; name files that would change and end with exit 1
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing and end with exit 1 if an operation is left out, or is raw text, bytes or JSON where the document
    /// says more
    #[arg(long)]
    pub(crate) fail_on_skip: bool,
    /// Write a whole crate of this name, Cargo.toml included
    #[arg(long = "crate", value_name = "NAME")]
    pub(crate) krate: Option<String>,
    /// With --crate: depend on the runtime in this folder instead of the published one
    #[arg(long, value_name = "DIR", requires = "krate")]
    pub(crate) runtime_path: Option<PathBuf>,
}

/// Which Rust types stand for what.
#[derive(Debug, Args)]
pub(crate) struct Types {
    /// Dates with times: a type that reads all usual spellings, the text as it came, or the type of a crate
    #[arg(long, value_enum, value_name = "KIND", default_value_t = DateTime::Builtin)]
    date_time: DateTime,
    /// UUIDs: a type, or the text as it came
    #[arg(long, value_enum, value_name = "KIND", default_value_t = Uuid::Builtin)]
    uuid: Uuid,
    /// Texts of this format are of this type, e.g. money=crate::Money. May be repeated
    #[arg(long = "format", value_name = "NAME=TYPE", value_parser = pair)]
    formats: Vec<(String, String)>,
    /// The schema of this name is not generated but this type, e.g. Price=crate::Money. May be repeated; one
    /// document only
    #[arg(long = "type", value_name = "NAME=TYPE", value_parser = pair)]
    schemas: Vec<(String, String)>,
    /// With --crate: depend on this crate, too, e.g. chrono=0.4, or 'chrono={ version = "0.4", features = ["serde"] }'.
    /// May be repeated
    #[arg(long = "dependency", value_name = "NAME=VERSION", value_parser = pair, requires = "krate")]
    dependencies: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DateTime {
    /// The type of the runtime
    Builtin,
    /// `String`
    String,
    /// `chrono::DateTime<chrono::FixedOffset>`; with --crate the dependency is written, too
    Chrono,
    /// `jiff::Timestamp`; with --crate the dependency is written, too
    Jiff,
    /// `specwright_runtime::OffsetDateTime`, which is a `time::OffsetDateTime` and reads all usual spellings; with
    /// --crate the dependencies are written, too
    Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Uuid {
    /// The type of the runtime
    Builtin,
    /// `String`
    String,
}

impl DateTime {
    /// Type, crate, and what `Cargo.toml` says of the crate.
    fn of_crate(self) -> Option<[&'static str; 3]> {
        match self {
            Self::Builtin | Self::String => None,
            Self::Chrono => Some([
                "chrono::DateTime<chrono::FixedOffset>",
                "chrono",
                "{ version = \"0.4\", default-features = false, features = [\"alloc\", \"serde\"] }",
            ]),
            Self::Jiff => Some([
                "jiff::Timestamp",
                "jiff",
                "{ version = \"0.2\", default-features = false, features = [\"serde\", \"std\"] }",
            ]),
            Self::Time => Some([
                "specwright_runtime::OffsetDateTime",
                "time",
                "{ version = \"0.3\", default-features = false, features = [\"std\"] }",
            ]),
        }
    }
}

impl Types {
    /// The choices.
    ///
    /// # Errors
    /// Something is no path of a type.
    pub(crate) fn choices(&self) -> Result<TypeChoices, Failure> {
        let parse = |path: &str| ForeignType::parse(path).map_err(|error| Failure::Usage(error.to_string()));
        let mut choices = TypeChoices::default();
        if self.date_time == DateTime::String {
            choices = choices.format("date-time", TypeChoice::Text);
        }
        if let Some([path, ..]) = self.date_time.of_crate() {
            choices = choices.format("date-time", TypeChoice::Foreign(parse(path)?));
        }
        if self.uuid == Uuid::String {
            choices = choices.format("uuid", TypeChoice::Text);
        }
        for (name, path) in &self.formats {
            choices = choices.format(name, TypeChoice::Foreign(parse(path)?));
        }
        for (name, path) in &self.schemas {
            choices = choices.schema(name, parse(path)?);
        }
        Ok(choices)
    }

    /// Features of the runtime that the choices need.
    pub(crate) fn runtime_features(&self) -> Vec<String> {
        if self.date_time == DateTime::Time { vec!["time".to_owned()] } else { Vec::new() }
    }

    /// Name of each crate, and what `Cargo.toml` says of it. What the caller says of a crate counts.
    pub(crate) fn dependencies(&self) -> Vec<(String, String)> {
        let mut dependencies = self.dependencies.clone();
        if let Some([_, name, wanted]) = self.date_time.of_crate()
            && !dependencies.iter().any(|(given, _)| given == name)
        {
            dependencies.push((name.to_owned(), wanted.to_owned()));
        }
        dependencies
    }
}

/// `NAME=SOMETHING`, neither of them empty.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it takes a name, `=`, and what belongs to it".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct DocsArgs {
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "docs/apis")]
    pub(crate) out: PathBuf,
    /// Write nothing; name files that would change and end with exit 1
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// Columns, for people
    #[value(alias = "human")]
    Table,
    /// A JSON array of objects
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DumpArgs {
    /// The stage
    #[arg(value_enum)]
    pub(crate) stage: Stage,
    /// The document
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The document after normalization, as JSON
    Tree,
    /// The neutral model
    Ir,
    /// The table of Rust names
    Names,
    /// The generated files
    Rust,
}

#[cfg(feature = "mock")]
#[derive(Debug, Args)]
pub(crate) struct MockArgs {
    /// Documents, or folders of documents; one is served at the root, several each below its name [default: specs]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) changes: Changes,
    /// Port on loopback; 0 is a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Answer that much later; with --fail-rate this is one of the faults
    #[arg(long, value_name = "MILLISECONDS")]
    pub(crate) delay: Option<u64>,
    /// Let this share of the answers, from 0 to 1, go wrong: dropped, 500, 503, cut off, garbage
    #[arg(long, value_name = "RATE")]
    pub(crate) fail_rate: Option<f64>,
    /// Which answers go wrong: the same number, the same ones
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

#[cfg(feature = "mock")]
impl MockArgs {
    /// The paths, or the folder of our own specs.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        paths_or_specs(&self.paths)
    }
}

fn paths_or_specs(paths: &[PathBuf]) -> Vec<PathBuf> {
    if paths.is_empty() { vec![PathBuf::from(SPECS)] } else { paths.to_vec() }
}
