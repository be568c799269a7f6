//! Nothing but a place for `compile.rs`, which shows what callers may write and what they may not.
