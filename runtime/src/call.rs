//! One call, from its parameters to its value.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;

use crate::encode::{Style, value_of};
use crate::request::Request;
use crate::{
    Binary, Body, CallFuture, Client, Error, EventSource, Items, Listening, Opening, Operation, Paged, Pages, Retries,
    Rules, Sending,
};

/// A call that is ready to be sent: await it for its value, or [`send`](Self::send) it to see status and headers too.
///
/// Setters do not fail. A value that cannot be sent (a line break in a header, `..` in a path) is reported instead of
/// sending.
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<'a, O: Operation> {
    client: &'a Client,
    // On the heap: a call is moved by every setter.
    pub(crate) request: Box<Request>,
    operation: PhantomData<fn() -> O>,
}

impl<'a, O: Operation> Call<'a, O> {
    /// A call without parameters.
    pub(crate) fn new(client: &'a Client) -> Self {
        let request = Box::new(Request::new(O::INFO, client.checks_rules()));
        Self { client, request, operation: PhantomData }
    }

    /// Ends this call after that time, whatever the client's own limit.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.request.timeout = Some(timeout);
        self
    }

    /// Gives up an attempt after that time, whatever the client's own limit; see
    /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.request.attempt_timeout = Some(timeout);
        self
    }

    /// Gives up connecting after that time, whatever the client's own limit; see
    /// [`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout).
    ///
    /// Connections that are made under such a limit are kept for calls with the same one. It is for a
    /// [`Transport`](crate::Transport) to heed, and does nothing over a
    /// client of your own (`http_client`) and on `wasm32`, which have limits of their own.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.request.connect_timeout = Some(timeout);
        self
    }

    /// Refuses an answer with a longer body, and longer events, whatever the client's own limit; see
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    pub fn with_max_response_bytes(mut self, limit: usize) -> Self {
        self.request.max_response_bytes = Some(limit);
        self
    }

    /// When this call is sent once more, whatever the client does otherwise.
    pub fn with_retries(mut self, retries: Retries) -> Self {
        self.request.retries = Some(retries);
        self
    }

    /// Sends this call once.
    pub fn without_retries(self) -> Self {
        self.with_retries(Retries::NONE)
    }

    /// Follows up to so many redirects, whatever the client does otherwise; see
    /// [`ClientBuilder::follow_redirects`](crate::ClientBuilder::follow_redirects).
    pub fn with_redirects(mut self, limit: u32) -> Self {
        self.request.redirects = Some(limit);
        self
    }

    /// Takes a redirect for the answer.
    pub fn without_redirects(self) -> Self {
        self.with_redirects(0)
    }

    /// Sets a header, in place of any of that name. Credentials of the client are written later, and take its place if they
    /// have the same: to call as somebody else, build another client.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.request.set_header_text(name, value);
        self
    }

    /// Adds a query parameter.
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.request.add_query_text(name, value);
        self
    }

    /// Sends whatever the rules say: lengths, patterns and limits of the document are left to the server.
    pub fn without_rules(mut self) -> Self {
        self.request.check_rules = false;
        if let Some(flaws) = &mut self.request.flaws {
            flaws.violations.clear();
        }
        self
    }

    /// Announces the body as that media type, in place of the one it has by itself.
    pub fn with_content_type(self, media_type: &str) -> Self {
        self.with_header("content-type", media_type)
    }

    /// The same call, for an operation that reads its answer otherwise.
    pub(crate) fn retyped<P: Operation>(self) -> Call<'a, P> {
        Call { client: self.client, request: self.request, operation: PhantomData }
    }

    /// Sends the call.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn send(self) -> Sending<'a, O> {
        Sending::new(self.client, self.request)
    }
}

impl<'a, O: EventSource> Call<'a, O> {
    /// Asks for a stream of events (`text/event-stream`) and gives them one by one as they come.
    ///
    /// The time limit covers everything up to the head of the answer; for what comes after it see [`Events`](crate::Events).
    ///
    /// # Errors
    /// The same as those of [`send`](Self::send), with the same typed bodies; and the answer is a success of another
    /// media type.
    pub fn events(self) -> Listening<'a, O> {
        Listening::new(self.client, self.request)
    }
}

impl<O: Paged> Call<'_, O> {
    /// The pages of the list, from the one this call asks for; each with status and headers.
    pub fn pages(self) -> Pages<O> {
        Pages::new(self.client.clone(), self.request)
    }

    /// The items of the list, from the page that this call asks for, fetching page after page.
    pub fn items(self) -> Items<O> {
        Items::new(self.pages())
    }
}

/// Calls that answer with bytes.
impl<'a, O: Operation<Output = Binary>> Call<'a, O> {
    /// Sends the call and leaves the body to be read piece by piece.
    ///
    /// The time limit covers everything up to the head of the answer; for what comes after it see
    /// [`Download`](crate::Download).
    ///
    /// # Errors
    /// The same as those of [`send`](Self::send), with the same typed bodies.
    pub fn download(self) -> Opening<'a, O> {
        Opening::new(self.client, self.request)
    }
}

/// Parameters and bodies, set by emitted code.
impl<O: Operation> Call<'_, O> {
    /// Sets a path parameter.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_styled(name, Style::Simple, value)
    }

    /// Sets a path parameter, spelled in that style.
    pub fn path_styled<T: Serialize + ?Sized>(mut self, name: &'static str, style: Style, value: &T) -> Self {
        self.request.set_path(name, style, value_of(value));
        self
    }

    /// Adds a query parameter; null is not sent.
    pub fn query<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.query_styled(name, Style::FormExploded, value)
    }

    /// Adds a query parameter, spelled in that style; null is not sent.
    pub fn query_styled<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        self.request.add_query(name, style, value_of(value));
        self
    }

    /// Sets a header; null is not sent.
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.header_styled(name, Style::Simple, value)
    }

    /// Sets a header, spelled in that style; null is not sent.
    pub fn header_styled<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        self.request.set_header(name, style, value_of(value));
        self
    }

    /// Adds a cookie; null is not sent.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.cookie_styled(name, Style::FormExploded, value)
    }

    /// Adds a cookie, spelled in that style; null is not sent.
    pub fn cookie_styled<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        self.request.add_cookie(name, style, value_of(value));
        self
    }

    /// Checks a parameter against its rules. `place` and `name` say what it is in the error: `query.limit`.
    pub fn rule<T: Serialize + ?Sized>(
        mut self,
        place: &'static str,
        name: &'static str,
        value: &T,
        rules: &'static Rules,
    ) -> Self {
        if self.request.check_rules {
            self.request.check(&format!("{place}.{name}"), value_of(value).as_ref(), rules);
        }
        self
    }

    /// Says which header tells the server that two requests are the same call. Its value is one random UUID for all
    /// attempts, unless the caller sets another, and the call is repeated like an idempotent one.
    pub fn idempotency_key(mut self, header: &'static str) -> Self {
        self.request.key_header = Some(header);
        self
    }

    /// Sends a value as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T, rules: Option<&'static Rules>) -> Self {
        if let Some(rules) = rules.filter(|_| self.request.check_rules) {
            self.request.check("body", value_of(value).as_ref(), rules);
        }
        self.request.set_json(serde_json::to_vec(value).ok());
        self
    }

    /// Sends a value as a form.
    pub fn form<T: Serialize + ?Sized>(self, value: &T, rules: Option<&'static Rules>) -> Self {
        self.form_styled(value, rules, &[])
    }

    /// Sends a value as a form, some of its fields spelled in a style of their own.
    pub fn form_styled<T: Serialize + ?Sized>(
        mut self,
        value: &T,
        rules: Option<&'static Rules>,
        styles: &'static [(&'static str, Style)],
    ) -> Self {
        let value = value_of(value);
        if let Some(rules) = rules {
            self.request.check("body", value.as_ref(), rules);
        }
        self.request.set_form(value, styles);
        self
    }

    /// Sends a text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.request.set_body(text.into().into(), "text/plain; charset=utf-8");
        self
    }

    /// Sends bytes, at hand or as a stream, announced as `content_type`.
    pub fn bytes(mut self, bytes: impl Into<Body>, content_type: &'static str) -> Self {
        self.request.set_body(bytes.into(), content_type);
        self
    }

    /// Announces the body that is set next as `content_type` instead of what its kind is usually called, unless the
    /// caller has said something else.
    pub fn media_type(mut self, content_type: &'static str) -> Self {
        self.request.set_usual_content_type(content_type);
        self
    }
}

impl<'a, O: Operation> IntoFuture for Call<'a, O> {
    type Output = Result<O::Output, Error<O::Error>>;
    type IntoFuture = CallFuture<'a, O>;

    fn into_future(self) -> Self::IntoFuture {
        CallFuture::new(self.send())
    }
}

impl<O: Operation> fmt::Debug for Call<'_, O> {
    /// Shows the operation only: parameters may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = O::INFO;
        f.debug_struct("Call")
            .field("operation", &info.id)
            .field("method", &info.method)
            .field("path", &info.path)
            .finish_non_exhaustive()
    }
}
