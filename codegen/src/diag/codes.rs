//! Everything the generator can say, in one table: slug, severity, and what `--explain` tells.

use super::Severity;
use crate::config::Strictness;

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable slug, as in `error[duplicate-operation-id]`.
    pub name: &'static str,
    /// What it means, why it matters and what to do.
    pub explain: &'static str,
    /// How severe it is.
    pub level: Level,
}

/// The severity of a code by whose document it is; `None` means it is not reported there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// In our own specs.
    pub house: Option<Severity>,
    /// In documents that are to be without fault.
    pub strict: Option<Severity>,
    /// In other people's documents.
    pub tolerant: Option<Severity>,
}

impl Level {
    /// An error anywhere: there is nothing to generate from.
    pub const ERROR: Level = Level::all(Severity::Error);
    /// A fault; in other people's documents a warning, and the generator copes.
    pub const STRICT: Level = Level::of(Severity::Error, Some(Severity::Error), Some(Severity::Warning));
    /// An error in our own specs; elsewhere common practice that is merely noted.
    pub const ASKED: Level = Level::of(Severity::Error, Some(Severity::Info), Some(Severity::Info));
    /// A warning anywhere.
    pub const WARNING: Level = Level::all(Severity::Warning);
    /// A warning, in other people's documents a note.
    pub const HINT: Level = Level::of(Severity::Warning, Some(Severity::Warning), Some(Severity::Info));
    /// A rule of this house: an error in our own specs, nothing elsewhere.
    pub const OWN_ERROR: Level = Level::of(Severity::Error, None, None);
    /// A habit of this house: a warning in our own specs, nothing elsewhere.
    pub const OWN: Level = Level::of(Severity::Warning, None, None);
    /// Worth knowing anywhere.
    pub const INFO: Level = Level::all(Severity::Info);

    const fn of(house: Severity, strict: Option<Severity>, tolerant: Option<Severity>) -> Self {
        Level { house: Some(house), strict, tolerant }
    }

    const fn all(severity: Severity) -> Self {
        Level::of(severity, Some(severity), Some(severity))
    }

    /// The severity in documents read with `strictness`.
    pub fn severity(self, strictness: Strictness) -> Option<Severity> {
        match strictness {
            Strictness::House => self.house,
            Strictness::Strict => self.strict,
            Strictness::Tolerant => self.tolerant,
        }
    }
}

/// The code with this slug.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.name == name)
}

macro_rules! codes {
    ($($name:ident = $slug:literal, $level:ident, $explain:literal;)*) => {
        $(
            #[doc = concat!("`", $slug, "`: ", $explain)]
            pub const $name: Code = Code { name: $slug, explain: $explain, level: Level::$level };
        )*
        /// Every code, in the order of the stages that report them.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    // source: reading files
    UNREADABLE_FILE = "unreadable-file", ERROR,
        "The file cannot be opened, is not a regular file, or is not UTF-8 text. Check the path and its permissions, and save the file as UTF-8.";
    FILE_TOO_LARGE = "file-too-large", ERROR,
        "The file is beyond the size that is read. Documents of that size are almost always data rather than descriptions; split it, or leave examples out.";
    SYNTAX = "syntax", ERROR,
        "The text is not valid YAML or JSON. The mistake is at or shortly before the place shown; in YAML it is often indentation, a tab, or a `:` inside an unquoted text.";
    NESTING_TOO_DEEP = "nesting-too-deep", ERROR,
        "Lists and objects are nested deeper than any description needs. The limit protects the reader against hostile input.";
    ALIASES_TOO_LARGE = "aliases-too-large", ERROR,
        "Written out in full, the aliases (`*name`) of this file make it far larger than it is, or an alias stands inside its own anchor. Use `$ref` instead.";
    DUPLICATE_KEY = "duplicate-key", STRICT,
        "An object has the same key twice. Readers disagree on which one counts; here the last one does. Remove or rename one.";
    UNSUPPORTED_YAML = "unsupported-yaml", STRICT,
        "YAML can say this, JSON cannot, so it has no meaning in an OpenAPI document: a tag, a merge key `<<`, a list or object as a key, an infinite number or NaN. Or it is written in a way that only some readers put up with: a line between brackets that is not indented, or a comma after the last entry in JSON.";

    // overlay: changes from other files
    INVALID_OVERLAY = "invalid-overlay", ERROR,
        "The file is no overlay that can be applied: it needs `overlay: 1.0.0` (or 1.1), `info` and `actions`, each action a `target` that is a JSONPath (RFC 9535) and one of `update`, `copy` and `remove`, and a value fits where it is put: objects are merged into objects, anything is appended to lists, single values replace single values.";
    OVERLAY_WITHOUT_EFFECT = "overlay-without-effect", STRICT,
        "The action changes nothing: its target selects nothing in the document as the actions before it left it, or it does not say what to do. The document has usually changed, or a name is misspelled.";
    OVERLAY_MISMATCH = "overlay-mismatch", STRICT,
        "The overlay says in `extends` which document it is for, and that is another one. It is applied all the same.";

    // normalize: the shape of the document
    UNSUPPORTED_VERSION = "unsupported-version", ERROR,
        "OpenAPI 3.0 and 3.1 are read. Convert Swagger 2.0 documents first, for example with `swagger2openapi`.";
    NOT_OPENAPI = "not-openapi", ERROR,
        "The file holds no OpenAPI document: its root is an object that says `openapi: 3.0.3` or alike.";
    UNKNOWN_FIELD = "unknown-field", STRICT,
        "The object has no such field in this version of OpenAPI. It is ignored, so a misspelled field would silently do nothing. Correct it, or start the name with `x-` if it is an extension.";
    WRONG_TYPE = "wrong-type", STRICT,
        "The field wants another kind of value. What can be understood without doubt is converted; everything else is ignored.";
    MISSING_FIELD = "missing-field", STRICT,
        "OpenAPI requires this field. Without it the object is filled with an empty value where that is harmless, and ignored where it is not.";
    UNKNOWN_VALUE = "unknown-value", STRICT,
        "The field takes one of a fixed list of values, and this is none of them.";
    INVALID_STATUS = "invalid-status", STRICT,
        "Responses are listed under a status code (`404`), a range (`4XX`) or `default`.";
    INVALID_PATH = "invalid-path", STRICT,
        "A path starts with `/` and has balanced braces around its parameters. A missing slash is added.";
    NEWER_SPELLING = "newer-spelling", HINT,
        "This is how OpenAPI 3.1 says it, in a document that declares 3.0. It is understood, but other tools will not; write it the 3.0 way or declare 3.1.";
    UNSUPPORTED_KEYWORD = "unsupported-keyword", WARNING,
        "The keyword is legal, but no type or check is derived from it. The schema describes more than the generated code knows.";
    UNCHECKED_KEYWORD = "unchecked-keyword", HINT,
        "The keyword only says which values are not allowed. The types take those, too: nothing that the server sends is refused, and nothing that is sent is held back.";
    MISPLACED_KEYWORD = "misplaced-keyword", HINT,
        "The keyword says nothing about values of this `type`, as `minLength` does about a number. It is ignored; it usually belongs to another schema, often to `items`.";
    REF_SIBLINGS = "ref-siblings", HINT,
        "In OpenAPI 3.0 everything beside `$ref` is ignored. Wrap the reference in `allOf` to add to it.";
    SCHEMA_DEGRADED = "schema-degraded", STRICT,
        "The schema could not be understood, so values of it are passed through as plain JSON.";
    OPERATION_SKIPPED = "operation-skipped", STRICT,
        "The operation could not be understood and is not in the generated client. The other findings at this place say why.";

    // resolve: references
    UNRESOLVED_REF = "unresolved-ref", STRICT,
        "Nothing is found where the reference points. Check the spelling of each step; `/` inside a step is written `~1` and `~` is written `~0`.";
    RELATIVE_REF = "relative-ref", STRICT,
        "A pointer starts from the root of the file, but this one leads somewhere only from a schema around it, as `#/$defs/Pet` inside a schema with `$defs`. It is read so; other tools may not find it. Write the pointer in full.";
    REF_CYCLE = "ref-cycle", STRICT,
        "The reference leads back to itself through references only, so there is nothing at its end. A schema may refer to itself from within, for example from a property.";
    REF_WRONG_KIND = "ref-wrong-kind", STRICT,
        "The reference leads to something of another kind than is wanted here, for example to a response where a schema belongs.";
    REF_OUTSIDE = "ref-outside", STRICT,
        "References to files stay below the folder of the document that was named, so that reading an untrusted document reads nothing else. Move the file, or name a document further up.";
    REMOTE_REF = "remote-ref", STRICT,
        "Nothing is fetched from a network. Save the document beside this one and refer to the file.";

    // lint: names and identity
    DUPLICATE_OPERATION_ID = "duplicate-operation-id", STRICT,
        "Two operations have the same `operationId`, which names the method in the client. Rename one.";
    MISSING_OPERATION_ID = "missing-operation-id", ASKED,
        "Without `operationId` the method is named after method and path, which reads poorly and changes when the path does.";
    DUPLICATE_PATH = "duplicate-path", STRICT,
        "Two paths differ only in the names of their parameters, so a server cannot tell them apart. Merge them.";
    UNDECLARED_PATH_PARAMETER = "undeclared-path-parameter", STRICT,
        "The path has a parameter in braces that the operation does not declare. It is treated as required text.";
    UNUSED_PATH_PARAMETER = "unused-path-parameter", STRICT,
        "A parameter with `in: path` does not occur in the path, so it cannot be sent.";
    DUPLICATE_PARAMETER = "duplicate-parameter", STRICT,
        "An operation has two parameters of the same name in the same place.";
    HEADER_IGNORED = "header-ignored", INFO,
        "`Content-Type` among the headers of an answer or of a part says nothing: `content` and `contentType` have the media types. `Content-Disposition` of a part is written by the client.";
    INVALID_HEADER = "invalid-header", STRICT,
        "No header can have this name, so the answer cannot have it. It is left out of the headers that are read.";
    CREDENTIAL_PARAMETER = "credential-parameter", WARNING,
        "Credentials belong into `components/securitySchemes`, where the client keeps them secret and sends them by itself. `Accept`, `Content-Type` and `Authorization` are not allowed as header parameters at all.";
    UNKNOWN_SECURITY_SCHEME = "unknown-security-scheme", STRICT,
        "`security` names a scheme that `components/securitySchemes` does not declare.";
    UNKNOWN_TAG = "unknown-tag", OWN,
        "The tag is not declared at the root. Tags become modules; their description becomes the module's documentation.";
    NO_SUCCESS_RESPONSE = "no-success-response", INFO,
        "No response covers success (2XX or `default`), so the call gives back no value.";
    UNUSED_COMPONENT = "unused-component", OWN,
        "Nothing refers to this component. Remove it, or use it.";
    INVALID_SERVER = "invalid-server", WARNING,
        "A variable of the server's address is not declared, is declared but not used, or has a default that its `enum` does not list.";

    // lint: schemas
    UNDECLARED_REQUIRED = "undeclared-required", WARNING,
        "`required` names a property that the schema does not declare, often a misspelling. Values of it are kept untyped.";
    EMPTY_ENUM = "empty-enum", WARNING,
        "No value is allowed. The list is ignored.";
    DUPLICATE_ENUM_VALUE = "duplicate-enum-value", WARNING,
        "The list of allowed values names one value twice.";
    VALUE_MISMATCH = "value-mismatch", WARNING,
        "A default, an example or an allowed value does not fit the schema it belongs to. One of the two is wrong.";
    IMPOSSIBLE_LIMITS = "impossible-limits", WARNING,
        "The lower limit is above the upper one, so no value fits.";
    PATTERN_NOT_CHECKED = "pattern-not-checked", INFO,
        "The pattern uses something (look-around, back-references, Unicode classes) that the client's small expression engine does not have, so the client does not check it.";
    NAMELESS_OBJECT = "nameless-object", OWN,
        "An object schema inside a request or response gets a made-up type name, which changes when its surroundings do. Put it under `components/schemas` and refer to it.";

    // lint: our extensions
    MISSING_SOURCE = "missing-source", OWN_ERROR,
        "Each operation of our specs says in `x-source` from which document and under which heading it was transcribed: `x-source: { document: …, heading: … }`.";
    INVALID_EXTENSION = "invalid-extension", STRICT,
        "An extension of ours has a value of the wrong form. See docs/extensions.md.";
    UNKNOWN_EXTENSION = "unknown-extension", OWN,
        "No such extension is known here, so it does nothing. See docs/extensions.md for those there are.";

    TOKEN_MISFIT = "token-misfit", STRICT,
        "What `x-token` says does not fit the operations it names: parameters, properties and pointers have to be declared there, and everything required has to be filled. The client takes ready tokens only.";

    // lower: what is wanted
    NOTHING_SELECTED = "nothing-selected", ERROR,
        "A part of the selection (`--only`) fits no operation of the document. It takes `tag:NAME`, `path:/prefix/*` and `operation:ID`, where `*` stands for any text; upper and lower case count.";

    UNKNOWN_SCHEMA = "unknown-schema", ERROR,
        "A type was chosen (`--type NAME=path`) for a schema that is not under `components/schemas` of the document, so the choice would silently do nothing.";

    // lower: what the model cannot say
    RAW_JSON = "raw-json", HINT,
        "The schema has a meaning for which there is no Rust type here; its values are raw JSON in the client, and nothing of them is lost.";
    RAW_BODY = "raw-body", HINT,
        "Bodies of this media type are passed as bytes: the schema beside it does not shape them.";
    XML_AS_TEXT = "xml-as-text", HINT,
        "XML has no types here: the body is passed as text, in the notation and with the media type of the document. Read and write it with an XML library.";
    INVALID_MEDIA_TYPE = "invalid-media-type", STRICT,
        "Bodies are listed under media types, such as `application/json`. A slip of the pen is understood; a name that is no media type is left out where others are there.";
    ENDLESS_TYPE = "endless-type", HINT,
        "The schema contains itself with no object in between, so no finite type describes it. It is raw JSON in the client.";
    ALL_OF_CONFLICT = "all-of-conflict", WARNING,
        "Two parts of an `allOf` declare the same property with different types. No value fits both; the later one is taken.";
    UNKNOWN_VARIANT = "unknown-variant", WARNING,
        "The discriminator maps a value to a schema that is not among the alternatives. The entry is ignored.";
    FIRST_OF = "first-of", STRICT,
        "Each entry of `x-first-of` is a JSON pointer through declared properties of the object, and all of them end at values of one type.";
    PAGINATION = "pagination", STRICT,
        "`x-pagination` needs one success answer, a JSON object, with pointers through declared properties: `items` to a list, `next` to a token that is text, a whole number or a UUID. `parameter` takes one plain value. Without that the operation answers one page at a time.";
    UNSUPPORTED_SECURITY = "unsupported-security", HINT,
        "The client computes basic and bearer credentials and sends keys. For another HTTP scheme the caller passes the header value ready-made.";
    RELATIVE_SERVER = "relative-server", INFO,
        "The address is relative to where the document lives, which the client does not know. Callers give the full address.";
    OPERATION_SERVERS = "operation-servers", HINT,
        "A path or operation has servers of its own. Calls go to the address that the client was built with.";
    EVENT_PART_IGNORED = "event-part-ignored", INFO,
        "A webhook or callback describes more than is read or written here: its headers, query and body are typed, and the bodies of answers. The rest is for whoever receives the call.";
    HEADER_CONFLICT = "header-conflict", INFO,
        "Answers of one operation describe a header in two ways. All of them are read into one type, in which it is text.";
    UNUSABLE_LINK = "unusable-link", STRICT,
        "The link names an operation, a parameter or a value that cannot be found, so there is no way to follow it. Values are `$response.body#/pointer`, `$response.header.Name`, `$request.path.name`, `$statusCode`, texts with such expressions in braces, or constants. It is left out; everything else is there.";
    MEDIA_TYPE_NOT_OFFERED = "media-type-not-offered", INFO,
        "The body can be had under this media type, but not as the document describes it: answers in a second notation are read without a type, and texts are always sent as UTF-8.";

    // names
    NAME_CLASH = "name-clash", HINT,
        "Two items want the same Rust name. The first keeps it; give the other one a name of its own with `x-rust-name`.";
}

/// Findings that say that an operation is not in the client.
pub(crate) const SKIPPED: &[Code] = &[OPERATION_SKIPPED];

/// Findings that say that a client has raw bytes or raw JSON where the document describes something.
pub(crate) const DEGRADED: &[Code] = &[
    SCHEMA_DEGRADED,
    UNRESOLVED_REF,
    REF_CYCLE,
    REF_WRONG_KIND,
    REF_OUTSIDE,
    REMOTE_REF,
    RAW_JSON,
    RAW_BODY,
    XML_AS_TEXT,
    ENDLESS_TYPE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn slugs_are_unique_and_plain() {
        let names: HashSet<_> = ALL.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL.iter().all(|code| { code.name.chars().all(|c| c.is_ascii_lowercase() || c == '-') }));
    }

    #[test]
    fn codes_are_found_by_slug() {
        assert_eq!(find("syntax"), Some(&SYNTAX));
        assert_eq!(find("nonsense"), None);
    }
}
