//! Facts as sentences.

use crate::ir::Rules;

/// The limits as short sentences.
pub(crate) fn limits(rules: &Rules) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(count(rules.min_length, rules.max_length, "character"));
    out.extend(range(rules));
    out.extend(rules.multiple_of.map(|step| format!("A multiple of {step}.")));
    out.extend(rules.pattern.as_deref().map(|pattern| format!("Matches {}.", quoted(pattern))));
    out.extend(count(rules.min_items, rules.max_items, "item"));
    if rules.unique_items {
        out.push("No item twice.".to_owned());
    }
    out.extend(count(rules.min_properties, rules.max_properties, "entry"));
    out
}

fn count(min: Option<u64>, max: Option<u64>, what: &str) -> Option<String> {
    Some(match (min.filter(|n| *n > 0), max) {
        (None, None) => return None,
        (Some(min), None) => format!("At least {}.", counted(min, what)),
        (None, Some(max)) => format!("At most {}.", counted(max, what)),
        (Some(min), Some(max)) if min == max => format!("Exactly {}.", counted(min, what)),
        (Some(min), Some(max)) => format!("Between {min} and {}.", counted(max, what)),
    })
}

fn counted(count: u64, what: &str) -> String {
    match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "entry") => format!("{count} entries"),
        _ => format!("{count} {what}s"),
    }
}

fn range(rules: &Rules) -> Option<String> {
    let min =
        rules.minimum.map(|n| if rules.exclusive_minimum { format!("More than {n}") } else { format!("At least {n}") });
    let max =
        rules.maximum.map(|n| if rules.exclusive_maximum { format!("less than {n}") } else { format!("at most {n}") });
    match (min, max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("{min}.")),
        (None, Some(max)) => Some(format!("{}{}.", max[..1].to_uppercase(), &max[1..])),
        (Some(min), Some(max)) => Some(format!("{min}, {max}.")),
    }
}

/// Any text as a code span on one line.
pub(crate) fn quoted(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .filter(
            |c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}'),
        )
        .collect();
    let text = text.trim();
    if text.is_empty() {
        return "an empty text".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // Backticks at the edges would join the fence.
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_like_sentences() {
        let rules = Rules {
            max_length: Some(50),
            min_items: Some(1),
            max_items: Some(1),
            minimum: Some(0.0),
            maximum: Some(9.5),
            exclusive_maximum: true,
            ..Rules::default()
        };
        assert_eq!(limits(&rules), ["At most 50 characters.", "At least 0, less than 9.5.", "Exactly 1 item."]);
    }

    #[test]
    fn any_text_can_be_quoted() {
        assert_eq!(quoted("a`b"), "`` a`b ``");
        assert_eq!(quoted("a\nb"), "`a b`");
        assert_eq!(quoted(" "), "an empty text");
    }
}
