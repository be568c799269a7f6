//! A call being prepared: the part that does not depend on types.

mod form;

use std::time::Duration;

use http::{HeaderName, HeaderValue, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use self::form::Form;
use crate::deadline::Deadline;
use crate::encode::form::form_text;
use crate::encode::header::header_text;
use crate::encode::path::{self, path_text};
use crate::encode::query::{pair, push_pairs};
use crate::encode::{BadValue, NOT_SERIALISABLE, Style};
use crate::headers::{Headers, constant_value, header_name, header_value};
use crate::retry::{IdempotencyKey, KeyFrom, Twice};
use crate::transport::Reading;
use crate::{Body, OperationInfo, Retries, RuleViolation, Rules, Uuid};

/// What goes into a message beside its body.
#[derive(Clone, Default)]
pub(crate) struct Draft {
    /// Headers; one value per name.
    pub(crate) headers: Headers,
    /// `name=value`, escaped.
    pub(crate) query: Vec<String>,
    /// `name=value`, as they are sent.
    pub(crate) cookies: Vec<String>,
}

/// A call being prepared. Setters do not fail: the first bad value is remembered and reported instead of sending.
pub(crate) struct Request {
    /// What is called.
    pub(crate) info: &'static OperationInfo,
    /// Names and escaped values of path parameters.
    pub(crate) path: Vec<(&'static str, String)>,
    /// Headers, query, cookies.
    pub(crate) draft: Draft,
    /// The body.
    pub(crate) body: Option<Body>,
    /// The body, as long as it is still being put together from parts. On the heap: most calls have none.
    pub(crate) form: Option<Box<Form>>,
    /// The header that tells the server which call this is.
    pub(crate) key_header: Option<&'static str>,
    /// Who made what is in it.
    key_from: KeyFrom,
    /// How the answer is read.
    pub(crate) reading: Reading,
    /// Deadline of this call, if it has one of its own.
    pub(crate) timeout: Option<Duration>,
    /// Deadline of each attempt, if this call has one of its own.
    pub(crate) attempt_timeout: Option<Duration>,
    /// How long connecting may take, if this call has a limit of its own.
    pub(crate) connect_timeout: Option<Duration>,
    /// How long the body of its answer may be, if this call has a limit of its own.
    pub(crate) max_response_bytes: Option<usize>,
    /// When it is sent once more, if that is not for the client to say.
    pub(crate) retries: Option<Retries>,
    /// How many redirects are followed, if that is not for the client to say.
    pub(crate) redirects: Option<u32>,
    /// Rules are checked.
    pub(crate) check_rules: bool,
    /// Why it cannot be sent.
    pub(crate) flaws: Option<Box<Flaws>>,
}

/// Why a request cannot be sent.
#[derive(Clone, Default)]
pub(crate) struct Flaws {
    /// The first value that cannot be sent.
    pub(crate) bad: Option<BadValue>,
    /// Rules that were broken.
    pub(crate) violations: Vec<RuleViolation>,
}

impl Request {
    /// A request without parameters.
    pub(crate) fn new(info: &'static OperationInfo, check_rules: bool) -> Self {
        let mut request = Self {
            info,
            path: Vec::new(),
            draft: Draft::default(),
            body: None,
            form: None,
            key_header: None,
            key_from: KeyFrom::Caller,
            reading: Reading::Whole,
            timeout: None,
            attempt_timeout: None,
            connect_timeout: None,
            max_response_bytes: None,
            retries: None,
            redirects: None,
            check_rules,
            flaws: None,
        };
        if !info.accept.is_empty() {
            request.insert_header("accept", Ok(header::ACCEPT), constant_value(info.accept));
        }
        request
    }

    /// It can be sent more than once, parts joined.
    pub(crate) fn is_replayable(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_replayable)
    }

    /// Sending it twice does what sending it once does: by what it is, or because the server knows it by its key.
    pub(crate) fn twice(&self) -> Twice {
        let key = self.key_header.and_then(|name| self.header_text(name));
        if self.info.idempotent || key.is_some_and(|key| !key.is_empty()) { Twice::Harmless } else { Twice::Harmful }
    }

    /// Makes a key if it needs one and the caller has set none; gives it, whoever made it.
    pub(crate) fn settle_key(&mut self) -> Option<IdempotencyKey> {
        let name = self.key_header?;
        if self.header_text(name).is_none() {
            self.key_from = KeyFrom::Client;
            self.set_header_text(name, &Uuid::new_v4().to_string());
        }
        Some(IdempotencyKey { text: self.header_text(name)?.to_owned(), from: self.key_from })
    }

    /// The same request once more; `None` if its body cannot be sent twice.
    pub(crate) fn replay(&self) -> Option<Box<Self>> {
        let body = match &self.body {
            Some(body) => Some(body.try_clone()?),
            None => None,
        };
        Some(Box::new(Self {
            info: self.info,
            path: self.path.clone(),
            draft: self.draft.clone(),
            body,
            // Parts are joined into the body before anything is sent.
            form: None,
            key_header: self.key_header,
            key_from: self.key_from,
            reading: self.reading,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            connect_timeout: self.connect_timeout,
            max_response_bytes: self.max_response_bytes,
            retries: self.retries,
            redirects: self.redirects,
            check_rules: self.check_rules,
            flaws: self.flaws.clone(),
        }))
    }

    /// The same request once more; if its body cannot be sent twice, one that is not sent because of that problem.
    pub(crate) fn replay_or_refuse(&self, problem: &'static str) -> Box<Self> {
        self.replay().unwrap_or_else(|| {
            let mut refused = Self::new(self.info, self.check_rules);
            refused.refuse(BadValue::new("request", "body", problem));
            Box::new(refused)
        })
    }

    /// Sets a path parameter.
    pub(crate) fn set_path(&mut self, name: &'static str, style: Style, value: Option<Value>) {
        let Some(value) = self.present(path::PLACE, name, value) else { return };
        match path_text(name, style, &value) {
            Ok(text) => self.path.push((name, text)),
            Err(bad) => self.refuse(bad),
        }
    }

    /// Adds a query parameter.
    pub(crate) fn add_query(&mut self, name: &str, style: Style, value: Option<Value>) {
        let Some(value) = self.present("query parameter", name, value) else { return };
        let done = push_pairs(&mut self.draft.query, name, style, &value);
        self.note("query parameter", name, done);
    }

    /// Adds a cookie.
    pub(crate) fn add_cookie(&mut self, name: &str, style: Style, value: Option<Value>) {
        let Some(value) = self.present("cookie", name, value) else { return };
        let done = push_pairs(&mut self.draft.cookies, name, style, &value);
        self.note("cookie", name, done);
    }

    /// Sets a header parameter.
    pub(crate) fn set_header(&mut self, name: &str, style: Style, value: Option<Value>) {
        let Some(value) = self.present("header", name, value) else { return };
        match header_text(style, &value) {
            Ok(Some(text)) => self.set_header_text(name, &text),
            Ok(None) => {}
            Err(problem) => self.note("header", name, Err(problem)),
        }
    }

    /// Sets a header to a text.
    pub(crate) fn set_header_text(&mut self, name: &str, text: &str) {
        self.insert_header(name, header_name(name), header_value(text));
    }

    /// Sets a header that is called `shown` in errors.
    fn insert_header(
        &mut self,
        shown: &str,
        name: Result<HeaderName, &'static str>,
        value: Result<HeaderValue, &'static str>,
    ) {
        match name.and_then(|name| Ok((name, value?))) {
            Ok((name, value)) => self.draft.headers.insert(name, value),
            Err(problem) => self.note("header", shown, Err(problem)),
        }
    }

    /// The text of a header.
    pub(crate) fn header_text(&self, name: &str) -> Option<&str> {
        let name = header_name(name).ok()?;
        std::str::from_utf8(self.draft.headers.get(&name)?.as_bytes()).ok()
    }

    /// Takes a header away.
    pub(crate) fn remove_header(&mut self, name: &str) {
        if let Ok(name) = header_name(name) {
            self.draft.headers.remove(&name);
        }
    }

    /// Adds a query parameter of plain text.
    pub(crate) fn add_query_text(&mut self, name: &str, text: &str) {
        self.draft.query.push(pair(name, text));
    }

    /// Sets a query parameter to plain text, in place of any of that name.
    pub(crate) fn set_query_text(&mut self, name: &str, text: &str) {
        let start = pair(name, "");
        self.draft.query.retain(|pair| !pair.starts_with(&start));
        self.add_query_text(name, text);
    }

    /// The text of a query parameter.
    pub(crate) fn query_text(&self, name: &str) -> Option<String> {
        let start = pair(name, "");
        let value = self.draft.query.iter().find_map(|pair| pair.strip_prefix(&start))?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// Sets the body to JSON.
    pub(crate) fn set_json(&mut self, text: Option<Vec<u8>>) {
        match text {
            Some(text) => self.set_body(text.into(), "application/json"),
            None => self.note("request", "body", Err(NOT_SERIALISABLE)),
        }
    }

    /// Sets the body to a form.
    pub(crate) fn set_form(&mut self, value: Option<Value>, styles: &[(&str, Style)]) {
        match value.ok_or(NOT_SERIALISABLE).and_then(|value| form_text(&value, styles)) {
            Ok(text) => self.set_body(text.into(), "application/x-www-form-urlencoded"),
            Err(problem) => self.note("request", "body", Err(problem)),
        }
    }

    /// Sets the body; the type stays if one was set before.
    pub(crate) fn set_body(&mut self, body: Body, content_type: &'static str) {
        self.body = Some(body);
        self.set_usual_content_type(content_type);
    }

    /// Says what the body is, if nobody has.
    pub(crate) fn set_usual_content_type(&mut self, content_type: &'static str) {
        if self.draft.headers.get(&header::CONTENT_TYPE).is_none() {
            self.insert_header("content-type", Ok(header::CONTENT_TYPE), constant_value(content_type));
        }
    }

    /// How long it may take, where `usual` is the client's own limit.
    pub(crate) fn deadline(&mut self, usual: Duration) -> Deadline {
        match (self.timeout, self.body.as_mut().filter(|body| !body.is_replayable())) {
            (Some(limit), _) => Deadline::fixed(limit),
            (None, Some(stream)) => Deadline::moving(usual, stream.watch()),
            (None, None) => Deadline::fixed(usual),
        }
    }

    /// Checks a value against its rules, if rules are checked.
    pub(crate) fn check(&mut self, at: &str, value: Option<&Value>, rules: &'static Rules) {
        if let Some(value) = value.filter(|_| self.check_rules) {
            let violations = rules.check(value, at);
            self.violate(violations);
        }
    }

    /// The value, unless serialising it has failed.
    fn present(&mut self, place: &'static str, name: &str, value: Option<Value>) -> Option<Value> {
        if value.is_none() {
            self.note(place, name, Err(NOT_SERIALISABLE));
        }
        value
    }

    /// Remembers a problem.
    fn note(&mut self, place: &'static str, name: &str, done: Result<(), &'static str>) {
        if let Err(problem) = done {
            self.refuse(BadValue::new(place, name, problem));
        }
    }

    /// Remembers the first bad value.
    fn refuse(&mut self, bad: BadValue) {
        self.flaws.get_or_insert_default().bad.get_or_insert(bad);
    }

    /// Remembers rules that were broken.
    fn violate(&mut self, violations: Vec<RuleViolation>) {
        if !violations.is_empty() {
            self.flaws.get_or_insert_default().violations.extend(violations);
        }
    }
}
