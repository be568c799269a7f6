//! The reference as Markdown: a page per API and an index, from the model and the names alone.
//!
//! What the documents say is untrusted: it goes through `plan::markdown`, which leaves no HTML in it, and table cells
//! have their bars escaped (`text`). Headings and the addresses of links to them are decided once, in `outline`.

mod calls;
mod contradictions;
mod credentials;
mod front;
mod index;
mod open;
mod outline;
mod sheet;
mod text;
mod types;
mod webhooks;

use std::collections::BTreeMap;

use crate::compile::Compiled;
use crate::generate::{CLIENTS, EmitError, check_modules};
use crate::output::{FileSet, markdown_header};
use crate::plan::{Plan, Target};
use outline::{Key, Outline};
use sheet::Sheet;

/// What is needed to write about one API.
struct Subject<'a> {
    plan: &'a Plan<'a>,
    outline: &'a Outline,
    /// Id of an operation, and a link to what is said about it.
    calls: BTreeMap<&'a str, String>,
}

impl<'a> Subject<'a> {
    fn new(plan: &'a Plan<'a>, outline: &'a Outline) -> Self {
        let pairs = plan.api.operations.iter().zip(&plan.names.operations).enumerate();
        let calls = pairs.map(|(index, (op, names))| {
            (op.id.as_str(), outline.link(&format!("`{}`", names.method), Key::Call(index)))
        });
        Self { plan, outline, calls: calls.collect() }
    }
}

/// Markdown pages about `apis`: one for each, named after its feature, and `README.md`, which lists them.
///
/// # Errors
/// Two documents make one module, so their pages would overwrite one another.
pub fn pages(apis: &[Compiled]) -> Result<FileSet, EmitError> {
    check_modules(apis)?;
    let mut files = FileSet::new();
    for compiled in apis {
        files.insert(file_name(compiled), page(compiled));
    }
    let sources: Vec<&str> = apis.iter().map(|api| api.file_name.as_str()).collect();
    files.insert("README.md", format!("{}\n{}", markdown_header(&sources.join(", ")), index::write(apis)));
    Ok(files)
}

/// File of the page of an API.
fn file_name(compiled: &Compiled) -> String {
    match compiled.names.feature.as_str() {
        // Some file systems take it for the index.
        name if name.eq_ignore_ascii_case("readme") => format!("{name}-api.md"),
        name => format!("{name}.md"),
    }
}

fn page(compiled: &Compiled) -> String {
    let target = Target { crate_name: CLIENTS.to_owned(), source: compiled.file_name.clone() };
    let plan = Plan::new(&compiled.api, &compiled.names, &target);
    let outline = Outline::of(&plan);
    let subject = Subject::new(&plan, &outline);
    let mut sheet = Sheet::new();
    front::write(&subject, &mut sheet);
    credentials::write(&subject, &mut sheet);
    calls::write(&subject, &mut sheet);
    webhooks::write(&subject, &mut sheet);
    types::write_types(&subject, &mut sheet);
    types::write_codes(&subject, &mut sheet);
    contradictions::write(&subject, &mut sheet);
    open::write(&subject, &mut sheet);
    format!("{}\n{}", markdown_header(&compiled.file_name), sheet.into_text())
}
