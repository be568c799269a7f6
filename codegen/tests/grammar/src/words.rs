//! Names and texts: plain ones, those that Rust or the generator would like to have, and those that mean harm.

use super::Draw;
use super::hostile::HOSTILE;

const PLAIN: &[&str] = &[
    "Pet", "id", "name", "Order", "status", "createdAt", "owner", "tags", "count", "kind", "note", "Cat", "Dog", "Error",
];

/// Several spellings of one identifier.
const TWINS: &[&str] = &[
    "pet", "PET", "my-pet", "my_pet", "myPet", "MyPet", "my pet", "MyPet2", "my_pet_2", "my.pet", "mypet", "pet_", "_pet",
    "Pet2", "pet2", "pet-2", "PetBody", "PetKind", "PetItem", "CatOrDog", "OrderStatus", "PetVariant", "PetBuilder",
    "petKind", "NewPet", "GetPet", "GetPetError", "GetPetResponse", "GetPetOk", "PetId", "pet.id", "pet[id]", "pet[]",
];

/// What Rust has a meaning for.
const RUST: &[&str] = &[
    "self", "Self", "super", "crate", "async", "gen", "type", "r#type", "union", "_", "match", "dyn", "abstract", "try",
    "static", "macro_rules", "where", "Option", "Result", "Vec", "String", "Box", "Some", "None", "Ok", "Err", "Default",
    "Debug", "Clone", "Copy", "From", "Into", "Iterator", "IntoIterator", "Send", "Sync", "Drop", "Fn", "str", "u8", "i64",
    "bool", "usize", "char", "std", "core", "alloc", "serde", "Eq", "Hash", "Serialize", "Deserialize", "Value", "PhantomData",
    "ToString", "into", "clone", "fmt", "eq", "default", "from", "drop", "as_ref", "to_owned", "try_from", "hash", "cmp",
    "main", "test", "derive", "doc", "usize", "i32", "f64", "ToOwned", "AsRef", "Display", "Write", "Future", "Stream",
    "IntoFuture", "into_future", "poll", "borrow", "type_id", "try_into",
];

/// What emitted code has a use for.
const OURS: &[&str] = &[
    "rt", "p", "Client", "client", "Builder", "builder", "types", "body", "query", "send", "with_timeout", "with_part", "page",
    "items", "pages", "next", "next_token", "Call", "Extra", "extra", "Unknown", "unknown", "Other", "other", "fields", "index",
    "out", "de", "ser", "D", "E", "S", "A", "T", "M", "V", "a", "deserializer", "serializer", "map", "seq", "visitor", "Visitor",
    "Fields", "value", "error", "formatter", "f", "state", "Response", "Request", "Body", "Unexpected", "Default", "request",
    "download", "new", "build", "new_unchecked", "part", "Part", "Parts", "from_env", "server", "bearer", "basic", "api_key",
    "as_str", "is_known", "key", "input", "path", "header", "headers", "status", "call", "core", "operation", "Operation", "scheme",
    "Rules", "rules", "check", "at", "with_extra", "Json", "Text", "Bytes", "Null", "mod", "lib", "call_types", "Known", "Field",
    "FIELDS", "NAMES", "VALUES", "ALL", "values", "token", "login", "credentials_from_env", "tolerant", "variant", "kind", "set_extra",
];

const ODD: &[&str] = &[
    "", " ", ".", "..", "/", "~1", "~0", "%", "%2F", "#", "$ref", "a/b", "a~b", "1st", "2", "2.0", "-1", "+1", "!", "=", "!=", "<",
    ">", "<=", "*", "?", "&", "|", "@", "@id", "$id", "-", "--", "__", "___", "'", "it's", "ß", "ſ", "K", "Å", "名前", "é", "e\u{301}",
    "🦀", "ǅ", "İ", "ı", "𝒜", "१", "a1b2", "HTTPServer", "iOS", "X-Rate-Limit", "true", "null", "~", "yes", "0x1F", "1e3", "2020-01-01",
];

/// A name for anything: plain mostly.
pub(super) fn name(draw: &mut Draw<'_>) -> String {
    match draw.below(16) {
        0..=5 => (*draw.pick(PLAIN)).to_owned(),
        6..=8 => (*draw.pick(TWINS)).to_owned(),
        9..=10 => (*draw.pick(RUST)).to_owned(),
        11..=12 => (*draw.pick(OURS)).to_owned(),
        13 => (*draw.pick(ODD)).to_owned(),
        14 => (*draw.pick(HOSTILE)).to_owned(),
        _ => format!("{}{}{}", draw.pick(PLAIN), draw.pick(&["", "-", "_", " ", "."]), draw.pick(RUST)),
    }
}

/// A text for people: plain mostly, code of somebody else's now and then.
pub(super) fn text(draw: &mut Draw<'_>) -> String {
    match draw.below(8) {
        0..=3 => "What it is for.".to_owned(),
        4 => (*draw.pick(MARKDOWN)).to_owned(),
        5 | 6 => (*draw.pick(HOSTILE)).to_owned(),
        _ => format!("{} {}", draw.pick(MARKDOWN), draw.pick(HOSTILE)),
    }
}

const MARKDOWN: &[&str] = &[
    "# Heading\n\n- a\n  - b\n\n1. one\n2. two",
    "```\neViL()\n```",
    "```rust\neViL();\n",
    "~~~\neViL();\n~~~",
    "    eViL();\n\n    eViL();",
    "Text\n\n\teViL();",
    "> quoted\n>\n>     eViL();",
    "- item\n\n      eViL();",
    "<script>eViL()</script>",
    "<!-- open",
    "[link](javascript:eViL) [Pet] [`Pet`] [a][b] <https://a.example> https://a.example",
    "| a | b |\n|---|---|\n| c | d |",
    "*emphasis **strong* odd** `code` ``co`de`` `open",
    "[Option::unwrap] [x]: y [ ] [self] [crate::eViL]",
    "a\u{2028}b\u{2029}c",
    "trailing backslash \\",
    "lone\rcarriage\r\nreturn",
    "zero\0byte",
    "\u{1b}[31mred",
    "\u{202e}eViL\u{202c} \u{2066}x\u{2069}",
    "1) a\n2) b\n\n\n\n***\n___\n===",
    "a  \nb   \n\n\n   c",
];
