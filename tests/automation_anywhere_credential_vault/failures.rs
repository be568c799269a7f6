//! The failures of all operations in one form. Each operation has an enum of its own; all of them document the same.

use specwright_clients::automation_anywhere_credential_vault as api;
use specwright_clients::automation_anywhere_credential_vault::types::VaultError;
use specwright_runtime::{Bytes, Error, Unexpected};

/// Why a call failed: what every [`Error`] says, whatever the operation.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) operation: &'static str,
    pub(super) status: Option<u16>,
    pub(super) is_status: bool,
    pub(super) is_decode: bool,
    pub(super) is_credentials: bool,
    pub(super) bytes: Option<Bytes>,
    pub(super) body: Option<Failure>,
    /// `Display` and `Debug` of the error.
    pub(super) shown: String,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// A documented status, by the name of its variant.
    Documented(&'static str, Option<VaultError>),
    /// Anything else.
    Unexpected(Unexpected),
}

impl Failed {
    pub(super) fn of<E: Documented>(error: &Error<E>) -> Self {
        Self {
            operation: error.operation(),
            status: error.status(),
            is_status: error.is_status(),
            is_decode: error.is_decode(),
            is_credentials: error.is_credentials(),
            bytes: error.bytes().cloned(),
            body: error.body().map(Documented::failure),
            shown: format!("{error}\n{error:?}"),
        }
    }

    /// The answer, which must not be a documented one.
    #[track_caller]
    pub(super) fn unexpected(&self) -> &Unexpected {
        match &self.body {
            Some(Failure::Unexpected(unexpected)) => unexpected,
            other => panic!("{}: not unexpected but {other:?}", self.operation),
        }
    }
}

/// An enum of failures.
pub(super) trait Documented: std::fmt::Debug {
    fn failure(&self) -> Failure;
}

/// All operations fail in the same ways, so they share an enum. Its variants are matched without a wildcard: a status that
/// the spec gains or loses does not compile.
impl Documented for api::authentication::AuthenticateError {
    fn failure(&self) -> Failure {
        let (variant, body) = match self {
            Self::NotModified => ("NotModified", None),
            Self::BadRequest(body) => ("BadRequest", Some(body)),
            Self::Unauthorized(body) => ("Unauthorized", Some(body)),
            Self::Forbidden(body) => ("Forbidden", Some(body)),
            Self::NotFound(body) => ("NotFound", Some(body)),
            Self::Conflict(body) => ("Conflict", Some(body)),
            Self::InternalServerError(body) => ("InternalServerError", Some(body)),
            Self::NotImplemented(body) => ("NotImplemented", Some(body)),
            Self::Unexpected(unexpected) => return Failure::Unexpected(unexpected.clone()),
        };
        Failure::Documented(variant, body.cloned())
    }
}
