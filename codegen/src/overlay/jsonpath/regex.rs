//! Regular expressions as RFC 9485 has them, run by `regex-lite`.

use regex_lite::Regex;

use super::Extent;

/// The expression made ready; none if it cannot be understood.
pub(super) fn compile(pattern: &str, extent: Extent) -> Option<Regex> {
    let pattern = without_line_ends(pattern);
    let pattern = match extent {
        Extent::Whole => format!("^(?:{pattern})$"),
        Extent::Part => pattern,
    };
    Regex::new(&pattern).ok()
}

/// A dot stands for anything but line feed and carriage return; here it would stand for the latter too.
fn without_line_ends(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut is_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            '[' => is_class = true,
            ']' => is_class = false,
            '.' if !is_class => {
                out.push_str("[^\\n\\r]");
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}
