//! An API made by hand that uses everything the model can say, with names and texts that mean harm.

use serde_json::json;

use crate::diag::{FileId, Place as SourcePlace};
use crate::ir::*;

/// Text that would leave a doc comment, a string or a line if anything were pasted anywhere.
pub(super) const HOSTILE: &str = "Ends */ here \"quoted\" \\ {braces} % `tick\n```rust\npanic!()\n```\n<script>x</script> [link] see https://a.example/b.\n\u{202E}turned\r\n    indented code\n* item\nlazy\n# Heading\n| a | b |\n|---|---|\n| 1 | 2 |\n";

pub(super) fn docs(text: &str) -> Docs {
    Docs { summary: None, description: Some(text.to_owned()), deprecated: false }
}

pub(super) fn ty(name: &str, kind: TypeKind) -> Type {
    Type {
        name: name.to_owned(),
        rust_name: None,
        is_component: true,
        docs: docs(HOSTILE),
        kind,
        origin: String::new(),
    }
}

pub(super) fn field(name: &str, presence: Presence, value: Value) -> Field {
    Field {
        name: name.to_owned(),
        rust_name: None,
        presence,
        value,
        default: None,
        read_only: false,
        write_only: false,
        docs: Docs::default(),
    }
}

pub(super) fn named(id: usize) -> Value {
    Value::of(Shape::Named { id: TypeId(id), boxed: false })
}

fn boxed(id: usize) -> Value {
    Value::of(Shape::Named { id: TypeId(id), boxed: true })
}

fn nullable(value: Value) -> Value {
    Value { nullable: true, ..value }
}

fn limited(value: Value, rules: Rules) -> Value {
    Value { rules, ..value }
}

pub(super) fn list(value: Value) -> Value {
    Value::of(Shape::List(Box::new(value)))
}

fn map(value: Value) -> Value {
    Value::of(Shape::Map(Box::new(value)))
}

pub(super) fn text() -> Value {
    Value::of(Shape::Text)
}

fn long() -> Value {
    Value::of(Shape::Integer { small: false, text: false })
}

fn lenient() -> Value {
    Value::of(Shape::Integer { small: false, text: true })
}

/// Every shape there is, in every presence.
fn everything() -> Record {
    let shapes = vec![
        ("any", Value::of(Shape::Any)),
        ("flag", Value::of(Shape::Boolean { text: false })),
        ("flagOrText", Value::of(Shape::Boolean { text: true })),
        ("small", Value::of(Shape::Integer { small: true, text: false })),
        ("long", long()),
        ("lenient", lenient()),
        ("number", Value::of(Shape::Number { text: false })),
        ("text", text()),
        ("secret", Value::of(Shape::Secret)),
        ("instant", Value::of(Shape::DateTime)),
        ("day", Value::of(Shape::Date)),
        ("id", Value::of(Shape::Uuid)),
        ("bytes", Value::of(Shape::Base64)),
        ("list", list(nullable(text()))),
        ("lenientList", list(lenient())),
        ("map", map(list(lenient()))),
        ("option", named(0)),
        ("code", named(2)),
        ("word", named(3)),
        ("either", named(4)),
        ("alias", named(6)),
        ("maybeText", named(7)),
        ("tree", boxed(5)),
    ];
    let presences = [Presence::Required, Presence::RequiredNullable, Presence::Optional, Presence::OptionalNullable];
    let fields = shapes
        .iter()
        .flat_map(|(name, value)| {
            presences.map(|presence| field(&format!("{name}{presence:?}"), presence, value.clone()))
        })
        .collect();
    Record { fields, ..Record::default() }
}

fn types() -> Vec<Type> {
    let short = Rules { max_length: Some(50), pattern: Some("^[a-z\"\\\\]+$".into()), ..Rules::default() };
    let mut option = Record::default();
    option.fields.push(field("self", Presence::Optional, limited(text(), short.clone())));
    option.fields.push(field("extra", Presence::OptionalNullable, boxed(1)));
    option.fields.push(field(
        "new",
        Presence::Optional,
        limited(list(limited(text(), short)), Rules { max_items: Some(3), ..Rules::default() }),
    ));
    let first = Accessor {
        name: "token".into(),
        value: text(),
        places: vec![
            vec![Step { record: TypeId(0), field: 1 }, Step { record: TypeId(1), field: 0 }],
            vec![Step { record: TypeId(0), field: 0 }],
        ],
    };
    option.accessors.push(first);
    let string = Record {
        fields: vec![field("result", Presence::Required, text()), field("back", Presence::Optional, boxed(0))],
        extras: Extras::Typed(Box::new(lenient())),
        ..Record::default()
    };
    let codes = ["1", "-2", "99999999999999999999"].map(|wire| EnumValue { wire: wire.into(), name: None, docs: None });
    let words = ["own", "", "Self", "a\"b\\c\n", "OWN"].map(|wire| EnumValue {
        wire: wire.into(),
        name: None,
        docs: Some(HOSTILE.into()),
    });
    let closed = Record { extras: Extras::Closed, ..Record::default() };
    vec![
        ty("Option", TypeKind::Record(option)),
        ty("String", TypeKind::Record(string)),
        ty(
            "Result",
            TypeKind::Enumeration(Enumeration { integer: true, text: false, free: false, values: codes.into() }),
        ),
        ty(
            "Default",
            TypeKind::Enumeration(Enumeration { integer: false, text: false, free: false, values: words.into() }),
        ),
        ty("Box", TypeKind::Union(union())),
        ty("Tree", TypeKind::Record(tree())),
        ty("Vec", TypeKind::Alias(list(named(0)))),
        ty("MaybeText", TypeKind::Alias(nullable(text()))),
        ty("Closed", TypeKind::Record(closed)),
        ty("Everything", TypeKind::Record(everything())),
        ty("Endless", TypeKind::Alias(list(named(10)))),
        ty("From", TypeKind::Record(Record::default())),
        ty("Id", TypeKind::Alias(lenient())),
        ty(
            "Into",
            TypeKind::Record(Record {
                fields: vec![field("only", Presence::Required, named(12))],
                extras: Extras::Closed,
                ..Record::default()
            }),
        ),
    ]
}

fn tree() -> Record {
    Record {
        fields: vec![
            field("children", Presence::Required, list(named(5))),
            field("parent", Presence::OptionalNullable, boxed(5)),
        ],
        ..Record::default()
    }
}

fn union() -> Union {
    let variant = |name: &str, value: Value, matches: VariantMatch| Variant {
        name: name.into(),
        value,
        matches,
        docs: Docs::default(),
    };
    let keyed = VariantMatch {
        kinds: vec![JsonKind::Object],
        required: vec!["kind".into()],
        known: vec!["kind".into(), "a\"b".into()],
        constants: vec![("kind".into(), vec![json!("x"), json!(1), json!(null), json!(true), json!(-1.5)])],
        is_union: false,
    };
    Union {
        variants: vec![
            variant("list", list(lenient()), VariantMatch { kinds: vec![JsonKind::Array], ..VariantMatch::default() }),
            variant("Other", named(1), keyed),
            variant("again", boxed(5), VariantMatch::default()),
            variant(
                "id",
                lenient(),
                VariantMatch { kinds: vec![JsonKind::Integer, JsonKind::String], ..VariantMatch::default() },
            ),
        ],
        discriminator: Some(Discriminator { field: "kind".into(), mapping: vec![("x".into(), 1), ("y".into(), 2)] }),
        rules: Rules { max_items: Some(3), ..Rules::default() },
    }
}

pub(super) fn parameter(name: &str, place: Place, required: bool, style: Style, value: Value) -> Parameter {
    Parameter {
        name: name.into(),
        rust_name: None,
        place,
        required,
        style,
        value,
        constant: None,
        default: None,
        docs: docs(HOSTILE),
    }
}

fn parameters() -> Vec<Parameter> {
    let limit = Rules { minimum: Some(1.0), maximum: Some(100.0), exclusive_maximum: true, ..Rules::default() };
    let styles =
        [Style::FormExploded, Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject, Style::Json];
    let mut out = vec![
        parameter("id", Place::Path, true, Style::Simple, named(12)),
        parameter("type", Place::Path, true, Style::Label(true), text()),
        parameter("matrix", Place::Path, true, Style::Matrix(false), list(text())),
        parameter("uuid", Place::Query, true, Style::FormExploded, Value::of(Shape::Uuid)),
        parameter("secret", Place::Header, true, Style::Simple, Value::of(Shape::Secret)),
        parameter("word", Place::Query, true, Style::FormExploded, named(3)),
        parameter("either", Place::Query, true, Style::DeepObject, named(4)),
        parameter("limit", Place::Query, false, Style::FormExploded, limited(long(), limit)),
        parameter("add", Place::Query, false, Style::FormExploded, text()),
        parameter("session", Place::Cookie, false, Style::FormExploded, text()),
        parameter(
            "X-Limited",
            Place::Header,
            true,
            Style::Simple,
            limited(text(), Rules { max_length: Some(3), ..Rules::default() }),
        ),
        parameter("body", Place::Query, false, Style::Form, list(named(2))),
        parameter("send", Place::Query, false, Style::Json, map(long())),
    ];
    out.extend(
        styles
            .iter()
            .enumerate()
            .map(|(n, style)| parameter(&format!("s{n}"), Place::Query, false, *style, list(long()))),
    );
    let constant = |name: &str, required: bool, value: serde_json::Value| Parameter {
        constant: Some(value),
        ..parameter(name, Place::Header, required, Style::Simple, text())
    };
    out.extend([
        constant("X-Text", true, json!("a\"b")),
        constant("X-Int", true, json!(-3)),
        constant("X-Bool", true, json!(true)),
    ]);
    out.push(constant("X-Beta", false, json!("on")));
    out[7].docs.deprecated = true;
    out[7].default = Some(json!(10));
    out
}

fn response(status: StatusPattern, body: Option<ResponseBody>) -> Response {
    Response {
        status,
        body,
        media_types: vec!["application/json".into()],
        alternatives: Vec::new(),
        on_request: Vec::new(),
        events: None,
        untyped: Vec::new(),
        docs: docs(HOSTILE),
    }
}

pub(super) fn operation(id: &str, method: Method, path: &str, tag: usize) -> Operation {
    Operation {
        id: id.into(),
        rust_name: None,
        method,
        path: path.into(),
        segments: Vec::new(),
        tag,
        docs: docs(HOSTILE),
        source: None,
        samples: Vec::new(),
        anomalies: Vec::new(),
        parameters: Vec::new(),
        payload: None,
        alternatives: Vec::new(),
        responses: Vec::new(),
        headers: Headers::default(),
        links: Vec::new(),
        stream: StreamRules::default(),
        idempotency_key: None,
        paging: None,
        security: Security::default(),
        idempotent: true,
    }
}

pub(super) fn json_of(value: Value) -> Option<ResponseBody> {
    Some(ResponseBody::Json(value))
}

fn payload(required: bool, media_type: &str, kind: PayloadKind) -> Option<Payload> {
    let (synonyms, styles) = (Vec::new(), Vec::new());
    Some(Payload {
        required,
        media_type: media_type.into(),
        is_range: false,
        synonyms,
        kind,
        styles,
        docs: docs(HOSTILE),
    })
}

fn operations() -> Vec<Operation> {
    use StatusPattern::{Class, Code, Default as Other};
    let all = Operation {
        parameters: parameters(),
        payload: payload(true, "application/vnd.x+json", PayloadKind::Json(named(0))),
        responses: vec![
            response(Code(200), json_of(named(9))),
            response(Code(404), json_of(named(1))),
            response(Class(5), Some(ResponseBody::Text)),
            response(Code(304), None),
            response(Other, json_of(lenient())),
        ],
        security: Security { alternatives: vec![vec![SchemeId(0), SchemeId(1)], vec![SchemeId(2)], vec![]] },
        source: Some(Source { document: HOSTILE.into(), heading: HOSTILE.into() }),
        anomalies: vec![Anomaly { id: "A`1".into(), found: HOSTILE.into(), chosen: "x".into(), why: None }],
        ..operation("all", Method::Post, "/all/{id}/{type}/{matrix}", 0)
    };
    let with = |id: &str, payload, responses: Vec<Response>| Operation {
        payload,
        responses,
        ..operation(id, Method::Put, "/x", 1)
    };
    let mut deprecated = operation("call", Method::Delete, "/`tick`", 1);
    deprecated.docs.deprecated = true;
    vec![
        all,
        deprecated,
        with(
            "several",
            payload(false, "application/x-www-form-urlencoded", PayloadKind::Form(named(11))),
            vec![
                response(Code(200), json_of(named(0))),
                response(Code(204), None),
                response(Class(2), Some(ResponseBody::Bytes)),
                response(Code(400), Some(ResponseBody::JsonOrText(named(7)))),
            ],
        ),
        with(
            "onlyDefault",
            payload(true, "text/plain", PayloadKind::Text),
            vec![response(Other, json_of(list(named(5))))],
        ),
        with("redirect", payload(true, "image/*", PayloadKind::Bytes), vec![response(Code(302), None)]),
        with(
            "nullBody",
            payload(true, "application/json", PayloadKind::Json(nullable(named(5)))),
            vec![response(Code(201), json_of(nullable(named(5))))],
        ),
        with(
            "listBody",
            payload(true, "application/json", PayloadKind::Json(list(named(0)))),
            vec![response(Code(200), json_of(list(named(12))))],
        ),
        with(
            "anyBody",
            payload(false, "application/json", PayloadKind::Json(Value::of(Shape::Any))),
            vec![response(Code(200), Some(ResponseBody::Text))],
        ),
        Operation {
            responses: vec![response(Code(200), json_of(named(10)))],
            ..operation("Option", Method::Head, "/h", 1)
        },
        Operation {
            responses: vec![response(Code(200), json_of(named(13)))],
            ..operation("String", Method::Get, "/g", 1)
        },
        Operation {
            payload: payload(true, "application/json", PayloadKind::Json(named(9))),
            alternatives: [
                payload(true, "application/x-www-form-urlencoded", PayloadKind::Form(named(11))),
                payload(true, "text/\"x`\n*/", PayloadKind::Text),
                payload(true, "", PayloadKind::Bytes),
            ]
            .into_iter()
            .flatten()
            .map(|body| Payload {
                is_range: true,
                synonyms: vec![HOSTILE.into()],
                styles: vec![("a\"b".into(), Style::DeepObject)],
                ..body
            })
            .collect(),
            responses: vec![Response {
                alternatives: vec![Alternative { body: ResponseBody::Text, media_types: vec!["a\"`\n".into()] }],
                on_request: vec![Alternative {
                    body: ResponseBody::Json(Value::of(Shape::Any)),
                    media_types: vec!["a/b\"`\n".into()],
                }],
                events: json_of(named(8)),
                untyped: vec![HOSTILE.into()],
                ..response(Code(200), json_of(named(8)))
            }],
            stream: StreamRules { done: Some(HOSTILE.into()), reconnects: false },
            ..operation("everything", Method::Put, "/x", 1)
        },
    ]
}

fn event() -> Event {
    Event {
        name: HOSTILE.into(),
        rust_name: Some("Result".into()),
        callback: Some(Callback { operation: OperationId(0), address: HOSTILE.into() }),
        method: Method::Post,
        docs: docs(HOSTILE),
        headers: Some(FieldSetId(0)),
        query: None,
        payload: payload(false, "text/\"plain\"", PayloadKind::Text),
        answers: vec![
            response(StatusPattern::Code(200), Some(ResponseBody::Bytes)),
            response(StatusPattern::Class(4), json_of(Value::of(Shape::Text))),
            response(StatusPattern::Default, Some(ResponseBody::Text)),
        ],
    }
}

fn link(start: LinkStart) -> Link {
    let pieces = vec![
        LinkValue::Constant(json!(HOSTILE)),
        LinkValue::Request("path.\"id\"".into()),
        LinkValue::Header("X-\"Quoted\"".into()),
        LinkValue::Status,
    ];
    Link {
        name: HOSTILE.into(),
        status: StatusPattern::Code(200),
        start,
        docs: docs(HOSTILE),
        target: OperationId(0),
        values: vec![(LinkSlot::Body, LinkValue::Joined(pieces))],
    }
}

/// The API.
pub(super) fn api() -> Api {
    let scheme = |id: &str, kind| Scheme { id: id.into(), rust_name: None, kind, docs: docs(HOSTILE), token: None };
    let with_token = |scheme: Scheme| Scheme { token: Some(super::tokens::source()), ..scheme };
    let key = |location| SchemeKind::ApiKey { location, name: "X-\"Key\"".into(), prefix: "\"Key\" ".into() };
    let variable = |name: &str| ServerVariable {
        name: name.into(),
        default: "a\"b".into(),
        allowed: vec!["a`b".into()],
        description: Some(HOSTILE.into()),
    };
    let server = |url: &str, description: Option<&str>, variables| Server {
        url: url.into(),
        description: description.map(str::to_owned),
        variables,
    };
    let (mut types, mut operations) = (types(), operations());
    let headers = TypeId(types.len());
    let members = vec![field("X-\"Quoted\"", Presence::Required, Value::of(Shape::Text))];
    let record = Record { fields: members, extras: Extras::Closed, ..Record::default() };
    types.push(ty("Result", TypeKind::Record(record)));
    let set = FieldSet { ty: headers, place: Place::Header, styles: vec![Style::Json] };
    if let Some(op) = operations.first_mut() {
        op.headers = Headers { output: Some(FieldSetId(0)), error: Some(FieldSetId(0)) };
        op.links.extend([LinkStart::Success, LinkStart::Failure].map(link));
    }
    Api {
        id: "obstacle-course".into(),
        place: SourcePlace::root(FileId(0)),
        title: HOSTILE.into(),
        version: "1.0\"\n`".into(),
        docs: docs(HOSTILE),
        anomalies: vec![Anomaly {
            id: "A-1".into(),
            found: "x".into(),
            chosen: HOSTILE.into(),
            why: Some(HOSTILE.into()),
        }],
        servers: vec![
            server("https://a.example/v1", Some("Production"), vec![]),
            server("{scheme}://{host}/x", None, vec![variable("scheme"), variable("host")]),
            server("/relative", Some("Relative"), vec![]),
        ],
        tags: vec![
            Tag { name: "obstacle course".into(), description: Some(HOSTILE.into()) },
            Tag { name: "types".into(), description: None },
            Tag { name: "unused".into(), description: None },
        ],
        schemes: vec![
            scheme("key", key(Location::Header)),
            scheme("q", key(Location::Query)),
            scheme("cookie", key(Location::Cookie)),
            scheme("basic", SchemeKind::Basic),
            scheme("bearer", SchemeKind::Bearer),
            scheme("sync", SchemeKind::BasicToken { password: "\"".into() }),
            with_token(scheme("token", SchemeKind::Bearer)),
            with_token(scheme("credentials_from_env", key(Location::Header))),
        ],
        operations,
        events: vec![event()],
        field_sets: vec![set],
        types,
    }
}
