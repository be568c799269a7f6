//! `<tag>.rs`: the operations of a tag.

use proc_macro2::TokenStream;
use quote::quote;

use super::method::emit_method;
use super::module::tag_docs;
use super::outcome::{emit_decode, emit_enums, error_type, output_type};
use super::paging::emit_paged;
use super::scope::{Home, Scope};
use super::setter::emit_setters;
use super::tokens::{Import, docs, ident, with_imports};
use crate::ir::{Operation, OperationId};
use crate::names::OperationNames;
use crate::plan::{Plan, Text, accept, outcome, quoted};

/// An operation with all that belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) id: OperationId,
    pub(super) op: &'a Operation,
    pub(super) names: &'a OperationNames,
}

pub(super) fn emit_tag(plan: &Plan<'_>, tag: usize) -> TokenStream {
    let scope = Scope::new(plan, Home::Operations);
    let pairs = plan.api.operations.iter().zip(&plan.names.operations).enumerate();
    let subjects: Vec<Subject<'_>> = pairs
        .filter(|(_, (op, _))| op.tag == tag)
        .map(|(index, (op, names))| Subject { scope, id: OperationId(index), op, names })
        .collect();
    let methods = subjects.iter().map(emit_method);
    let setters = subjects.iter().map(emit_setters);
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
    let enums = emit_enums(scope, op, names, &outcome);
    let info = emit_info(subject);
    let paged = emit_paged(subject);
    quote! {
        #docs
        #[derive(Debug, Clone, Copy)]
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
        #enums
    }
}

fn emit_info(subject: &Subject<'_>) -> TokenStream {
    let Subject { scope, op, .. } = *subject;
    let (id, path, idempotent) = (&op.id, &op.path, op.idempotent);
    let (method, accept) = (op.method.as_str(), accept(op));
    let alternatives = op.security.alternatives.iter().map(|schemes| {
        let ids = schemes.iter().filter_map(|id| scope.plan.api.schemes.get(id.0)).map(|scheme| &scheme.id);
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
