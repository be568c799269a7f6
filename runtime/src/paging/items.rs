//! Items without the pages around them.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::{CollectError, PageError, Paged, Pages};
use crate::Operation;

/// An item, or why there is none.
type Item<O> = Result<<O as Paged>::Item, PageError<<O as Operation>::Error>>;

/// The items of a list that comes in pages: a [`Stream`], [`next`](Self::next) for those who need nothing else, and
/// [`collect_all`](Self::collect_all).
///
/// A page is asked for when the one before is used up; see [`Pages`]. Pages without items do not end it.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    /// What is left of the page that arrived last.
    left: vec::IntoIter<O::Item>,
}

/// Items are only moved.
impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> Items<O> {
    /// The items of these pages.
    pub(crate) fn new(pages: Pages<O>) -> Self {
        Self { pages, left: Vec::new().into_iter() }
    }

    /// Fails instead of asking for more pages than this; 10 000 unless set.
    pub fn with_max_pages(mut self, max_pages: usize) -> Self {
        self.pages = self.pages.with_max_pages(max_pages);
        self
    }

    /// The next item; `None` after the last one and after an error. May be dropped and called again without losing an
    /// item.
    pub async fn next(&mut self) -> Option<Result<O::Item, PageError<O::Error>>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items, in their order.
    ///
    /// # Errors
    /// A page could not be had. The error has the items of the pages before it.
    pub async fn collect_all(mut self) -> Result<Vec<O::Item>, CollectError<O::Item, O::Error>> {
        let mut items: Vec<O::Item> = self.left.by_ref().collect();
        while let Some(page) = self.pages.next().await {
            match page {
                Ok(page) => items.extend(O::items(page.into_value())),
                Err(error) => return Err(CollectError::new(items, error)),
            }
        }
        Ok(items)
    }

    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub(crate) fn pages_mut(&mut self) -> &mut Pages<O> {
        &mut self.pages
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item<O>>> {
        loop {
            if let Some(item) = self.left.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => self.left = O::items(page.into_value()).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, PageError<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.len(), None)
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    /// Shows how far it got, not what came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("left", &self.left.len()).field("pages", &self.pages).finish()
    }
}
