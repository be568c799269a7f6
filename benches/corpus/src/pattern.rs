//! Texts that a regular expression matches.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text that is made.
const LONGEST: usize = 4096;

/// How often something is repeated that may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    Least,
    More,
}

/// A short and a longer text for `pattern`; none if it looks around or back.
pub(crate) fn texts(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let text = |times| {
        let mut text = String::new();
        write(&hir, times, &mut text).map(|()| text)
    };
    [text(Times::Least), text(Times::More)].into_iter().flatten().collect()
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
                Times::More => repetition.max.map_or(repetition.min + 3, |max| max.min(repetition.min + 40)),
            };
            for _ in 0..count {
                write(&repetition.sub, times, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, times, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, times, text))?,
        HirKind::Alternation(parts) => {
            let part = if times == Times::Least { parts.first() } else { parts.last() };
            write(part?, times, text)?;
        }
    }
    Some(())
}

fn pick(class: &Class, times: Times) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let has = |c: &char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(c));
            let wanted = if times == Times::Least { ['a', 'A', '1', '0', '-'] } else { ['9', 'Z', 'z', '_', ' '] };
            wanted.into_iter().find(|c| has(c)).or_else(|| class.ranges().first().map(|range| range.start()))
        }
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match() {
        assert_eq!(texts(r"^-?\d+$"), ["1", "-9999"]);
        assert_eq!(texts("^[A-Z]{2}(on|off)?$"), ["AA", "ZZoff"]);
        assert!(texts("(?=a)b").is_empty());
    }
}
