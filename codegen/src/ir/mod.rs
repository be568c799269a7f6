//! The neutral model between the document and Rust: what an API means, in words of neither.
//!
//! `lower` builds an [`Api`]; nobody changes it afterwards. There is no OpenAPI vocabulary here (no schema, no `$ref`,
//! no media-type object) and no Rust vocabulary either (no struct, no identifier): a [`Record`] is "an object with
//! known fields", whatever the document called it and whatever Rust will make of it.

mod api;
mod docs;
mod event;
mod fields;
mod ids;
mod link;
pub mod media;
mod operation;
mod paging;
mod parameter;
mod payload;
mod print;
mod response;
mod rules;
mod security;
mod stream;
mod token;
mod types;

pub use api::{Api, Server, ServerVariable, Tag};
pub use docs::{Anomaly, Docs, SampleRequest, Source};
pub use event::{Callback, Event};
pub use fields::{FieldSet, FieldSetId, Headers};
pub use ids::{OperationId, SchemeId, TypeId};
pub use link::{Link, LinkSlot, LinkStart, LinkValue};
pub use operation::{Method, Operation, PathSegment};
pub use paging::Paging;
pub use parameter::{Parameter, Place, Style};
pub use payload::{Part, PartKind, Payload, PayloadKind};
pub use print::print;
pub use response::{Alternative, Response, ResponseBody, StatusPattern};
pub use rules::Rules;
pub use security::{Location, Scheme, SchemeKind, Security};
pub use stream::StreamRules;
pub use token::{
    Assertion, Discovery, Exchange, ExchangeBody, ExchangeInput, ExchangeOperation, InputKind, KeyId, Refresh, Target,
    TokenServer, TokenSource,
};
pub use types::{
    Accessor, Discriminator, EnumValue, Enumeration, Extras, Field, JsonKind, Presence, Record, Shape, Step, Type,
    TypeKind, Union, Value, Variant, VariantMatch,
};
