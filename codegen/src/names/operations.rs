//! Names of operations, their parameters and answers.

use super::scope::Scope;
use super::{AlternativeNames, OperationNames, TypeName, ValueName};
use crate::diag::{Sink, codes};
use crate::ir::media::{notation, subtype};
use crate::ir::{
    Api, Link, LinkStart, Operation, Parameter, Part, Payload, PayloadKind, Response, ResponseBody, StatusPattern,
};

/// `Client` has these methods of its own. Those of the prelude that take a value, not a reference, would win over an
/// operation of the same name.
const RESERVED_METHODS: &[&str] = &["builder", "from_env", "new", "clone", "fmt", "into", "try_into"];
/// And this one, where tokens are fetched.
const RESERVED_WITH_TOKENS: &[&str] = &["access_token"];
/// Every API module has these types.
const RESERVED_TYPES: &[&str] = &["Client", "ClientBuilder", "Call", "Environment"];
/// `Call` has these methods of its own.
const RESERVED_SETTERS: &[&str] = &[
    "with_timeout",
    "with_attempt_timeout",
    "with_connect_timeout",
    "with_max_response_bytes",
    "with_retries",
    "without_retries",
    "with_redirects",
    "with_header",
    "with_query",
    "with_part",
    "with_content_type",
    "answer_as",
    "without_rules",
    "send",
    "download",
    "into_future",
    "clone",
    "fmt",
];

pub(super) fn claim(api: &Api, sink: &Sink) -> Vec<OperationNames> {
    let has_tokens = api.schemes.iter().any(|scheme| scheme.token.is_some());
    let mut methods = Scope::new(&[RESERVED_METHODS, if has_tokens { RESERVED_WITH_TOKENS } else { &[] }].concat());
    let mut types = Scope::new(RESERVED_TYPES);
    let mut names: Vec<OperationNames> =
        api.operations.iter().map(|op| claim_operation(&mut methods, &mut types, op)).collect();
    // Last: an operation keeps its name whatever another one can be sent as.
    for (op, names) in api.operations.iter().zip(&mut names) {
        let claim = |payload| claim_alternative((&mut methods, &mut types), op, payload, names);
        names.alternatives = op.alternatives.iter().map(claim).collect();
    }
    for (wanted, given) in methods.moved {
        let message = format!("the method name of `{wanted}` was taken; it is called `{given}`");
        sink.report(&codes::NAME_CLASH, api.place.clone(), message).help("name it with `x-rust-name`");
    }
    names
}

fn claim_operation(methods: &mut Scope, types: &mut Scope, op: &Operation) -> OperationNames {
    let wanted = op.rust_name.as_deref().unwrap_or(&op.id);
    let by_route = [format!("{} {}", op.method.as_str().to_lowercase(), op.path)];
    let method = methods.claim_value_or(wanted, &by_route, "operation");
    let stem = method.as_str();
    let on_request = claim_on_request(op);
    let inputs = claim_inputs(op, op.payload.as_ref(), &on_request);
    let (responses, answers) = claim_responses(op);
    OperationNames {
        marker: types.claim_type_or(stem, &[format!("{stem} operation")], "Operation"),
        output: types.claim_type(&format!("{stem} output"), "Output"),
        error: types.claim_type(&format!("{stem} error"), "Error"),
        parameters: inputs.parameters,
        parts: inputs.parts,
        part_headers: inputs.part_headers,
        body: inputs.body,
        links: claim_links(op),
        responses,
        answers,
        on_request,
        alternatives: Vec::new(),
        method,
    }
}

fn claim_alternative(
    (methods, types): (&mut Scope, &mut Scope),
    op: &Operation,
    payload: &Payload,
    usual: &OperationNames,
) -> AlternativeNames {
    let wanted = format!("{} as {}", usual.method, kind_word(payload));
    let method = methods.claim_value_or(&wanted, &[format!("{wanted} body")], "operation");
    let marker = types.claim_type_or(method.as_str(), &[format!("{} operation", method.as_str())], "Operation");
    let Inputs { parts, part_headers, body, .. } = claim_inputs(op, Some(payload), &usual.on_request);
    AlternativeNames { method, marker, parts, part_headers, body }
}

/// A kind of body in a word.
fn kind_word(payload: &Payload) -> String {
    match &payload.kind {
        PayloadKind::Form(_) => "form".to_owned(),
        PayloadKind::Multipart(_) => "multipart".to_owned(),
        PayloadKind::Json(_) => subtype(&payload.media_type),
        PayloadKind::Text => notation(&payload.media_type),
        PayloadKind::Bytes => "bytes".to_owned(),
    }
}

/// A word per alternative of an answer, behind that of its status.
fn claim_answers(scope: &mut Scope, response: &Response) -> Vec<TypeName> {
    let status = status_word(response.status);
    let claim = |alternative: &crate::ir::Alternative| {
        let word = match (&alternative.body, alternative.media_types.as_slice()) {
            (ResponseBody::Text, [only]) => notation(only),
            (ResponseBody::Text, _) => "text".to_owned(),
            (ResponseBody::Json(_), [first, ..]) => subtype(first),
            _ => "bytes".to_owned(),
        };
        scope.claim_type(&format!("{status} {word}"), "Answer")
    };
    response.alternatives.iter().map(claim).collect()
}

/// `Call` has these methods, too, where answers are pages.
const RESERVED_WHERE_PAGED: &[&str] = &["pages", "items"];

/// And this one, where they are streams of events.
const RESERVED_WHERE_STREAMED: &[&str] = &["events"];

/// What a caller passes.
struct Inputs {
    parameters: Vec<ValueName>,
    parts: Vec<ValueName>,
    part_headers: Vec<Vec<ValueName>>,
    body: ValueName,
}

/// Required parameters and parts are arguments, optional ones setters; they share one scope so that docs can speak of
/// "`id`". The body is claimed last: a parameter called `body` keeps its name.
fn claim_inputs(op: &Operation, payload: Option<&Payload>, on_request: &[ValueName]) -> Inputs {
    let paged = if op.paging.is_some() { RESERVED_WHERE_PAGED } else { &[] };
    let own: Vec<&str> = on_request.iter().map(ValueName::as_str).collect();
    let has_events = op.responses.iter().any(|response| response.events.is_some());
    let streamed = if has_events { RESERVED_WHERE_STREAMED } else { &[] };
    let mut scope = Scope::new(&[RESERVED_SETTERS, paged, streamed, &own].concat());
    let parameters = op
        .parameters
        .iter()
        .map(|p| {
            let wanted = p.rust_name.as_deref().unwrap_or(&p.name);
            let place = format!("{:?}", p.place);
            scope.claim_value_or(wanted, &[format!("{wanted} {place}")], "parameter")
        })
        .collect();
    let list = match payload.map(|payload| &payload.kind) {
        Some(PayloadKind::Multipart(parts)) => parts.as_slice(),
        _ => &[],
    };
    let claim_part = |part: &Part| {
        let wanted = part.rust_name.as_deref().unwrap_or(&part.name);
        scope.claim_value_or(wanted, &[format!("{wanted} part")], "part")
    };
    let parts: Vec<ValueName> = list.iter().map(claim_part).collect();
    let body = scope.claim_value_or("body", &["payload".to_owned(), "request body".to_owned()], "body");
    let mut claim_header = |part: &ValueName, header: &Parameter| {
        let wanted = header.rust_name.clone().unwrap_or_else(|| format!("{part} {}", header.name));
        scope.claim_value_or(&wanted, &[format!("{wanted} header")], "header")
    };
    let headers = list.iter().zip(&parts);
    let part_headers =
        headers.map(|(part, name)| part.headers.iter().map(|header| claim_header(name, header)).collect()).collect();
    Inputs { parameters, parts, part_headers, body }
}

/// A method of `Call` per kind of JSON that a success can be on request.
fn claim_on_request(op: &Operation) -> Vec<ValueName> {
    let mut scope = Scope::new(RESERVED_SETTERS);
    let successes = op.responses.iter().filter(|response| response.status.is_success());
    let others = successes.flat_map(|response| &response.on_request).filter_map(|other| other.media_types.first());
    others.map(|media_type| scope.claim_value(&format!("answer as {}", subtype(media_type)), "answer")).collect()
}

/// A variant per answer, and per alternative of each.
fn claim_responses(op: &Operation) -> (Vec<TypeName>, Vec<Vec<TypeName>>) {
    let mut scope = Scope::new(&["Unexpected"]);
    let usual = op.responses.iter().map(|r| scope.claim_type(&status_word(r.status), "Status")).collect();
    (usual, op.responses.iter().map(|response| claim_answers(&mut scope, response)).collect())
}

fn claim_links(op: &Operation) -> Vec<ValueName> {
    let mut scope = Scope::new(&[]);
    let claim = |link: &Link| {
        let wanted = format!("link {}", link.name);
        let of_failure = (link.start == LinkStart::Failure).then(|| format!("{wanted} of error"));
        scope.claim_value_or(&wanted, of_failure.as_slice(), "link")
    };
    op.links.iter().map(claim).collect()
}

/// The reason phrase of a status (RFC 9110 and its registry) as a variant name.
pub(super) fn status_word(status: StatusPattern) -> String {
    let code = match status {
        StatusPattern::Default => return "Default".to_owned(),
        StatusPattern::Class(class) => return format!("Status{class}xx"),
        StatusPattern::Code(code) => code,
    };
    let word = match code {
        100 => "Continue",
        101 => "SwitchingProtocols",
        102 => "Processing",
        103 => "EarlyHints",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        226 => "ImUsed",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        418 => "ImATeapot",
        421 => "MisdirectedRequest",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        511 => "NetworkAuthenticationRequired",
        other => return format!("Status{other}"),
    };
    word.to_owned()
}
