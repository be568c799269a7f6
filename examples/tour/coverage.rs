//! Compares what was called with what there is to call.

use std::path::Path;

use anyhow::{Result, bail};
use specwright_codegen::config::Strictness;
use specwright_codegen::{compile, list};

use super::visit::{Kind, Row, Tour};

/// What a tour has to show at its end.
pub(crate) struct Coverage {
    /// Operations of the specs.
    pub(crate) operations: usize,
    /// Those among them that were not called, or did not answer, as `api operation`.
    pub(crate) missing: Vec<String>,
    /// Requests that failed.
    pub(crate) failed: usize,
}

impl Coverage {
    pub(crate) fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.failed == 0
    }
}

/// Compares the tour with the specs at those paths.
pub(crate) fn coverage(tour: &Tour, specs: &[impl AsRef<Path>]) -> Result<Coverage> {
    let mut operations = 0;
    let mut missing = Vec::new();
    for spec in specs {
        let path = spec.as_ref();
        let (Some(compiled), _) = compile(path, Strictness::House) else {
            bail!("{} has errors; `cargo run -- check` shows them", path.display());
        };
        for operation in list(&compiled) {
            operations += 1;
            if !tour.rows.iter().any(|row| answers(row, &operation.api, &operation.operation_id)) {
                missing.push(format!("{} {}", operation.api, operation.operation_id));
            }
        }
    }
    let failed = tour.rows.iter().filter(|row| row.answer.is_err()).count();
    Ok(Coverage { operations, missing, failed })
}

/// What the client did by itself does not count.
fn answers(row: &Row, api: &str, operation: &str) -> bool {
    row.kind == Kind::Call && row.answer.is_ok() && row.api == api && row.operation == operation
}
