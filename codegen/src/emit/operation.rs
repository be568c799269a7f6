//! `<tag>.rs`: the operations of a tag.

use std::iter::once;

use proc_macro2::TokenStream;
use quote::quote;

use super::answered::emit_answered;
use super::events::emit_event_source;
use super::link::emit_links;
use super::method::emit_method;
use super::module::tag_docs;
use super::outcome::{emit_decode, emit_enums, error_type, output_type};
use super::paging::emit_paged;
use super::scope::{Home, Scope};
use super::setter::emit_setters;
use super::tokens::{Import, docs, ident, with_imports};
use super::way::{emit_other_markers, emit_other_methods, emit_other_setters};
use crate::ir::{ExchangeOperation, Method, Operation, OperationId, Security};
use crate::names::{OperationNames, TypeName};
use crate::plan::{Plan, Text, Way, accept, outcome, quoted};

/// An operation with all that belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) id: OperationId,
    pub(super) op: &'a Operation,
    pub(super) names: &'a OperationNames,
    /// How it is called.
    pub(super) way: Way<'a>,
}

impl Subject<'_> {
    /// A type that belongs to an operation, as it is called from here.
    pub(super) fn path_to(&self, target: &Operation, name: &TypeName) -> Option<TokenStream> {
        let name = ident(name.as_str());
        if target.tag == self.op.tag {
            return Some(quote!(#name));
        }
        let module = ident(self.scope.plan.names.tags.get(target.tag)?.as_str());
        Some(quote!(super::#module::#name))
    }
}

pub(super) fn emit_tag(plan: &Plan<'_>, tag: usize) -> TokenStream {
    let scope = Scope::new(plan, Home::Operations);
    let pairs = plan.api.operations.iter().zip(&plan.names.operations).enumerate();
    let subjects: Vec<Subject<'_>> = pairs
        .filter(|(_, (op, _))| op.tag == tag)
        .map(|(index, (op, names))| Subject { scope, id: OperationId(index), op, names, way: Way::main(op, names) })
        .collect();
    let methods = subjects.iter().flat_map(|subject| once(emit_method(subject)).chain(emit_other_methods(subject)));
    let setters = subjects.iter().map(|subject| {
        let (main, others) = (emit_setters(subject), emit_other_setters(subject));
        let answered = emit_answered(subject);
        quote!(#main #(#others)* #answered)
    });
    let markers = subjects.iter().map(emit_marker);
    let body = quote! {
        impl Client {
            #(#methods)*
        }
        #(#setters)*
        #(#markers)*
    };
    let imports = [Import::Runtime, Import::Private, Import::Client, Import::Types];
    with_imports(tag_docs(plan, tag), &imports, body)
}

fn emit_marker(subject: &Subject<'_>) -> TokenStream {
    let Subject { scope, op, names, .. } = *subject;
    let marker = ident(names.marker.as_str());
    let docs = docs(&Text::of(format!(
        "The operation behind [`Client::{}`]: `{} {}`.",
        names.method,
        op.method.as_str(),
        quoted(&op.path).trim_matches('`')
    )));
    let outcome = outcome(op, names);
    let (output, error) = (output_type(scope, names, &outcome), error_type(names, &outcome));
    let decode = emit_decode(scope, names, &outcome);
    let enums = emit_enums(subject, &outcome);
    let info = emit_operation_info(scope.plan, op.into());
    let paged = emit_paged(subject);
    let events = emit_event_source(subject);
    let links = emit_links(subject);
    let others = emit_other_markers(subject);
    quote! {
        #docs
        pub enum #marker {}
        impl rt::Operation for #marker {
            type Output = #output;
            type Error = #error;
            const INFO: &'static rt::OperationInfo = &#info;
            fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
                #decode
            }
        }
        #paged
        #events
        #links
        #(#others)*
        #enums
    }
}

/// The facts that [`emit_operation_info`] writes down.
pub(super) struct Facts<'a> {
    id: &'a str,
    method: Method,
    path: &'a str,
    accept: String,
    security: &'a Security,
    idempotent: bool,
}

impl<'a> From<&'a Operation> for Facts<'a> {
    fn from(op: &'a Operation) -> Self {
        let Operation { id, method, path, security, idempotent, .. } = op;
        Facts { id, method: *method, path, accept: accept(op), security, idempotent: *idempotent }
    }
}

impl<'a> From<&'a ExchangeOperation> for Facts<'a> {
    fn from(op: &'a ExchangeOperation) -> Self {
        let ExchangeOperation { id, method, path, security, idempotent, .. } = op;
        let accept = "application/json".to_owned();
        Facts { id, method: *method, path, accept, security, idempotent: *idempotent }
    }
}

pub(super) fn emit_operation_info(plan: &Plan<'_>, facts: Facts<'_>) -> TokenStream {
    let Facts { id, method, path, accept, security, idempotent } = facts;
    let method = method.as_str();
    let alternatives = security.alternatives.iter().map(|schemes| {
        let ids = schemes.iter().filter_map(|id| plan.api.schemes.get(id.0)).map(|scheme| &scheme.id);
        quote!(&[#(#ids),*])
    });
    quote! {
        rt::OperationInfo {
            id: #id,
            method: #method,
            path: #path,
            accept: #accept,
            security: &[#(#alternatives),*],
            idempotent: #idempotent,
        }
    }
}
