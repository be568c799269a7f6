//! Serves OpenAPI documents over HTTP on loopback: for tests of clients, and for trying an API out without its server.
//!
//! Every operation answers with the document's own example, else with an instance made from its schema. Requests are
//! checked as the real server would check them: path, parameters, credentials, media type and body. What is not right
//! is answered with a status of 4xx and a reason, in an `application/problem+json` body and in the header
//! `x-mock-refusal`. Everything received is recorded.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use specwright_mock::{Fault, Mock};
//!
//! let mock = Mock::builder().spec("specs/workspace365-health.yaml")?.credential("healthApiKey", "key").start().await?;
//! mock.next_fault(Fault::Status(503));
//! println!("point a client at {}", mock.url());
//! for request in mock.requests() {
//!     println!("{request:?}"); // credentials do not show
//! }
//! # Ok(()) }
//! ```
//!
//! A request may say which answer it wants: `Prefer: code=404` picks a documented status, `Prefer: example=flat` a
//! named example. Streams of events have one event for each example; asked for again, they are over. A document whose `x-token` says how tokens are issued is taken at its word: tokens are issued by the
//! operation named there, expire, and are the only ones accepted.
//!
//! The mock reads documents on its own and shares no code with the clients beyond the reading of files, so that it can
//! tell when a client is wrong.

mod answer;
mod body;
mod builder;
mod credentials;
mod deep;
mod error;
mod events;
mod exchange;
mod faults;
mod form;
mod handle;
mod instance;
mod judge;
mod load;
mod model;
mod multipart;
mod page;
mod paging;
mod parameters;
#[doc(hidden)]
pub mod pattern;
mod record;
mod refusal;
mod request;
mod router;
mod sample;
mod schema;
mod server;
mod shape;
mod state;
mod tokens;
mod validate;

pub use builder::Builder;
pub use error::StartError;
pub use faults::Fault;
pub use record::{Exact, Recorded};
pub use server::Mock;
