//! `x-token` of a security scheme: how its tokens are obtained.
//!
//! What it says leads through operations, parameters and schemas, of this document and of others beside it, and it is
//! worth something only if all of that is there. So checking it and understanding it are one piece of work, done here
//! and used by two stages: `lint` for what is told on the way, `lower` for what comes out. A source with a fault in it
//! is ignored as a whole, which is also what becomes of an `x-token` that means something else in somebody else's
//! document.

mod assertion;
mod exchange;
mod fields;
mod input;
mod route;
mod server;
mod target;
mod way;

use std::cell::Cell;

use openapiv3::SecurityScheme;
use serde_json::Value;

use crate::diag::{Builder, Code, Place, Sink, codes};
use crate::ir::TokenSource;
use crate::resolve::Document;
use exchange::read_exchange;
use fields::Fields;
use server::read_server;

/// Most parts of schemas that are looked at for one source. Real ones need some dozens.
const MOST_VISITS: usize = 20_000;

/// A scheme whose `x-token` is read.
pub(crate) struct Subject<'a> {
    /// Its id.
    pub(crate) scheme: &'a str,
    /// Ids of all schemes; requirements are told as positions in this list.
    pub(crate) schemes: &'a [&'a str],
}

/// A token has a place in what travels: it is a key, or it stands behind `Bearer`.
pub(crate) fn is_carried_by(scheme: &SecurityScheme) -> bool {
    match scheme {
        SecurityScheme::HTTP { scheme, .. } => scheme.eq_ignore_ascii_case("bearer"),
        SecurityScheme::APIKey { .. } | SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => true,
    }
}

/// Reads `value`, the `x-token` at `place`. `None` if something about it is wrong, which is reported.
pub(crate) fn read(
    document: &Document,
    sink: &Sink,
    subject: &Subject<'_>,
    value: &Value,
    place: &Place,
) -> Option<TokenSource> {
    let cx = Reader { document, sink, subject, faults: Cell::new(0), visits: Cell::new(0) };
    let source = read_source(&cx, value, place);
    source.filter(|_| cx.faults.get() == 0)
}

fn read_source(cx: &Reader<'_>, value: &Value, place: &Place) -> Option<TokenSource> {
    let fields = Fields::open(cx, value, place.clone(), "`x-token`", &["server", "exchanges"])?;
    let server = fields.get("server").map(|(value, at)| read_server(cx, value, at));
    let mut exchanges = Vec::new();
    let (list, at) = fields.need("exchanges")?;
    let Some(list) = list.as_array().filter(|list| !list.is_empty()) else {
        cx.invalid(at, "`exchanges` is a list of ways to get a token");
        return None;
    };
    for (i, value) in list.iter().enumerate() {
        exchanges.push(read_exchange(cx, value, at.index(i), server.is_some()));
    }
    Some(TokenSource {
        server: server.map_or(Some(None), |server| server.map(Some))?,
        exchanges: exchanges.into_iter().collect::<Option<_>>()?,
    })
}

/// What reading needs at hand.
struct Reader<'a> {
    document: &'a Document,
    sink: &'a Sink,
    subject: &'a Subject<'a>,
    faults: Cell<usize>,
    /// Parts of schemas that were looked at.
    visits: Cell<usize>,
}

impl<'a> Reader<'a> {
    /// The form is wrong.
    fn invalid(&self, place: Place, message: impl Into<String>) -> Builder<'a> {
        self.fault(&codes::INVALID_EXTENSION, place, message)
    }

    /// The form is right, but it does not fit the document.
    fn misfit(&self, place: Place, message: impl Into<String>) -> Builder<'a> {
        self.fault(&codes::TOKEN_MISFIT, place, message)
    }

    fn fault(&self, code: &'static Code, place: Place, message: impl Into<String>) -> Builder<'a> {
        self.told();
        self.sink.report(code, place, message)
    }

    /// Whether so many more parts of schemas are looked at: alternatives of alternatives add up without end.
    fn may_visit(&self, parts: usize) -> bool {
        self.visits.set(self.visits.get().saturating_add(parts));
        self.visits.get() <= MOST_VISITS
    }

    /// Something is wrong, and that has been said.
    fn told(&self) {
        self.faults.set(self.faults.get() + 1);
    }
}
