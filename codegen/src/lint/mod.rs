//! Rules over the document. They report and change nothing.
//!
//! One walk visits every operation, parameter and schema that can be reached (`walk`) and hands each to the rules for
//! its kind. A rule is a small function; adding one means writing it and naming it in a table below.

mod components;
mod extensions;
mod fits;
mod headers;
mod identity;
mod operations;
mod paging;
mod parameters;
mod paths;
mod repeating;
mod samples;
mod schemas;
mod servers;
mod token;
mod values;
mod walk;

use crate::diag::Sink;
use crate::resolve::Document;
pub(crate) use extensions::{Extensions, extensions_of, is_identifier};
pub(crate) use token::printable;
use walk::{BodyAt, OperationAt, ParameterAt, SchemaAt};

/// What a rule sees besides the thing it looks at.
struct Lint<'d> {
    document: &'d Document,
    sink: &'d Sink,
}

/// Rules for the document as a whole.
const DOCUMENT: &[fn(&Lint<'_>)] = &[
    extensions::check_root,
    identity::check_duplicate_paths,
    operations::check_root_security,
    servers::check_root,
    token::check_schemes,
];

/// Rules for one operation.
const OPERATION: &[fn(&Lint<'_>, &OperationAt<'_>)] = &[
    extensions::check_operation,
    extensions::check_source,
    identity::check_operation_id,
    operations::check_responses,
    operations::check_security,
    operations::check_tags,
    paging::check_operation,
    paths::check_template,
    parameters::check_duplicates,
    repeating::check_key,
    repeating::check_stream,
    samples::check,
    servers::check_operation,
];

/// Rules for one parameter.
const PARAMETER: &[fn(&Lint<'_>, &ParameterAt<'_>)] =
    &[extensions::check_parameter, parameters::check_credential, values::check_parameter];

/// Rules for one body of a request or a response.
const BODY: &[fn(&Lint<'_>, &BodyAt<'_>)] = &[values::check_body];

/// Rules for one schema, not for those inside it.
const SCHEMA: &[fn(&Lint<'_>, &SchemaAt<'_>)] = &[
    extensions::check_schema,
    schemas::check_duplicate_enum_values,
    schemas::check_limits,
    schemas::check_names,
    schemas::check_pattern,
    schemas::check_required,
    values::check_schema,
];

/// Runs every rule, and follows every reference.
pub fn check(document: &Document, sink: &Sink) {
    let lint = Lint { document, sink };
    DOCUMENT.iter().for_each(|rule| rule(&lint));
    let reached = walk::walk(&lint);
    identity::check_duplicate_operation_ids(&lint, &reached.operation_ids);
    components::check_unused(&lint, &reached);
}
