//! Brackets and quotes that stand further left than what they belong to.
//!
//! YAML wants the text between `{` and `}`, and that of a quoted scalar, indented like everything else. Most readers do
//! not insist, so documents get away with a `}` in the wrong column; `saphyr-parser` does insist. It is shown such lines
//! as one, byte for byte of the same length.

use super::events::{self, Outline, Remark};
use crate::diag::codes;

/// Lines that are joined in one file; each costs another look at all of it.
const MAX_JOINED: usize = 200;

/// As [`events::outline`], but indentation where it has no meaning is a remark and no error.
pub(super) fn outline(text: &str) -> Result<Outline, Remark> {
    let mut refused = match events::outline(text) {
        Err(refused) if is_about_indentation(&refused) => refused,
        done => return done,
    };
    let mut joined = text.to_owned();
    let mut remarks = Vec::new();
    for _ in 0..MAX_JOINED {
        let Some(mended) = join(&joined, refused.range.bytes().0) else { break };
        joined = mended;
        let message = "this line has to be indented more; other tools may refuse it".to_owned();
        remarks.push(Remark { code: &codes::UNSUPPORTED_YAML, message, range: refused.range });
        match events::outline(&joined) {
            Ok(mut outline) => {
                outline.remarks.extend(remarks);
                return Ok(outline);
            }
            Err(next) if is_about_indentation(&next) => refused = next,
            Err(other) => return Err(other),
        }
    }
    Err(refused)
}

/// The parser says so only where brackets or quotes are open.
fn is_about_indentation(refused: &Remark) -> bool {
    ["invalid indentation", "invalid indentation in flow construct", "invalid indentation in quoted scalar"]
        .contains(&refused.message.as_str())
}

/// Appends the line with `at` to the one before, or puts the quoted text that begins there on one line; `None` if
/// nothing would change.
fn join(text: &str, at: usize) -> Option<String> {
    let (before, after) = text.split_at_checked(at)?;
    let (start, end) = match after.chars().next()? {
        quote @ ('"' | '\'') if after.get(..events::quoted_length(after, quote))?.contains('\n') => {
            (at, at + events::quoted_length(after, quote))
        }
        _ => (before.trim_end().len(), at),
    };
    let breaks = text.get(start..end)?;
    // After a comment, what follows would become part of it.
    let line = text.get(..start)?.rsplit('\n').next()?;
    if !breaks.contains('\n') || (start < at && line.contains(" #")) {
        return None;
    }
    let blank = breaks.replace(['\n', '\r'], " ");
    Some([text.get(..start)?, &blank, text.get(end..)?].concat())
}
