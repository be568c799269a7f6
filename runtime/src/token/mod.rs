//! Credentials that are exchanged for a token: what is asked ([`info`], [`request`]), where ([`issuer`]), what is
//! answered ([`answer`]), one fetch ([`exchange`]), and who fetches when ([`cell`]).

mod answer;
pub(crate) mod cell;
pub(crate) mod exchange;
pub(crate) mod info;
pub(crate) mod issuer;
mod request;
pub(crate) mod value;
