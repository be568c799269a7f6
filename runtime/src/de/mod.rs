//! What emitted `Deserialize` impls share. Each is a few lines of data around these functions, which keeps them cheap to
//! compile: no visitor, no field enum per type.

pub(crate) mod digits;
mod extras;
pub(crate) mod form;
mod kind;
pub(crate) mod messages;
mod record;
mod scalar;
pub(crate) mod simple;
mod slots;
mod spelling;
mod trials;
mod union;

pub use self::extras::{Closed, Typed, TypedText, TypedWhole};
pub use self::kind::Kind;
pub use self::record::{fields, record};
pub use self::scalar::{read_integer, read_integer_or_text, read_text};
pub use self::slots::{MayText, MayWhole, More, Need, NeedText, NeedWhole};
pub use self::spelling::{
    OfWhole, OrText, ReadAs, TextOrNumber, Whole, read_as, variant_text_or_number, variant_whole,
};
pub use self::union::{Discriminator, ReadUnion, VariantShape, Variants, union, variant, variant_union};

#[cfg(test)]
mod tests;
