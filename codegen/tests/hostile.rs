//! Input that means harm, or is merely broken beyond belief: never a panic, never a hang, never a file read that should
//! not be.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly, in its helpers too")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use specwright_codegen::compile;
use specwright_codegen::compile_text;
use specwright_codegen::config::Strictness;
use specwright_codegen::diag::render::{Colour, render};
use specwright_codegen::diag::{github, json as json_format, sarif};

const HEAD: &str = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\n";

/// What one document may take. Harm done takes hours. All documents here together take about seven seconds in a
/// test build, and the tests share the clock.
const LIMIT: Duration = Duration::from_secs(20);

/// How long this process has been computing, in all its threads. What else the machine does meanwhile does not count,
/// where that is known; what other tests of this file do does, so the limit is far above what they need together.
struct Clock {
    wall: Instant,
    computed: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), computed: computed() }
    }

    fn spent(&self) -> Duration {
        match (self.computed, computed()) {
            (Some(before), Some(now)) => now - before,
            _ => self.wall.elapsed(),
        }
    }
}

/// The processor time of this process as Linux tells it: the 14th and 15th field, in hundredths of a second. The name
/// before them is in parentheses and may hold blanks.
fn computed() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<u64> = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    let [user, system] = ticks[..] else { return None };
    Some(Duration::from_millis(10 * (user + system)))
}

#[test]
fn the_clock_goes_while_something_is_computed() {
    let clock = Clock::start();
    while clock.spent() < Duration::from_millis(250) {
        assert!(clock.wall.elapsed() < Duration::from_secs(600), "it stands still: {:?}", clock.spent());
    }
}

/// The codes found in a text, each once, in order of appearance. Every way of showing findings is tried on the way.
fn codes(name: &str, text: &str) -> Vec<&'static str> {
    let clock = Clock::start();
    let (_, report) = compile_text(name, text, Strictness::Strict);
    let shown = render(&report.findings, &report.sources, Colour::On);
    let longest = shown.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(longest < 1_000, "a line of {longest} characters is shown");
    github::render(&report.findings, &report.sources);
    sarif::log(sarif::results(&report.findings, &report.sources));
    json_format::report(json_format::findings(&report.findings, &report.sources), 1);
    assert!(clock.spent() < LIMIT, "{name} took {:?}", clock.spent());
    let mut codes: Vec<&str> = Vec::new();
    for finding in &report.findings {
        if !codes.contains(&finding.code.name) {
            codes.push(finding.code.name);
        }
    }
    codes
}

#[test]
fn deep_nesting_is_refused() {
    for depth in [130, 10_000, 100_000] {
        for (open, name) in [("[", "a.yaml"), ("{a: ", "a.yaml"), ("- ", "a.yaml"), ("? ", "a.yaml")] {
            let text = format!("{HEAD}paths: {{}}\nx-deep:\n  {}", open.repeat(depth));
            let found = codes(name, &text);
            assert!(found == ["nesting-too-deep"] || found == ["syntax"], "{open} {depth}: {found:?}");
        }
        let text = format!("{{\"openapi\": \"3.0.3\", \"x\": {}", "[".repeat(depth));
        assert_eq!(codes("a.json", &text), ["nesting-too-deep"]);
        let text = format!("{{\"openapi\": \"3.0.3\", \"x\": {}", "{\"a\":".repeat(depth));
        assert_eq!(codes("a.json", &text), ["nesting-too-deep"]);
    }
}

/// Each alternative is made of itself three times: followed naively, pointers of `x-token` would never arrive.
#[test]
fn tokens_from_schemas_without_end_are_given_up() {
    let endless = json!({ "$ref": "#/components/schemas/Endless" });
    let content = json!({ "application/json": { "schema": endless } });
    let operation = json!({
        "operationId": "logIn",
        "security": [],
        "requestBody": { "required": true, "content": content },
        "responses": { "200": { "description": "", "content": content } },
    });
    let exchange = json!({
        "setter": "log_in",
        "operation": "logIn",
        "inputs": { "user": { "body": "/user" }, "password": { "body": "/password/of/it" } },
        "token": ["/token", "/a/token"],
        "lifetime": "/lifetime",
    });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Pets", "version": "1" },
        "security": [{ "session": [] }],
        "paths": { "/login": { "post": operation } },
        "components": {
            "schemas": { "Endless": { "oneOf": [endless, endless, endless], "allOf": [endless, endless] } },
            "securitySchemes": {
                "session": { "type": "http", "scheme": "bearer", "x-token": { "exchanges": [exchange] } },
            },
        },
    });
    let found = codes("a.json", &document.to_string());
    assert!(found.contains(&"token-misfit"), "{found:?}");
}

/// A document whose one schema nests as deep as can be, in different ways.
fn nested(wrap: impl Fn(Value) -> Value, times: usize) -> Value {
    let schema = (0..times).fold(json!({ "type": "string" }), |inner, _| wrap(inner));
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets": { "get": { "responses": { "200": { "description": "", "content": {
            "application/json": { "schema": schema },
        } } } } } },
    })
}

#[test]
fn schemas_as_deep_as_can_be_are_read() {
    let deep: [Value; 5] = [
        nested(|inner| json!({ "items": inner }), 112),
        nested(|inner| json!({ "type": "object", "properties": { "a": inner } }), 56),
        nested(|inner| json!({ "allOf": [inner] }), 56),
        nested(|inner| json!({ "oneOf": [inner, { "type": "integer" }], "type": "object" }), 56),
        nested(|inner| json!({ "additionalProperties": inner, "not": {} }), 112),
    ];
    for tree in deep {
        let found = codes("a.json", &tree.to_string());
        assert!(!found.contains(&"operation-skipped") && !found.contains(&"nesting-too-deep"), "{found:?}");
    }
}

#[test]
fn mistakes_at_the_bottom_do_not_multiply() {
    // `openapiv3` retries what it cannot read at each level, which nobody would live to see the end of.
    let bad = || json!({ "type": 7, "required": true, "enum": "x", "items": 3, "nullable": "perhaps" });
    let schema = (0..50).fold(bad(), |inner, _| json!({ "properties": { "a": inner }, "minLength": -1 }));
    let tree = json!({
        "openapi": "3.0.3",
        "info": { "title": "Pets", "version": "1" },
        "paths": {},
        "components": { "schemas": { "Pet": schema } },
    });
    let found = codes("a.json", &tree.to_string());
    assert!(found.contains(&"wrong-type") && !found.contains(&"schema-degraded"), "{found:?}");
}

#[test]
fn alias_bombs_are_refused() {
    let mut laughs = format!("{HEAD}paths: {{}}\nx-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for n in 1..10 {
        let again = format!("*a{}, ", n - 1).repeat(9);
        laughs.push_str(&format!("x-a{n}: &a{n} [{again}]\n"));
    }
    assert_eq!(codes("a.yaml", &laughs), ["aliases-too-large"]);
    let text =
        format!("{HEAD}paths: {{}}\nx-big: &big {}\nx-all: [{}]\n", "y".repeat(100_000), "*big, ".repeat(40_000));
    assert_eq!(codes("a.yaml", &text), ["aliases-too-large"]);
}

#[test]
fn ordinary_aliases_and_merge_keys_work() {
    let text = format!(
        "{HEAD}paths:\n  /a: &item\n    get: &get\n      operationId: a\n      responses: &done {{ '204': {{ description: Done. }} }}\n  \
         /b:\n    get:\n      <<: *get\n      operationId: b\n      sumary: odd\n"
    );
    let (compiled, report) = compile_text("a.yaml", &text, Strictness::Strict);
    assert!(compiled.is_none());
    let [only] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert_eq!((only.code.name, report.sources.span(&only.place).line), ("unknown-field", 12));
    assert_eq!(report.operations, 2);
}

#[test]
fn huge_scalars_are_read_and_not_shown() {
    let huge = "x".repeat(10 << 20);
    assert_eq!(codes("a.yaml", &format!("{HEAD}paths: {{}}\nx-note: {huge}\n")), [""; 0]);
    let huge = "x".repeat(1 << 20);
    assert_eq!(codes("a.yaml", &format!("{HEAD}paths: {{}}\n{huge}: 1\n")), ["syntax"]);
    assert_eq!(codes("a.yaml", &format!("{HEAD}paths: {{}}\n? {huge}\n: 1\n")), ["unknown-field"]);
    assert_eq!(codes("a.yaml", &format!("{HEAD}paths: {{}}\nservers: \"{huge}\"\n")), ["wrong-type"]);
    let json = json!({ "openapi": "3.0.3", "info": { "title": huge, "version": "1" }, "paths": {}, "oops": huge });
    assert_eq!(codes("a.json", &json.to_string()), ["unknown-field"]);
}

#[test]
fn many_mistakes_stay_cheap() {
    let unknown: String = (0..15_000).map(|n| format!("odd{n}: 1\n")).collect();
    assert_eq!(codes("a.yaml", &format!("{HEAD}paths: {{}}\n{unknown}")), ["unknown-field"]);
    let twice: String = (0..40_000).map(|n| format!("\"x-{}\": 1,", n / 2)).collect();
    let json = format!(
        "{{{twice} \"openapi\": \"3.0.3\", \"info\": {{\"title\": \"\", \"version\": \"\"}}, \"paths\": {{}}}}"
    );
    assert_eq!(codes("a.json", &json), ["duplicate-key"]);
}

#[test]
fn odd_beginnings() {
    for (text, expected) in [
        ("", "not-openapi"),
        ("   \n\n", "not-openapi"),
        ("\u{feff}", "not-openapi"),
        ("null", "not-openapi"),
        ("42", "not-openapi"),
        ("openapi: 3.0.3\0\ninfo: {}\n", "syntax"),
        ("openapi: \u{1b}[31m3.0.3\n", "syntax"),
        ("openapi: 3.0.3\n--- more", "syntax"),
        ("{", "syntax"),
        ("{\"openapi\": \"3.0.3\"} x", "syntax"),
        ("%YAML 9.9\n---\nopenapi: 3.0.3\n", "syntax"),
        ("!!binary abc", "unsupported-yaml"),
        ("openapi: 3.0.3\ninfo: *nothing\n", "syntax"),
    ] {
        assert_eq!(codes("a.yaml", text).first(), Some(&expected), "{text:?}");
    }
}

#[test]
fn byte_order_marks_crlf_and_number_keys_are_fine() {
    let text = format!(
        "\u{feff}{HEAD}paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        204: {{ description: yes }}\n"
    );
    assert_eq!(codes("a.yaml", &text), [""; 0]);
    assert_eq!(codes("a.yaml", &text.replace('\n', "\r\n")), [""; 0]);
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn nothing_is_read_outside_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    let home = outside.path().join("specs");
    fs::create_dir_all(home.join("sub")).unwrap();
    write(outside.path(), "secret.yaml", "Pet: { type: string, description: SECRET }\n");
    write(&home, "inside.yaml", "Pet: { type: string }\n");
    write(
        &home.join("sub"),
        "deep.yaml",
        "Pet: { $ref: '../inside.yaml#/Pet' }\nOut: { $ref: '../../secret.yaml#/Pet' }\n",
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path().join("secret.yaml"), home.join("link.yaml")).unwrap();
        std::os::unix::fs::symlink(outside.path(), home.join("up")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", home.join("zero.yaml")).unwrap();
        std::os::unix::fs::symlink(home.join("inside.yaml"), home.join("fine.yaml")).unwrap();
    }
    let secret = outside.path().join("secret.yaml").display().to_string();
    let absolute = format!("{secret}#/Pet");
    for (reference, expected) in [
        ("inside.yaml#/Pet", ""),
        ("./sub/../inside.yaml#/Pet", ""),
        ("sub/deep.yaml#/Pet", ""),
        ("fine.yaml#/Pet", ""),
        ("../secret.yaml#/Pet", "ref-outside"),
        ("%2e%2e/secret.yaml#/Pet", "ref-outside"),
        ("..%2fsecret.yaml#/Pet", "ref-outside"),
        ("sub/deep.yaml#/Out", "ref-outside"),
        (&absolute, "ref-outside"),
        ("link.yaml#/Pet", "ref-outside"),
        ("up/secret.yaml#/Pet", "ref-outside"),
        ("zero.yaml#/Pet", "ref-outside"),
        ("../nothing.yaml#/Pet", "ref-outside"),
        ("sub#/Pet", "unreadable-file"),
        (".#/Pet", "unreadable-file"),
        ("file:///etc/passwd", "remote-ref"),
        ("//example.com/x.yaml", "remote-ref"),
        ("nothing.yaml", "unresolved-ref"),
    ] {
        let text = format!(
            "{HEAD}paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: ''\n          \
             content: {{ application/json: {{ schema: {{ $ref: '{reference}' }} }} }}\n"
        );
        write(&home, "root.yaml", &text);
        let (_, report) = compile(&home.join("root.yaml"), Strictness::Strict);
        let found = report.findings.first().map_or("", |finding| finding.code.name);
        assert_eq!(found, expected, "{reference}: {:?}", report.findings);
        let shown = render(&report.findings, &report.sources, Colour::Off);
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let big = folder.path().join("big.yaml");
    fs::File::create(&big).unwrap().set_len(65 << 20).unwrap();
    fs::write(folder.path().join("utf16.yaml"), [0xFF, 0xFE, b'o', 0]).unwrap();
    for (path, expected) in [
        (folder.path().to_owned(), "unreadable-file"),
        (folder.path().join("nothing.yaml"), "unreadable-file"),
        (folder.path().join("utf16.yaml"), "unreadable-file"),
        ("/dev/zero".into(), "unreadable-file"),
        (big, "file-too-large"),
    ] {
        let (_, report) = compile(&path, Strictness::Tolerant);
        let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.name).collect();
        assert_eq!(codes, [expected], "{}", path.display());
        assert!(render(&report.findings, &report.sources, Colour::Off).contains(&path.display().to_string()));
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn value(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!(-7),
            json!(1e30),
            json!(0.5),
            json!("x"),
            json!(""),
            json!([]),
            json!(["null", 3]),
            json!({}),
            json!({ "$ref": "#/components/schemas/Nothing" }),
            json!({ "$ref": 5, "type": ["string", "null"] }),
            json!({ "oneOf": [{ "type": "null" }], "const": 1, "exclusiveMinimum": 3 }),
            json!([{ "type": "file" }, [[]]]),
        ];
        let n = self.roll(values.len());
        values.into_iter().nth(n).unwrap()
    }
}

/// Puts something else in the place of one node.
fn mutate(tree: &mut Value, dice: &mut Dice) {
    let stop = dice.roll(8) == 0;
    match tree {
        Value::Object(map) if !map.is_empty() && !stop => {
            let n = dice.roll(map.len());
            mutate(map.values_mut().nth(n).unwrap(), dice);
        }
        Value::Array(list) if !list.is_empty() && !stop => {
            let n = dice.roll(list.len());
            mutate(&mut list[n], dice);
        }
        _ => *tree = dice.value(),
    }
}

#[test]
fn broken_documents_lose_only_what_is_broken() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut dice = Dice(1);
    for spec in ["automation-anywhere-credential-vault", "cloudneeti", "workspace365-health"] {
        let (whole, _) = specwright_codegen::tree(&specs.join(format!("{spec}.yaml")), Strictness::Tolerant);
        let whole = whole.unwrap();
        for _ in 0..60 {
            let mut tree = whole.clone();
            for _ in 0..=dice.roll(6) {
                mutate(&mut tree, &mut dice);
            }
            // The root and the version are not what this is about.
            if !tree.is_object() {
                continue;
            }
            tree["openapi"] = json!(if dice.roll(2) == 0 { "3.0.3" } else { "3.1.0" });
            let (_, report) = compile_text("a.json", &tree.to_string(), Strictness::Tolerant);
            let degraded = report.findings.iter().find(|finding| finding.code.name == "schema-degraded");
            assert!(degraded.is_none(), "{degraded:?}\n{tree}");
            let skipped = report.findings.iter().filter(|finding| finding.code.name == "operation-skipped");
            for finding in skipped {
                assert!(finding.message.ends_with(" left out"), "{finding:?}\n{tree}");
            }
        }
    }
}
