//! What emitted code calls and users do not: may change with every release, together with the generator.

pub use crate::answered::{Plain, ReadAnswer};
pub use crate::de::{
    Closed, Discriminator, Kind, MayText, MayWhole, More, Need, NeedText, NeedWhole, OfWhole, OrText, ReadAs,
    ReadUnion, TextOrNumber, Typed, TypedText, TypedWhole, VariantShape, Whole, fields, read_as, read_integer,
    read_integer_or_text, read_text, record, union, variant, variant_text_or_number, variant_union, variant_whole,
};
pub use crate::maybe::Maybe;
pub use crate::parameters::ReadFields;
pub use crate::ser::{May, write_code, write_record};
pub use crate::{Extra, Value};
pub use ::serde;
pub use ::serde_json;
