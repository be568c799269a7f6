//! Following references to the end of their chain.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3 as spec;
use openapiv3::ReferenceOr;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Document, decode, pointer};
use crate::diag::{Code, FileId, Place, Sink, codes};
use crate::normalize::{Kind, closest, normalize, reference_of};

/// Most references in a row that are followed; a document made of chains would be read for hours.
const LONGEST_CHAIN: usize = 100;

/// What a reference leads to.
#[derive(Debug)]
pub struct Found<T> {
    /// The thing itself.
    pub value: Rc<T>,
    /// Where it stands: file and pointer of the end of the chain. Equal places mean the same thing.
    pub place: Place,
}

impl<T> Clone for Found<T> {
    fn clone(&self) -> Self {
        Found { value: Rc::clone(&self.value), place: self.place.clone() }
    }
}

macro_rules! targets {
    ($($method:ident: $ty:ident, $kind:ident, $field:ident, $section:literal, $described:literal;)*) => {
        /// Everything that was followed already, by kind.
        #[derive(Debug, Default)]
        pub(super) struct Caches { $($method: RefCell<Cache<spec::$ty>>,)* }

        $(impl Target for spec::$ty {
            const KIND: Kind = Kind::$kind;
            const SECTION: &'static str = $section;
            fn cache(caches: &Caches) -> &RefCell<Cache<Self>> {
                &caches.$method
            }
            fn declared(components: &spec::Components) -> Option<&IndexMap<String, ReferenceOr<Self>>> {
                targets!(@field components $field)
            }
        })*

        impl Document {
            $(
                #[doc = concat!("Follows `reference`, written at `at`, to the ", $described, " at the end of the chain.")]
                ///
                /// `at` tells which file a relative reference starts from, and is where a dead end is reported.
                pub fn $method(&self, at: &Place, reference: &str, sink: &Sink) -> Option<Found<spec::$ty>> {
                    self.follow(at, reference, sink)
                }
            )*
        }
    };
    (@field $components:ident none) => {{ let _ = $components; None }};
    (@field $components:ident $field:ident) => { Some(&$components.$field) };
}

targets! {
    schema: Schema, Schema, schemas, "schemas", "schema";
    parameter: Parameter, Parameter, parameters, "parameters", "parameter";
    response: Response, Response, responses, "responses", "response";
    request_body: RequestBody, RequestBody, request_bodies, "requestBodies", "request body";
    header: Header, Header, headers, "headers", "header";
    path_item: PathItem, PathItem, none, "pathItems", "path";
    security_scheme: SecurityScheme, SecurityScheme, security_schemes, "securitySchemes", "security scheme";
    example: Example, Example, examples, "examples", "example";
    link: Link, Link, links, "links", "link";
}

/// A kind of thing that can be referred to.
pub(super) trait Target: DeserializeOwned + Clone + Send + 'static {
    const KIND: Kind;
    /// Where such things stand under `components`.
    const SECTION: &'static str;
    fn cache(caches: &Caches) -> &RefCell<Cache<Self>>;
    fn declared(components: &spec::Components) -> Option<&IndexMap<String, ReferenceOr<Self>>>;
}

#[derive(Debug)]
pub(super) struct Cache<T> {
    by_reference: HashMap<FileId, HashMap<String, Result<Found<T>, DeadEnd>>>,
    by_place: HashMap<Place, Option<Rc<T>>>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Cache { by_reference: HashMap::new(), by_place: HashMap::new() }
    }
}

/// Why there is nothing at the end of a chain.
#[derive(Debug, Clone)]
struct DeadEnd {
    /// `None` when the target's own findings say enough.
    code: Option<&'static Code>,
    message: String,
    help: Option<String>,
}

impl DeadEnd {
    fn new(code: &'static Code, message: String) -> Self {
        DeadEnd { code: Some(code), message, help: None }
    }
}

impl Document {
    /// The place a reference names, which may hold a reference in turn; reports nothing.
    pub(crate) fn place_of(&self, file: FileId, reference: &str) -> Option<Place> {
        self.named_place(file, reference).ok()
    }

    fn follow<T: Target>(&self, at: &Place, reference: &str, sink: &Sink) -> Option<Found<T>> {
        let cache = T::cache(&self.followed);
        let known = cache.borrow().by_reference.get(&at.file).and_then(|by| by.get(reference)).cloned();
        let result = known.unwrap_or_else(|| {
            let result = self.end_of_chain::<T>(at.file, reference, sink);
            let mut cache = cache.borrow_mut();
            let by_reference = cache.by_reference.entry(at.file).or_default();
            by_reference.insert(reference.to_owned(), result.clone());
            result
        });
        result.map_err(|end| self.report(&end, at, reference, sink)).ok()
    }

    fn report(&self, end: &DeadEnd, at: &Place, reference: &str, sink: &Sink) {
        let Some(code) = end.code else { return };
        // Callers name the reference itself or the object it stands in; both are one place.
        let holds_it = self.sources.value(at).and_then(|value| value.get("$ref")).is_some_and(|text| text == reference);
        let place = if holds_it { at.child("$ref") } else { at.clone() };
        let report = sink.report(code, place, end.message.clone());
        if let Some(help) = &end.help {
            report.help(help.clone());
        }
    }

    fn end_of_chain<T: Target>(&self, file: FileId, reference: &str, sink: &Sink) -> Result<Found<T>, DeadEnd> {
        let mut passed: Vec<Place> = Vec::new();
        let mut file = file;
        let mut reference = reference;
        loop {
            let place = self.named_place(file, reference)?;
            check_section::<T>(&place, reference)?;
            if passed.contains(&place) {
                let message = format!("`{reference}` leads back to itself");
                return Err(DeadEnd::new(&codes::REF_CYCLE, message));
            }
            if passed.len() > LONGEST_CHAIN {
                let message = format!("more than {LONGEST_CHAIN} references lead from one to the next");
                return Err(DeadEnd::new(&codes::UNRESOLVED_REF, message));
            }
            let Some(tree) = self.sources.value(&place) else {
                return Err(self.missing(&place, reference));
            };
            match reference_of(T::KIND, tree, self.version) {
                Some(next) => {
                    file = place.file;
                    reference = next;
                    passed.push(place);
                }
                None => return self.target(place, tree, reference, sink),
            }
        }
    }

    fn named_place(&self, file: FileId, reference: &str) -> Result<Place, DeadEnd> {
        let parts = pointer::parse(reference);
        let target = if parts.file.is_empty() {
            file
        } else {
            let link = self.sources.link(file, parts.file);
            link.map_err(|(code, message)| DeadEnd { code, message, help: None })?
        };
        match parts.pointer {
            Some(pointer) => Ok(Place::new(target, pointer)),
            None => {
                let message = format!("`{reference}` is an anchor, and anchors are not supported");
                let help = Some("write a pointer, such as `#/components/schemas/Pet`".to_owned());
                Err(DeadEnd { code: Some(&codes::UNRESOLVED_REF), message, help })
            }
        }
    }

    fn target<T: Target>(&self, place: Place, tree: &Value, reference: &str, sink: &Sink) -> Result<Found<T>, DeadEnd> {
        let fits = tree.is_object() || (T::KIND == Kind::Schema && tree.is_boolean());
        if !fits {
            let message = format!("`{reference}` does not lead to {}", T::KIND.described());
            return Err(DeadEnd::new(&codes::REF_WRONG_KIND, message));
        }
        let silent = DeadEnd { code: None, message: String::new(), help: None };
        self.standing(place, tree, sink).ok_or(silent)
    }

    /// What stands at a place and is no reference, read once.
    pub(super) fn standing<T: Target>(&self, place: Place, tree: &Value, sink: &Sink) -> Option<Found<T>> {
        let cache = T::cache(&self.followed);
        let known = cache.borrow().by_place.get(&place).cloned();
        let value = known.unwrap_or_else(|| {
            let value = self.declared::<T>(&place).or_else(|| self.read_target(&place, tree, sink));
            let value = value.map(Rc::new);
            cache.borrow_mut().by_place.insert(place.clone(), value.clone());
            value
        });
        value.map(|value| Found { value, place })
    }

    /// Components of the document itself have been read already.
    fn declared<T: Target>(&self, place: &Place) -> Option<T> {
        if place.file != self.root {
            return None;
        }
        let (section, name) = component(place)?;
        let declared = T::declared(self.openapi.components.as_ref()?)?;
        if section != T::SECTION { None } else { declared.get(&name)?.as_item().cloned() }
    }

    fn read_target<T: Target>(&self, place: &Place, tree: &Value, sink: &Sink) -> Option<T> {
        let tree = normalize(T::KIND, tree, place, sink, self.version)?;
        decode::decode(tree, place, sink, None)
    }

    fn missing(&self, place: &Place, reference: &str) -> DeadEnd {
        let message = format!("`{reference}` leads nowhere");
        let mut dead_end = DeadEnd::new(&codes::UNRESOLVED_REF, message);
        if self.sources.is_broken(place.file) {
            dead_end.code = None;
        }
        // The first step that is not there, and what is there instead.
        let mut above = Place::root(place.file);
        for token in place.tokens() {
            let here = above.child(&token);
            if self.sources.value(&here).is_some() {
                above = here;
                continue;
            }
            let names = self.sources.value(&above).and_then(Value::as_object);
            let names = names.into_iter().flat_map(|map| map.keys().map(String::as_str));
            dead_end.help = closest(&token, names).map(|name| format!("did you mean `{name}`?"));
            break;
        }
        dead_end
    }
}

/// Section and name, if the place is a component.
fn component(place: &Place) -> Option<(String, String)> {
    let mut tokens = place.tokens();
    if tokens.next()? != "components" {
        return None;
    }
    let found = (tokens.next()?, tokens.next()?);
    tokens.next().is_none().then_some(found)
}

fn check_section<T: Target>(place: &Place, reference: &str) -> Result<(), DeadEnd> {
    match component(place) {
        Some((section, _)) if section != T::SECTION => {
            let message = format!("`{reference}` leads into `{section}`, but {} is wanted here", T::KIND.described());
            let help = Some(format!("such things are under `components/{}`", T::SECTION));
            Err(DeadEnd { code: Some(&codes::REF_WRONG_KIND), message, help })
        }
        _ => Ok(()),
    }
}
