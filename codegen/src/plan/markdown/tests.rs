use super::{line, lines};

fn text(input: &str) -> String {
    lines(input).join("\n")
}

#[test]
fn prose_stays_prose() {
    assert_eq!(text("One.\ntwo\n\nThree *four* `five [six]`"), "One. two\n\nThree *four* `five [six]`");
}

#[test]
fn foreign_markup_becomes_text() {
    assert_eq!(text("a <b>c</b> [d] e`f"), "a \\<b>c\\</b> \\[d\\] e\\`f");
    assert_eq!(
        text("see [here](./local.md) and [there](https://a.example/b c)"),
        "see here and [there](<https://a.example/b>)"
    );
    assert_eq!(
        text("go to https://a.example/x, or (http://b.example)."),
        "go to <https://a.example/x>, or (<http://b.example>)."
    );
    assert_eq!(text("\\[kept\\] \\a"), "\\[kept\\] \\\\a");
}

#[test]
fn pictures_are_links() {
    assert_eq!(text("a ![b](https://c.example/d.png)"), "a \\![b](<https://c.example/d.png>)");
    assert_eq!(text("a ![b](c.png)"), "a !b");
}

#[test]
fn addresses_in_labels_are_no_labels() {
    assert_eq!(text("[https://a.example](https://b.example)"), "<https://b.example>");
    assert_eq!(text("[http://a.example/x](y)"), "<http://a.example/x>");
    assert_eq!(text("[`a`](https://b.example/{c})"), "[`a`](<https://b.example/{c}>)");
    assert_eq!(text("(https://a.example/{b}/c)."), "(<https://a.example/{b}/c>).");
}

#[test]
fn blocks_are_rewritten() {
    assert_eq!(text("# Title\ntext"), "**Title**\n\ntext");
    assert_eq!(text("Title\n---\ntext"), "**Title**\n\ntext");
    assert_eq!(text("* a\nlazy\n    * b\n* c\n1. d"), "- a lazy\n  - b\n- c\n- 1: d");
    assert_eq!(text("x\n```rust\nlet a = 1;\n```\ny"), "x\n\n```text\nlet a = 1;\n```\n\ny");
    assert_eq!(text("~~~\nopen"), "```text\nopen\n```");
    assert_eq!(text("    indented"), "indented");
    assert_eq!(text("| a | b |\n|---|---|\n| <i> | d |"), "| a | b |\n|---|---|\n| \\<i> | d |");
}

#[test]
fn nothing_turns_or_breaks_the_comment() {
    assert_eq!(text("a\u{202E}b\r\nc\u{0}d\re*/ /*"), "ab cd e*/ /*");
    assert_eq!(line("- an item\n# title\n-1"), "an item -1");
    assert_eq!(line("-"), "\\-");
}

#[test]
fn wrapped_lines_do_not_begin_blocks() {
    let long = format!("{} - {} 1. {}", "word ".repeat(22), "word ".repeat(22), "word ".repeat(22));
    for line in lines(&long) {
        assert!(line.starts_with("word"), "{line}");
    }
}
