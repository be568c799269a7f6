//! What emitted `Deserialize` impls share. Each is a few lines of data around these functions, which keeps them cheap to
//! compile: no visitor, no field enum per type.

pub(crate) mod form;
mod kind;
mod lenient;
pub(crate) mod messages;
mod record;
mod scalar;
mod union;

pub use self::kind::Kind;
pub use self::lenient::{OrText, TextOrNumber, text_or_number, variant_text_or_number};
pub use self::record::{Fields, ReadRecord, record};
pub use self::scalar::{read_integer, read_integer_or_text, read_text};
pub use self::union::{Discriminator, ReadUnion, VariantShape, union, variant};

#[cfg(test)]
mod tests;
