//! A plan to files.
//!
//! Only this folder and `output/format.rs` know tokens. Functions here are total and free of decisions: they write down
//! what `plan` decided. That the result parses is checked when it is formatted.

mod alias;
mod answered;
mod builder;
mod call;
mod client;
mod enumeration;
mod environment;
mod events;
mod foreign;
mod headers;
mod krate;
mod link;
mod method;
mod module;
mod multipart;
mod operation;
mod outcome;
mod paging;
mod record;
mod rules;
mod scope;
mod serde;
mod setter;
mod token;
mod tokens;
mod types;
mod union;
mod way;
mod webhooks;

use proc_macro2::TokenStream;

pub(crate) use foreign::is_type_path;
pub use krate::{CrateApi, CrateOptions, emit_crate, emit_lib};

use crate::ir::Api;
use crate::names::ApiNames;
use crate::output::{FileSet, FormatError, format};
use crate::plan::{Plan, Target};

/// The files of one API, below the folder that holds all APIs.
///
/// # Errors
/// The generator emitted something that is not Rust: a defect of it, not of the document.
pub fn emit_api(api: &Api, names: &ApiNames, target: &Target) -> Result<FileSet, FormatError> {
    let plan = Plan::new(api, names, target);
    let mut files = Files { plan: &plan, set: FileSet::new() };
    files.add("mod.rs", module::emit_root(&plan))?;
    files.add("client.rs", client::emit_client(&plan))?;
    for tag in module::used_tags(&plan) {
        if let Some(name) = names.tags.get(tag) {
            files.add(&format!("{name}.rs"), operation::emit_tag(&plan, tag))?;
        }
    }
    if let Some(name) = &names.webhooks {
        files.add(&format!("{name}.rs"), webhooks::emit_webhooks(&plan))?;
    }
    if !api.types.is_empty() {
        files.add("types/mod.rs", module::emit_types_root(&plan))?;
        for (index, group) in plan.groups.list.iter().enumerate() {
            files.add(&format!("types/{}.rs", group.module), types::emit_group(&plan, index))?;
        }
        files.add("types/serde.rs", serde::emit_serde(&plan))?;
    }
    if !plan.rules.is_empty() {
        files.add("types/rules.rs", rules::emit_rules(&plan))?;
    }
    Ok(files.set)
}

struct Files<'a> {
    plan: &'a Plan<'a>,
    set: FileSet,
}

impl Files<'_> {
    fn add(&mut self, path: &str, tokens: TokenStream) -> Result<(), FormatError> {
        let path = format!("{}/{path}", self.plan.names.module);
        let text = format(&path, &self.plan.target.source, tokens)?;
        self.set.insert(path, text);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
