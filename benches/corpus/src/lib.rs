//! Whether what a document allows goes through the emitted types and comes out as it was.
//!
//! For each named type the schema it was made from gives instances ([`Samples`]): the least, the most, each variant,
//! each value of an enumeration, null where it may be, lengths and numbers at their limits, fields that nobody described.
//! Those that a validator of JSON Schema accepts are read into the type and written again; [`compare`] tells what
//! changed. The document is read here as plain JSON, so that the generator's reading of it is not taken for granted.

mod alternatives;
pub mod compare;
mod cut;
mod program;
mod samples;
mod scalars;
mod schema;
mod table;

pub use cut::{Share, cut};
pub use program::{Answer, main_source, round, verdict_of};
pub use samples::{Made, Samples};
pub use schema::translate;
pub use table::{Entry, entries};
