//! The table: which fields each object has, and what they hold.

use super::Kind;
use super::shape::{Field, Need, Shape, Want};

const fn may(name: &'static str, want: Want) -> Field {
    Field { name, want, need: Need::Optional, newer: false }
}

const fn must(name: &'static str, want: Want, need: Need) -> Field {
    Field { name, want, need, newer: false }
}

const fn newer(name: &'static str, want: Want) -> Field {
    Field { name, want, need: Need::Optional, newer: true }
}

const fn of(name: &'static str, fields: &'static [Field]) -> Shape {
    Shape { name, fields, rest: None }
}

const fn map_of(name: &'static str, fields: &'static [Field], rest: Want) -> Shape {
    Shape { name, fields, rest: Some(rest) }
}

use Kind as K;
use Want::{Any, Choice, Count, Flag, FlagOrSchema, List, Map, Number, Object, OrRef, Text};

const SCHEMAS: Want = List(&OrRef(K::Schema));
const HEADERS: Want = Map(&OrRef(K::Header));
const EXAMPLES: Want = Map(&OrRef(K::Example));
const CONTENT: Want = Map(&Object(K::MediaType));
const SERVERS: Want = List(&Object(K::Server));
const SECURITY: Want = List(&Object(K::SecurityRequirement));
const PARAMETERS: Want = List(&OrRef(K::Parameter));

static OPEN_API: Shape = of(
    "the document",
    &[
        must("openapi", Text, Need::Text),
        must("info", Object(K::Info), Need::Empty),
        may("servers", SERVERS),
        must("paths", Object(K::Paths), Need::Empty),
        may("components", Object(K::Components)),
        may("security", SECURITY),
        may("tags", List(&Object(K::Tag))),
        may("externalDocs", Object(K::ExternalDocs)),
        newer("webhooks", Map(&Any)),
        newer("jsonSchemaDialect", Text),
    ],
);

static INFO: Shape = of(
    "an info object",
    &[
        must("title", Text, Need::Text),
        must("version", Text, Need::Text),
        may("description", Text),
        may("termsOfService", Text),
        may("contact", Object(K::Contact)),
        may("license", Object(K::License)),
        newer("summary", Text),
    ],
);

static CONTACT: Shape = of("a contact object", &[may("name", Text), may("url", Text), may("email", Text)]);

static LICENSE: Shape =
    of("a license object", &[must("name", Text, Need::Text), may("url", Text), newer("identifier", Text)]);

static SERVER: Shape = of(
    "a server",
    &[must("url", Text, Need::Vital), may("description", Text), may("variables", Map(&Object(K::ServerVariable)))],
);

static SERVER_VARIABLE: Shape =
    of("a server variable", &[must("default", Text, Need::Text), may("enum", List(&Text)), may("description", Text)]);

static PATHS: Shape = map_of("the list of paths", &[], OrRef(K::PathItem));

static PATH_ITEM: Shape = of(
    "a path",
    &[
        may("summary", Text),
        may("description", Text),
        may("get", Object(K::Operation)),
        may("put", Object(K::Operation)),
        may("post", Object(K::Operation)),
        may("delete", Object(K::Operation)),
        may("options", Object(K::Operation)),
        may("head", Object(K::Operation)),
        may("patch", Object(K::Operation)),
        may("trace", Object(K::Operation)),
        may("servers", SERVERS),
        may("parameters", PARAMETERS),
        may("$ref", Text),
    ],
);

static OPERATION: Shape = of(
    "an operation",
    &[
        may("tags", List(&Text)),
        may("summary", Text),
        may("description", Text),
        may("externalDocs", Object(K::ExternalDocs)),
        may("operationId", Text),
        may("parameters", PARAMETERS),
        may("requestBody", OrRef(K::RequestBody)),
        must("responses", Object(K::Responses), Need::Empty),
        may("callbacks", Map(&Any)),
        may("deprecated", Flag),
        may("security", SECURITY),
        may("servers", SERVERS),
    ],
);

static EXTERNAL_DOCS: Shape =
    of("a link to documentation", &[must("url", Text, Need::Vital), may("description", Text)]);

static PARAMETER: Shape = of(
    "a parameter",
    &[
        must("name", Text, Need::Vital),
        must("in", Choice(&["query", "header", "path", "cookie"]), Need::Vital),
        may("description", Text),
        may("required", Flag),
        may("deprecated", Flag),
        may("allowEmptyValue", Flag),
        may("style", Text),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", OrRef(K::Schema)),
        may("content", CONTENT),
        may("example", Any),
        may("examples", EXAMPLES),
    ],
);

static HEADER: Shape = of(
    "a header",
    &[
        may("description", Text),
        may("required", Flag),
        may("deprecated", Flag),
        may("allowEmptyValue", Flag),
        may("style", Choice(&["simple"])),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", OrRef(K::Schema)),
        may("content", CONTENT),
        may("example", Any),
        may("examples", EXAMPLES),
    ],
);

static REQUEST_BODY: Shape =
    of("a request body", &[must("content", CONTENT, Need::Empty), may("description", Text), may("required", Flag)]);

static MEDIA_TYPE: Shape = of(
    "a media type",
    &[
        may("schema", OrRef(K::Schema)),
        may("example", Any),
        may("examples", EXAMPLES),
        may("encoding", Map(&Object(K::Encoding))),
    ],
);

static ENCODING: Shape = of(
    "an encoding",
    &[
        may("contentType", Text),
        may("headers", HEADERS),
        may("style", Choice(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        may("explode", Flag),
        may("allowReserved", Flag),
    ],
);

static RESPONSES: Shape = map_of("the list of responses", &[may("default", OrRef(K::Response))], OrRef(K::Response));

static RESPONSE: Shape = of(
    "a response",
    &[
        must("description", Text, Need::Text),
        may("headers", HEADERS),
        may("content", CONTENT),
        may("links", Map(&OrRef(K::Link))),
    ],
);

static CALLBACK: Shape = map_of("a callback", &[], Object(K::PathItem));

static EXAMPLE: Shape =
    of("an example", &[may("summary", Text), may("description", Text), may("value", Any), may("externalValue", Text)]);

static LINK: Shape = of(
    "a link",
    &[
        may("operationRef", Text),
        may("operationId", Text),
        may("parameters", Map(&Any)),
        may("requestBody", Any),
        may("description", Text),
        may("server", Object(K::Server)),
    ],
);

static TAG: Shape = of(
    "a tag",
    &[must("name", Text, Need::Vital), may("description", Text), may("externalDocs", Object(K::ExternalDocs))],
);

static COMPONENTS: Shape = of(
    "the components",
    &[
        may("schemas", Map(&OrRef(K::Schema))),
        may("responses", Map(&OrRef(K::Response))),
        may("parameters", Map(&OrRef(K::Parameter))),
        may("examples", EXAMPLES),
        may("requestBodies", Map(&OrRef(K::RequestBody))),
        may("headers", HEADERS),
        may("securitySchemes", Map(&OrRef(K::SecurityScheme))),
        may("links", Map(&OrRef(K::Link))),
        may("callbacks", Map(&OrRef(K::Callback))),
        newer("pathItems", Any),
    ],
);

static SCHEMA: Shape = of(
    "a schema",
    &[
        may("type", Choice(&["string", "number", "integer", "boolean", "object", "array"])),
        may("format", Text),
        may("title", Text),
        may("description", Text),
        may("properties", Map(&OrRef(K::Schema))),
        may("required", List(&Text)),
        may("items", OrRef(K::Schema)),
        may("additionalProperties", FlagOrSchema),
        may("enum", List(&Any)),
        may("allOf", SCHEMAS),
        may("oneOf", SCHEMAS),
        may("anyOf", SCHEMAS),
        may("not", OrRef(K::Schema)),
        may("discriminator", Object(K::Discriminator)),
        may("nullable", Flag),
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("deprecated", Flag),
        may("default", Any),
        may("example", Any),
        may("multipleOf", Number),
        may("maximum", Number),
        may("exclusiveMaximum", Flag),
        may("minimum", Number),
        may("exclusiveMinimum", Flag),
        may("maxLength", Count),
        may("minLength", Count),
        may("pattern", Text),
        may("maxItems", Count),
        may("minItems", Count),
        may("uniqueItems", Flag),
        may("maxProperties", Count),
        may("minProperties", Count),
        may("xml", Object(K::Xml)),
        may("externalDocs", Object(K::ExternalDocs)),
    ],
);

static DISCRIMINATOR: Shape =
    of("a discriminator", &[must("propertyName", Text, Need::Vital), may("mapping", Map(&Text))]);

static XML: Shape = of(
    "an XML object",
    &[may("name", Text), may("namespace", Text), may("prefix", Text), may("attribute", Flag), may("wrapped", Flag)],
);

static SECURITY_SCHEME: Shape = of(
    "a security scheme",
    &[
        must("type", Text, Need::Vital),
        may("description", Text),
        may("name", Text),
        may("in", Choice(&["query", "header", "cookie"])),
        may("scheme", Text),
        may("bearerFormat", Text),
        may("flows", Object(K::OAuthFlows)),
        may("openIdConnectUrl", Text),
    ],
);

static OAUTH_FLOWS: Shape = of(
    "a list of OAuth flows",
    &[
        may("implicit", Object(K::ImplicitFlow)),
        may("password", Object(K::TokenFlow)),
        may("clientCredentials", Object(K::TokenFlow)),
        may("authorizationCode", Object(K::CodeFlow)),
    ],
);

const SCOPES: Field = must("scopes", Map(&Text), Need::Empty);

static IMPLICIT_FLOW: Shape = of(
    "an OAuth flow",
    &[must("authorizationUrl", Text, Need::Text), may("tokenUrl", Text), may("refreshUrl", Text), SCOPES],
);

static TOKEN_FLOW: Shape = of(
    "an OAuth flow",
    &[must("tokenUrl", Text, Need::Text), may("authorizationUrl", Text), may("refreshUrl", Text), SCOPES],
);

static CODE_FLOW: Shape = of(
    "an OAuth flow",
    &[must("authorizationUrl", Text, Need::Text), must("tokenUrl", Text, Need::Text), may("refreshUrl", Text), SCOPES],
);

static SECURITY_REQUIREMENT: Shape = map_of("a security requirement", &[], List(&Text));

pub(super) fn shape(kind: Kind) -> &'static Shape {
    match kind {
        K::OpenApi => &OPEN_API,
        K::Info => &INFO,
        K::Contact => &CONTACT,
        K::License => &LICENSE,
        K::Server => &SERVER,
        K::ServerVariable => &SERVER_VARIABLE,
        K::Paths => &PATHS,
        K::PathItem => &PATH_ITEM,
        K::Operation => &OPERATION,
        K::ExternalDocs => &EXTERNAL_DOCS,
        K::Parameter => &PARAMETER,
        K::RequestBody => &REQUEST_BODY,
        K::MediaType => &MEDIA_TYPE,
        K::Encoding => &ENCODING,
        K::Responses => &RESPONSES,
        K::Response => &RESPONSE,
        K::Callback => &CALLBACK,
        K::Example => &EXAMPLE,
        K::Link => &LINK,
        K::Header => &HEADER,
        K::Tag => &TAG,
        K::Components => &COMPONENTS,
        K::Schema => &SCHEMA,
        K::Discriminator => &DISCRIMINATOR,
        K::Xml => &XML,
        K::SecurityScheme => &SECURITY_SCHEME,
        K::OAuthFlows => &OAUTH_FLOWS,
        K::ImplicitFlow => &IMPLICIT_FLOW,
        K::TokenFlow => &TOKEN_FLOW,
        K::CodeFlow => &CODE_FLOW,
        K::SecurityRequirement => &SECURITY_REQUIREMENT,
    }
}
