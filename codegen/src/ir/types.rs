//! Types: what values look like.

use super::{Docs, Rules, TypeId};

/// A type with a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Name wanted: the component's name, or one made from where the type stands. Not yet unique, not yet Rust.
    pub name: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// The type was named by the document (a component), not by us.
    pub is_component: bool,
    /// What it is.
    pub docs: Docs,
    /// Its content.
    pub kind: TypeKind,
    /// Where it was defined: `file#/json/pointer`.
    pub origin: String,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with known fields.
    Record(Record),
    /// A set of known scalar values, open for others.
    Enumeration(Enumeration),
    /// One of several shapes.
    Union(Union),
    /// Another name for a value.
    Alias(Value),
}

/// An object with known fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// In document order.
    pub fields: Vec<Field>,
    /// What happens to fields that are not known.
    pub extras: Extras,
    /// Limits on the object as a whole (`minProperties` …).
    pub rules: Rules,
    /// Derived values (`x-first-of`).
    pub accessors: Vec<Accessor>,
}

/// Fields that are not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Extras {
    /// Kept as JSON.
    #[default]
    Any,
    /// Kept, all of one type.
    Typed(Box<Value>),
    /// Not allowed: none are sent, and those received are ignored.
    Closed,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// Whether it must be there and whether it can be null.
    pub presence: Presence,
    /// Its value (never `nullable` itself: `presence` says so).
    pub value: Value,
    /// Value the server assumes when the field is absent.
    pub default: Option<serde_json::Value>,
    /// Only the server sets it.
    pub read_only: bool,
    /// Only sent, never received.
    pub write_only: bool,
    /// What it means.
    pub docs: Docs,
}

/// Whether a field must be there, and whether it can be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// Always there, maybe null.
    RequiredNullable,
    /// Maybe absent, never null.
    Optional,
    /// Absent, null and a value are three different things.
    OptionalNullable,
}

/// A value: a shape with what is said about it at this place.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// What it looks like.
    pub shape: Shape,
    /// May be null (inside lists, maps, aliases, bodies).
    pub nullable: bool,
    /// Limits.
    pub rules: Rules,
}

impl Value {
    /// A value without limits that is not null.
    pub fn of(shape: Shape) -> Self {
        Self { shape, nullable: false, rules: Rules::default() }
    }
}

/// What a value looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Any JSON.
    Any,
    /// True or false. `text`: also read from `"true"` and `"false"`.
    Boolean {
        /// Accept the value as text when reading.
        text: bool,
    },
    /// Whole number. `text`: also read from decimal text.
    Integer {
        /// 32 bits are enough.
        small: bool,
        /// Accept the value as text when reading.
        text: bool,
    },
    /// Whole number of 64 bits without a sign.
    Unsigned,
    /// Number of 64 bits in floating point. `text`: also read from text.
    Number {
        /// Accept the value as text when reading.
        text: bool,
    },
    /// Text.
    Text,
    /// Text that must not be shown (`format: password`).
    Secret,
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 date.
    Date,
    /// UUID.
    Uuid,
    /// Base64 text standing for bytes.
    Base64,
    /// A list.
    List(Box<Value>),
    /// An object with free keys.
    Map(Box<Value>),
    /// A type that is not of this API: the caller brings it.
    Foreign {
        /// As the caller calls it.
        name: String,
        /// JSON types it can have; empty means any.
        kinds: Vec<JsonKind>,
    },
    /// A named type. `boxed`: the reference closes a cycle and needs indirection.
    Named {
        /// The type.
        id: TypeId,
        /// Needs indirection.
        boxed: bool,
    },
}

/// Known scalar values. Others stay possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Integers; else text.
    pub integer: bool,
    /// Integers that may also arrive as text.
    pub text: bool,
    /// Any other text is described, too: the values are those that are worth a name.
    pub free: bool,
    /// In document order, without duplicates.
    pub values: Vec<EnumValue>,
}

/// A known value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// As it travels: decimal digits for integers.
    pub wire: String,
    /// Name given by `x-enum-varnames`.
    pub name: Option<String>,
    /// What it means (`x-enum-descriptions`).
    pub docs: Option<String>,
}

/// One of several shapes. Values that fit none are kept as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// In document order.
    pub variants: Vec<Variant>,
    /// A field that tells which variant it is.
    pub discriminator: Option<Discriminator>,
    /// Limits on the value, whichever variant it is.
    pub rules: Rules,
}

/// The field that tells the variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Discriminator {
    /// Name on the wire.
    pub field: String,
    /// Value of the field, and index of the variant.
    pub mapping: Vec<(String, usize)>,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Name wanted.
    pub name: String,
    /// The content.
    pub value: Value,
    /// How to recognise it.
    pub matches: VariantMatch,
    /// What it is.
    pub docs: Docs,
}

/// How a variant is recognised without trying to decode it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VariantMatch {
    /// JSON types it can have; empty means any.
    pub kinds: Vec<JsonKind>,
    /// Keys that an object must have.
    pub required: Vec<String>,
    /// Keys that an object may have.
    pub known: Vec<String>,
    /// Keys with the values they can have (`enum` with few values, constants), where that tells variants apart.
    pub constants: Vec<(String, Vec<serde_json::Value>)>,
    /// It is a union itself: what its variants are recognised by counts, instead of all this.
    pub is_union: bool,
}

/// JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of JSON say it")]
pub enum JsonKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A derived value of a record: the first of several places that is filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Accessor {
    /// Name wanted.
    pub name: String,
    /// What every place holds.
    pub value: Value,
    /// Places, first wins. Each is a chain of fields, from the record inwards.
    pub places: Vec<Vec<Step>>,
}

/// One step of a chain: a field of a record type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub record: TypeId,
    /// Index into its fields.
    pub field: usize,
}
