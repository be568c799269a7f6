//! How things are called from where the code stands.

use proc_macro2::TokenStream;
use quote::quote;

use super::foreign::type_path;
use super::tokens::ident;
use crate::ir::{Shape, TypeId, Value};
use crate::plan::{Body, Passing, Plan};

/// A place in the emitted code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// `<tag>.rs`: types are `types::X`.
    Operations,
    /// `types/<group>.rs`: types of the same group are `X`, others `super::X`.
    Group(usize),
    /// `types/serde.rs`: types are `super::X`.
    Serde,
}

/// A plan seen from a place.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) plan: &'a Plan<'a>,
    home: Home,
}

impl<'a> Scope<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, home: Home) -> Self {
        Self { plan, home }
    }

    fn is_shadowed(&self, name: &str) -> bool {
        match self.home {
            Home::Operations => self.plan.shadowed.among_operations(name),
            Home::Group(_) => self.plan.shadowed.among_types(name),
            Home::Serde => false,
        }
    }

    /// A name of the prelude; `full` where a type of the API hides it.
    fn prelude(&self, name: &str, full: TokenStream) -> TokenStream {
        if self.is_shadowed(name) {
            full
        } else {
            let name = ident(name);
            quote!(#name)
        }
    }

    pub(super) fn option(&self) -> TokenStream {
        self.prelude("Option", quote!(::core::option::Option))
    }

    pub(super) fn string(&self) -> TokenStream {
        self.prelude("String", quote!(::std::string::String))
    }

    pub(super) fn result(&self) -> TokenStream {
        self.prelude("Result", quote!(::core::result::Result))
    }

    pub(super) fn trait_from(&self) -> TokenStream {
        self.prelude("From", quote!(::core::convert::From))
    }

    pub(super) fn trait_into(&self) -> TokenStream {
        self.prelude("Into", quote!(::core::convert::Into))
    }

    pub(super) fn trait_into_iterator(&self) -> TokenStream {
        self.prelude("IntoIterator", quote!(::core::iter::IntoIterator))
    }

    pub(super) fn vec(&self) -> TokenStream {
        self.prelude("Vec", quote!(::std::vec::Vec))
    }

    fn boxed(&self) -> TokenStream {
        self.prelude("Box", quote!(::std::boxed::Box))
    }

    /// A type of the API.
    pub(super) fn named(&self, id: TypeId) -> TokenStream {
        let Some((_, names)) = self.plan.ty(id) else { return quote!(rt::Value) };
        let name = ident(names.name.as_str());
        match self.home {
            Home::Operations => quote!(types::#name),
            Home::Group(group) if self.plan.groups.of(id) == group => quote!(#name),
            Home::Group(_) | Home::Serde => quote!(super::#name),
        }
    }

    /// The static with the limits of a type.
    pub(super) fn rules_static(&self, name: &str) -> TokenStream {
        let name = ident(name);
        match self.home {
            Home::Operations => quote!(types::rules::#name),
            Home::Group(_) | Home::Serde => quote!(#name),
        }
    }

    /// The type that owns a value, null included.
    pub(super) fn owned(&self, value: &'a Value) -> TokenStream {
        let shape = self.shape(&value.shape);
        if value.nullable {
            let option = self.option();
            quote!(#option<#shape>)
        } else {
            shape
        }
    }

    fn shape(&self, shape: &'a Shape) -> TokenStream {
        match shape {
            Shape::Any => quote!(rt::Value),
            Shape::Boolean { .. } => quote!(bool),
            Shape::Integer { small: true, .. } => quote!(i32),
            Shape::Integer { small: false, .. } => quote!(i64),
            Shape::Unsigned => quote!(u64),
            Shape::Number { .. } => quote!(f64),
            Shape::Text => self.string(),
            Shape::Secret => quote!(rt::Secret),
            Shape::DateTime => quote!(rt::DateTime),
            Shape::Date => quote!(rt::Date),
            Shape::Uuid => quote!(rt::Uuid),
            Shape::Base64 => quote!(rt::Base64),
            Shape::List(item) => {
                let (vec, item) = (self.vec(), self.owned(item));
                quote!(#vec<#item>)
            }
            Shape::Map(value) => self.map(value),
            Shape::Foreign { name, .. } => type_path(name),
            Shape::Named { id, boxed: false } => self.named(*id),
            Shape::Named { id, boxed: true } => {
                let (boxed, named) = (self.boxed(), self.named(*id));
                quote!(#boxed<#named>)
            }
        }
    }

    /// A map from free keys.
    pub(super) fn map(&self, value: &'a Value) -> TokenStream {
        let (string, value) = (self.string(), self.owned(value));
        quote!(::std::collections::BTreeMap<#string, #value>)
    }

    /// The type of an argument, null not included.
    pub(super) fn argument(&self, value: &'a Value, passing: Passing) -> TokenStream {
        match (passing, self.plan.resolve(value).shape) {
            (Passing::Text, _) => quote!(&str),
            (Passing::Slice, Shape::List(item)) => {
                let item = self.owned(item);
                quote!(&[#item])
            }
            (Passing::Copy, _) => self.shape(&value.shape),
            (Passing::Slice | Passing::Reference, _) => {
                let shape = self.shape(&value.shape);
                quote!(&#shape)
            }
        }
    }

    /// The type that owns what an argument lends, null not included.
    pub(super) fn lent(&self, value: &'a Value, passing: Passing) -> TokenStream {
        match (passing, self.plan.resolve(value).shape) {
            (Passing::Text, _) => self.string(),
            (Passing::Slice, Shape::List(item)) => {
                let (vec, item) = (self.vec(), self.owned(item));
                quote!(#vec<#item>)
            }
            _ => self.shape(&value.shape),
        }
    }

    /// The type a body is read as.
    pub(super) fn body(&self, body: Body<'a>) -> TokenStream {
        match body {
            Body::Empty => quote!(()),
            Body::Json(value) | Body::JsonOrText(value) | Body::Form(value) => self.owned(value),
            Body::Text => self.string(),
            Body::Binary => quote!(rt::Binary),
        }
    }
}
