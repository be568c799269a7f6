//! Texts that a regular expression matches.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text that is made.
const LONGEST: usize = 4096;

/// How often something is repeated that may be repeated, and which of several ways is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// As seldom as allowed; the first way.
    Least,
    /// Once rather than never, so that `.*` gives something to look at; the first way.
    Once,
    /// A few times more than needed; the last way.
    More,
}

/// A text for `pattern`, if it is a regular expression without looking around or back.
pub fn text_for(pattern: &str, times: Times) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, times, &mut text)?;
    Some(text)
}

fn write(hir: &Hir, times: Times, text: &mut String) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(pick(class, times)?),
        HirKind::Repetition(repetition) => {
            let count = match times {
                Times::Least => repetition.min,
                Times::Once => repetition.min.max(u32::from(repetition.max != Some(0))),
                Times::More => repetition.max.map_or(repetition.min + 3, |max| max.min(repetition.min + 40)),
            };
            for _ in 0..count {
                write(&repetition.sub, times, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, times, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, times, text))?,
        HirKind::Alternation(parts) => {
            let part = if times == Times::More { parts.last() } else { parts.first() };
            write(part?, times, text)?;
        }
    }
    Some(())
}

/// A letter or digit of the class if it has one.
fn pick(class: &Class, times: Times) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let has = |c: &char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(c));
            let wanted = match times {
                Times::Least | Times::Once => ['a', 'A', '1', '0', '-', ' '],
                Times::More => ['9', 'Z', 'z', '_', ' ', '-'],
            };
            wanted.into_iter().find(has).or_else(|| class.ranges().first().map(|range| range.start()))
        }
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match() {
        let text = |pattern| text_for(pattern, Times::Once).unwrap();
        assert_eq!(text(r"^-?\d+$"), "-1");
        assert_eq!(text("^[A-Z]{3}-(on|off)$"), "AAA-on");
        assert_eq!(text(r"^\d{4}-\d{2}$"), "1111-11");
        assert_eq!(text_for("(?=a)b", Times::Once), None);
    }

    #[test]
    fn short_and_long_texts_match() {
        let texts = |pattern| [text_for(pattern, Times::Least), text_for(pattern, Times::More)].map(Option::unwrap);
        assert_eq!(texts(r"^-?\d+$"), ["1", "-9999"]);
        assert_eq!(texts("^[A-Z]{2}(on|off)?$"), ["AA", "ZZoff"]);
    }
}
