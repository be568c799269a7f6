//! Credentials that are exchanged for a token.

pub(crate) mod info;
