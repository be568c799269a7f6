//! Why a list did not come to its end.

use std::error::Error as StdError;
use std::fmt;

use crate::{Error, OperationInfo};

/// Why a page could not be had. `E` is what the operation is documented to answer when it fails.
///
/// `Display` is one line for a support engineer. Neither it nor `Debug` shows the token.
pub struct PageError<E>(Box<Inner<E>>);

struct Inner<E> {
    info: &'static OperationInfo,
    page: usize,
    token: Option<String>,
    kind: Kind<E>,
}

/// What went wrong.
#[derive(Debug)]
pub(super) enum Kind<E> {
    /// The call for the page failed.
    Call(Error<E>),
    /// The server sent a token that was sent to it before.
    Repeated,
    /// There are more pages than are allowed.
    TooMany(usize),
}

impl<E> PageError<E> {
    pub(super) fn new(info: &'static OperationInfo, page: usize, token: Option<String>, kind: Kind<E>) -> Self {
        Self(Box::new(Inner { info, page, token, kind }))
    }

    /// Which page it was; the first one that was asked for is 1.
    pub fn page(&self) -> usize {
        self.0.page
    }

    /// The token of that page, to try again from there; none for the first one, unless the call had one.
    pub fn token(&self) -> Option<&str> {
        self.0.token.as_deref()
    }

    /// Why the call for the page failed.
    pub fn call(&self) -> Option<&Error<E>> {
        match &self.0.kind {
            Kind::Call(error) => Some(error),
            Kind::Repeated | Kind::TooMany(_) => None,
        }
    }

    /// Why the call for the page failed.
    pub fn into_call(self) -> Option<Error<E>> {
        match self.0.kind {
            Kind::Call(error) => Some(error),
            Kind::Repeated | Kind::TooMany(_) => None,
        }
    }

    /// The server points back to a page that it was asked for before: following it would never end.
    pub fn is_repeated(&self) -> bool {
        matches!(self.0.kind, Kind::Repeated)
    }

    /// There are more pages than `with_max_pages` allows.
    pub fn is_too_many(&self) -> bool {
        matches!(self.0.kind, Kind::TooMany(_))
    }
}

impl<E> fmt::Display for PageError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { info, page, kind, .. } = &*self.0;
        match kind {
            Kind::Call(error) => write!(f, "page {page}: {error}"),
            Kind::Repeated => write!(
                f,
                "page {page}: {}: {} {} was not sent: its token led to an earlier page, so there is no end",
                info.id, info.method, info.path
            ),
            Kind::TooMany(max) => write!(
                f,
                "page {page}: {}: {} {} was not sent: there are more than {max} pages",
                info.id, info.method, info.path
            ),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for PageError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageError").field("page", &self.0.page).field("kind", &self.0.kind).finish_non_exhaustive()
    }
}

impl<E: fmt::Debug + 'static> StdError for PageError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message has that of the call already.
        self.call().and_then(StdError::source)
    }
}

/// Why not all items could be had, with those that could.
pub struct CollectError<T, E> {
    items: Vec<T>,
    error: PageError<E>,
}

impl<T, E> CollectError<T, E> {
    pub(super) fn new(items: Vec<T>, error: PageError<E>) -> Self {
        Self { items, error }
    }

    /// The items of the pages that arrived.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// What went wrong, and with which page.
    pub fn error(&self) -> &PageError<E> {
        &self.error
    }

    /// The items of the pages that arrived, and what went wrong with the one after them.
    pub fn into_parts(self) -> (Vec<T>, PageError<E>) {
        (self.items, self.error)
    }
}

impl<T, E> From<CollectError<T, E>> for PageError<E> {
    fn from(error: CollectError<T, E>) -> Self {
        error.error
    }
}

impl<T, E> fmt::Display for CollectError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (after {} items)", self.error, self.items.len())
    }
}

impl<T, E: fmt::Debug> fmt::Debug for CollectError<T, E> {
    /// Shows how many items there are, not what they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectError").field("items", &self.items.len()).field("error", &self.error).finish()
    }
}

impl<T, E: fmt::Debug + 'static> StdError for CollectError<T, E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
