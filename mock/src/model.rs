//! What is served: the parts of a document that matter to a server, with every reference followed.

use std::path::PathBuf;

use hyper::Method;
use hyper::header::HeaderName;
use indexmap::IndexMap;
use serde_json::Value;

use crate::exchange::Exchange;
use crate::paging::Paging;
use crate::router::Template;
use crate::schema::Definitions;
use crate::shape::Shape;

/// One document.
#[derive(Debug)]
pub(crate) struct Api {
    /// The stem of the file name.
    pub(crate) id: String,
    pub(crate) title: String,
    /// The file, canonical, so that another document can refer to operations in it.
    pub(crate) file: PathBuf,
    /// What its paths are below; empty at the root.
    pub(crate) mount: String,
    /// Addresses it declares, with the default values of their variables.
    pub(crate) servers: Vec<String>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) schemes: IndexMap<String, Scheme>,
    pub(crate) definitions: Definitions,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its `operationId`, else method and path.
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) template: Template,
    pub(crate) summary: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    pub(crate) answers: Vec<Documented>,
    /// Alternatives; of each one all schemes are needed. Empty: none is needed.
    pub(crate) security: Vec<Vec<String>>,
    pub(crate) paging: Option<Paging>,
    /// Data of the event that ends a stream of them.
    pub(crate) done: Option<String>,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// As messages have it.
    pub(crate) fn described(self) -> &'static str {
        match self {
            Self::Path => "path parameter",
            Self::Query => "query parameter",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How lists and objects are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// Not by a style: the text is JSON.
    Json,
}

/// Whether each element of a list, or member of an object, is written by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Explode {
    Yes,
    No,
}

/// Whether something has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
}

impl Need {
    /// `true` stands for required.
    pub(crate) fn from_flag(required: bool) -> Self {
        if required { Self::Required } else { Self::Optional }
    }
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) need: Need,
    pub(crate) style: Style,
    pub(crate) explode: Explode,
    pub(crate) shape: Shape,
    pub(crate) example: Option<Value>,
}

#[derive(Debug)]
pub(crate) struct RequestBody {
    pub(crate) need: Need,
    pub(crate) content: Vec<Media>,
}

/// A body in one media type.
#[derive(Debug)]
pub(crate) struct Media {
    /// Without parameters, in lower case; may be a range.
    pub(crate) media_type: String,
    pub(crate) shape: Option<Shape>,
    /// Fields of a form that are spelled in a way of their own.
    pub(crate) spellings: Vec<(String, Spelling)>,
    /// By name; an example that has none has the empty one.
    pub(crate) examples: Vec<(String, Value)>,
}

impl Media {
    pub(crate) fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }
}

/// How a field of a form is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// All items in one text.
    Delimited(&'static str),
    /// As JSON.
    Json,
}

/// A media type whose content is one JSON text.
pub(crate) fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

/// Which statuses an answer is documented for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Code(u16),
    /// By its first digit.
    Range(u16),
    Default,
}

impl Status {
    /// `404`, `4XX` or `default`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            b"default" => Some(Self::Default),
            [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Self::Range(u16::from(digit - b'0'))),
            [b'1'..=b'5', _, _] => text.parse().ok().map(Self::Code),
            _ => None,
        }
    }

    pub(crate) fn covers(self, code: u16) -> bool {
        match self {
            Self::Code(own) => own == code,
            Self::Range(digit) => code / 100 == digit,
            Self::Default => true,
        }
    }

    /// Exact codes come before ranges, and those before the default.
    pub(crate) fn precision(self) -> u8 {
        match self {
            Self::Code(_) => 0,
            Self::Range(_) => 1,
            Self::Default => 2,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(digit) => write!(f, "{digit}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A documented answer.
#[derive(Debug)]
pub(crate) struct Documented {
    pub(crate) status: Status,
    pub(crate) headers: Vec<AnswerHeader>,
    pub(crate) content: Vec<Media>,
}

#[derive(Debug)]
pub(crate) struct AnswerHeader {
    pub(crate) name: HeaderName,
    pub(crate) shape: Shape,
    pub(crate) example: Option<Value>,
}

/// A security scheme.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) carrier: Carrier,
    /// Text in front of the value.
    pub(crate) prefix: String,
    /// How its tokens are issued.
    pub(crate) exchanges: Vec<Exchange>,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Carrier {
    Header(String),
    Query(String),
    Cookie(String),
    /// User and password; a fixed password means that the user is the secret.
    Basic {
        password: Option<String>,
    },
    /// `Authorization` with that scheme in front, in lower case.
    Http(String),
    /// Below HTTP, such as a client certificate: nothing to see here.
    Elsewhere,
}

impl Carrier {
    /// As messages have it.
    pub(crate) fn described(&self, prefix: &str) -> String {
        let begins = if prefix.is_empty() { String::new() } else { format!(", beginning with `{prefix}`") };
        match self {
            Self::Header(name) => format!("header `{name}`{begins}"),
            Self::Query(name) => format!("query parameter `{name}`{begins}"),
            Self::Cookie(name) => format!("cookie `{name}`{begins}"),
            Self::Basic { password: None } => "header `Authorization: Basic …` of user and password".to_owned(),
            Self::Basic { password: Some(fixed) } if fixed.is_empty() => {
                "header `Authorization: Basic …` of the token as user and an empty password".to_owned()
            }
            Self::Basic { password: Some(_) } => {
                "header `Authorization: Basic …` of the token as user and a fixed password".to_owned()
            }
            Self::Http(scheme) => {
                let mut letters = scheme.chars();
                let first = letters.next().map(|c| c.to_ascii_uppercase()).into_iter();
                format!("header `Authorization: {} …`", first.chain(letters).collect::<String>())
            }
            Self::Elsewhere => "a client certificate".to_owned(),
        }
    }
}
