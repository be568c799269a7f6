//! A small API, written by hand in the shape that the generator emits.

use ::specwright_runtime as rt;
use ::specwright_runtime::__private as p;

pub(crate) static API: rt::ApiInfo = rt::ApiInfo {
    id: "vault",
    version: "1",
    schemes: &[
        rt::SchemeInfo {
            id: "xAuthorization",
            setter: "x_authorization",
            kind: rt::SchemeKind::ApiKeyHeader("X-Authorization"),
            prefix: "",
            variables: &["VAULT_X_AUTHORIZATION"],
            token: None,
        },
        rt::SchemeInfo {
            id: "queryKey",
            setter: "query_key",
            kind: rt::SchemeKind::ApiKeyQuery("api_key"),
            prefix: "",
            variables: &[],
            token: None,
        },
        rt::SchemeInfo {
            id: "session",
            setter: "session",
            kind: rt::SchemeKind::ApiKeyCookie("sid"),
            prefix: "",
            variables: &[],
            token: None,
        },
        rt::SchemeInfo {
            id: "basicAuth",
            setter: "basic_auth",
            kind: rt::SchemeKind::Basic,
            prefix: "",
            variables: &[],
            token: None,
        },
        rt::SchemeInfo {
            id: "token",
            setter: "token",
            kind: rt::SchemeKind::Bearer,
            prefix: "",
            variables: &[],
            token: None,
        },
    ],
    server_variable: "VAULT_SERVER",
};

#[derive(Debug, Clone)]
pub(crate) struct Client {
    core: rt::Client,
}

impl Client {
    pub(crate) fn builder(server: impl Into<rt::Server>) -> ClientBuilder {
        ClientBuilder(rt::ClientBuilder::new(&API, server.into()))
    }

    pub(crate) fn core(&self) -> &rt::Client {
        &self.core
    }

    pub(crate) fn get_locker(&self, id: &str) -> Call<'_, GetLocker> {
        Call(self.core.call().path("id", id))
    }

    pub(crate) fn update_locker(&self, id: i64, body: &Locker) -> Call<'_, UpdateLocker> {
        Call(self.core.call().path("id", &id).json(body, Some(&LOCKER_RULES)))
    }

    pub(crate) fn sync(&self) -> Call<'_, Sync> {
        Call(self.core.call())
    }

    pub(crate) fn list_names(&self) -> Call<'_, super::paging::ListNames> {
        Call(self.core.call())
    }

    pub(crate) fn head(&self) -> Call<'_, Head> {
        Call(self.core.call())
    }
}

/// Delegates as emitted builders do.
pub(crate) struct ClientBuilder(pub(crate) rt::ClientBuilder);

impl ClientBuilder {
    pub(crate) fn x_authorization(self, key: impl Into<rt::Secret>) -> Self {
        Self(self.0.api_key("xAuthorization", key.into()))
    }

    pub(crate) fn with(self, change: impl FnOnce(rt::ClientBuilder) -> rt::ClientBuilder) -> Self {
        Self(change(self.0))
    }

    pub(crate) fn build(self) -> Result<Client, rt::BuildError> {
        Ok(Client { core: self.0.build()? })
    }
}

#[must_use = "a call does nothing until it is awaited"]
pub(crate) struct Call<'a, O: rt::Operation>(pub(crate) rt::Call<'a, O>);

impl<'a, O: rt::Operation> Call<'a, O> {
    pub(crate) fn send(self) -> rt::Sending<'a, O> {
        self.0.send()
    }
}

impl<'a, O: rt::Operation> IntoFuture for Call<'a, O> {
    type Output = Result<O::Output, rt::Error<O::Error>>;
    type IntoFuture = rt::CallFuture<'a, O>;

    fn into_future(self) -> Self::IntoFuture {
        self.0.into_future()
    }
}

impl Call<'_, GetLocker> {
    pub(crate) fn consumed(self, consumed: bool) -> Self {
        Self(self.0.query("consumed", &consumed))
    }

    pub(crate) fn tags(self, tags: &[&str]) -> Self {
        Self(self.0.query("tags", tags))
    }

    pub(crate) fn trace(self, trace: &str) -> Self {
        Self(self.0.header("X-Trace", trace))
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum GetLocker {}

impl rt::Operation for GetLocker {
    type Output = Locker;
    type Error = GetLockerError;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "getLocker",
        method: "GET",
        path: "/v2/lockers/{id}",
        accept: "application/json",
        security: &[&["xAuthorization"], &["basicAuth"], &["token"], &["queryKey", "session"]],
        idempotent: true,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        reply.answer(rt::Reply::json)
    }
}

#[derive(Debug, Clone)]
pub(crate) enum GetLockerError {
    Moved,
    NotFound(Problem),
    Unexpected(rt::Unexpected),
}

impl rt::OperationError for GetLockerError {
    fn decode(reply: &rt::Reply) -> Result<Self, rt::DecodeError> {
        Ok(match reply.status() {
            302 => Self::Moved,
            404 => Self::NotFound(reply.json()?),
            _ => return Err(reply.undocumented()),
        })
    }

    fn unexpected(unexpected: rt::Unexpected) -> Self {
        Self::Unexpected(unexpected)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum UpdateLocker {}

impl rt::Operation for UpdateLocker {
    type Output = ();
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "updateLocker",
        method: "PUT",
        path: "/v2/lockers/{id}",
        accept: "",
        security: &[&["xAuthorization"]],
        idempotent: true,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        match reply.status() {
            200 => Ok(Ok(())),
            _ => reply.failure(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Sync {}

impl rt::Operation for Sync {
    type Output = String;
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "sync",
        method: "PUT",
        path: "/sync",
        accept: "text/plain",
        security: &[],
        idempotent: false,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        match reply.status() {
            200 => Ok(Ok(reply.text()?)),
            _ => reply.failure(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Head {}

impl rt::Operation for Head {
    type Output = ();
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo =
        &rt::OperationInfo { id: "head", method: "HEAD", path: "/", accept: "", security: &[], idempotent: true };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        match reply.status() {
            200 => Ok(Ok(())),
            _ => reply.failure(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Locker {
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) password: Option<rt::Secret>,
    pub(crate) members: Option<Vec<i64>>,
    pub(crate) extra: rt::Extra,
}

static LOCKER_RULES: rt::Rules = rt::Rules { fields: &[("name", &NAME_RULES)], ..rt::Rules::NONE };
static NAME_RULES: rt::Rules = rt::Rules { min_length: Some(1), max_length: Some(5), ..rt::Rules::NONE };

impl<'de> ::serde::Deserialize<'de> for Locker {
    fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::record(d, "Locker", &["id", "name", "password", "members"])
            .map(|((p::MayText(id), name, password, members), extra)| Self { id, name, password, members, extra })
    }
}

impl ::serde::Serialize for Locker {
    fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let fields = (p::May(&self.id), p::May(&self.name), p::May(&self.password), p::May(&self.members));
        p::write_record(s, &["id", "name", "password", "members"], fields, &self.extra)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) message: String,
}

impl<'de> ::serde::Deserialize<'de> for Problem {
    fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::record(d, "Problem", &["message"]).map(|((p::Need(message),), p::Closed)| Self { message })
    }
}

/// Takes any body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Upload {}

impl rt::Operation for Upload {
    type Output = ();
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "upload",
        method: "PUT",
        path: "/upload",
        accept: "",
        security: &[],
        idempotent: true,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        match reply.status() {
            200..=299 => Ok(Ok(())),
            _ => reply.failure(),
        }
    }
}

/// Answers with bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fetch {}

impl rt::Operation for Fetch {
    type Output = rt::Binary;
    type Error = GetLockerError;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "fetch",
        method: "GET",
        path: "/fetch",
        accept: "*/*",
        security: &[],
        idempotent: true,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        reply.answer(rt::Reply::binary)
    }
}
