//! What YAML can say and JSON cannot, and texts that are hardly text: a located finding or a client, in any strictness.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use specwright_codegen::config::Strictness;
use specwright_grammar::examine;

/// A document with `odd` as the value of a place in it.
fn documents(odd: &str) -> [String; 5] {
    let head = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\n";
    let answer = "responses: { '204': { description: Done. } }";
    [
        format!("{head}paths: {{}}\nx-odd: {odd}\n"),
        format!(
            "{head}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: string\n      enum: [a, {odd}]\n      default: {odd}\n"
        ),
        format!(
            "{head}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: number\n      minimum: {odd}\n      maximum: {odd}\n"
        ),
        format!("{head}paths:\n  /a:\n    get:\n      operationId: {odd}\n      tags: [{odd}]\n      {answer}\n"),
        format!(
            "{head}paths: {{}}\ncomponents:\n  schemas:\n    {odd}: {{ type: object, properties: {{ {odd}: {{ type: string }} }} }}\n"
        ),
    ]
}

#[test]
fn odd_values_are_clients_or_findings() {
    let odd = [
        "!!binary aGk=",
        "!foo bar",
        "!!str 1",
        "!!python/object:os.system x",
        ".nan",
        ".inf",
        "-.Inf",
        "1e999",
        "-1e999",
        "0o17",
        "017",
        "0x1F",
        "0b1",
        "1_000",
        "2020-01-01",
        "2020-01-01T00:00:00Z",
        "~",
        "null",
        "yes",
        "on",
        "''",
        "\"\\0\"",
        "\"\\u2028\"",
        "\"\\ud800\"",
        "\"\\u202e\"",
        "\"\\x1b[2J\"",
        "\"*/ } fn eViL() {} /*\"",
        "'\"#]'",
        "? a",
        "*nobody",
        "&a x",
        "<<",
        "{ <<: 1 }",
        "[ *a ]",
        "@a",
        "`a`",
        "%a",
        "99999999999999999999999999",
        "-0.0",
        "1.7976931348623157e308",
        "4.9e-324",
        "!!null x",
        "!!int x",
        "!!set { a, b }",
    ];
    let mut made = 0;
    for odd in odd {
        for text in documents(odd) {
            for strictness in [Strictness::Tolerant, Strictness::Strict, Strictness::House] {
                let outcome = examine("a.yaml", &text, strictness).unwrap_or_else(|why| panic!("{why}\n{text}"));
                assert!(outcome.files.is_some() || !outcome.report.findings.is_empty(), "{text}");
                made += usize::from(outcome.files.is_some());
            }
        }
    }
    assert!(made > 100, "{made} clients");
}

/// Line breaks and marks in places where they part nothing, or more than they should.
#[test]
fn odd_texts_are_clients_or_findings() {
    let plain = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\n";
    let texts = [
        plain.replace('\n', "\r"),
        plain.replace('\n', "\n\r"),
        plain.replace('\n', "\u{85}"),
        plain.replace('\n', "\u{2028}"),
        plain.replace(": ", ":\t"),
        format!("\u{feff}\u{feff}{plain}"),
        format!("{plain}\0"),
        format!("{plain}...\n{plain}"),
        format!("---\n{plain}---\n{plain}"),
        format!("{plain}paths: {{}}\npaths: {{}}\n"),
        format!("{plain}x-\u{202e}: \u{2066}\n"),
        plain.chars().flat_map(|c| [c, '\0']).collect(),
    ];
    for text in texts {
        for name in ["a.yaml", "a.json"] {
            for strictness in [Strictness::Tolerant, Strictness::Strict] {
                examine(name, &text, strictness).unwrap_or_else(|why| panic!("{why}\n{text:?}"));
            }
        }
    }
}
