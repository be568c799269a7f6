//! A short text that a regular expression matches.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text that is made.
const LONGEST: usize = 4096;

/// A text for `pattern`, if it is a regular expression without looking around or back.
pub(crate) fn text_for(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, &mut text)?;
    Some(text)
}

fn write(hir: &Hir, text: &mut String) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(pick(class)?),
        HirKind::Repetition(repetition) => {
            // Once rather than never, so that `.*` gives something to look at.
            let times = repetition.min.max(u32::from(repetition.max != Some(0)));
            for _ in 0..times {
                write(&repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, text)?;
            }
        }
        HirKind::Alternation(parts) => write(parts.first()?, text)?,
    }
    Some(())
}

/// A letter or digit of the class if it has one.
fn pick(class: &Class) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let has = |c: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c));
            ['a', 'A', '1', '0', '-', ' ']
                .into_iter()
                .find(|c| has(*c))
                .or_else(|| class.ranges().first().map(|r| r.start()))
        }
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match() {
        let text = |pattern| text_for(pattern).unwrap();
        assert_eq!(text(r"^-?\d+$"), "-1");
        assert_eq!(text("^[A-Z]{3}-(on|off)$"), "AAA-on");
        assert_eq!(text(r"^\d{4}-\d{2}$"), "1111-11");
        assert_eq!(text_for("(?=a)b"), None);
    }
}
