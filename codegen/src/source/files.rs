//! Reading from disk: what may be read, and how much of it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::{MAX_FILE_BYTES, Trouble};
use crate::diag::codes;

/// Reads a whole text file, without its byte order mark.
pub(super) fn read(path: &Path) -> Result<String, Trouble> {
    let unreadable = |why: String| Trouble { code: &codes::UNREADABLE_FILE, message: why };
    let about = fs::metadata(path).map_err(|e| unreadable(format!("cannot be read: {e}")))?;
    // A pipe or a device would block, or never end.
    if !about.is_file() {
        return Err(unreadable("is not a regular file".to_owned()));
    }
    let file = File::open(path).map_err(|e| unreadable(format!("cannot be read: {e}")))?;
    let mut bytes = Vec::new();
    let limit = MAX_FILE_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(|e| unreadable(format!("cannot be read: {e}")))?;
    if bytes.len() > MAX_FILE_BYTES {
        let message = format!("is larger than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(Trouble { code: &codes::FILE_TOO_LARGE, message });
    }
    decode(bytes)
}

/// Bytes as text, without byte order mark.
fn decode(bytes: Vec<u8>) -> Result<String, Trouble> {
    let refuse = |message: String| Trouble { code: &codes::UNREADABLE_FILE, message };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(refuse("is UTF-16 text; save it as UTF-8".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
        refuse(format!("is not UTF-8 text: line {line} has bytes that no character consists of"))
    })?;
    Ok(without_mark(text))
}

/// `text` without a byte order mark in front.
pub(super) fn without_mark(mut text: String) -> String {
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    text
}

/// The folder a document stands in, with all links resolved; nothing outside it is read.
pub(super) fn folder_of(document: &Path) -> Option<PathBuf> {
    let parent = document.parent().filter(|parent| !parent.as_os_str().is_empty());
    fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()
}

/// Finds the file that `reference` names from a file at `from`, if it is below `folder`.
///
/// Gives the path to show and the path to read.
pub(super) fn locate(folder: &Path, from: &Path, reference: &str) -> Result<(PathBuf, PathBuf), Trouble> {
    if looks_remote(reference) {
        let message = format!("`{reference}` is an address, and nothing is fetched from a network");
        return Err(Trouble { code: &codes::REMOTE_REF, message });
    }
    let outside = || Trouble {
        code: &codes::REF_OUTSIDE,
        message: format!("`{reference}` is outside the folder of the document"),
    };
    let relative = PathBuf::from(percent_decode(reference));
    let is_plain =
        |part: Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir | Component::CurDir);
    if !relative.components().all(is_plain) {
        return Err(outside());
    }
    let shown = tidy(&from.parent().unwrap_or(Path::new("")).join(relative));
    let real = fs::canonicalize(&shown).map_err(|_| Trouble {
        code: &codes::UNRESOLVED_REF,
        message: format!("there is no file `{}`", shown.display()),
    });
    match real {
        Ok(real) if real.starts_with(folder) => Ok((shown, real)),
        // Whether a file exists outside the folder is nobody's business.
        Err(missing) if stays_inside(folder, &shown) => Err(missing),
        _ => Err(outside()),
    }
}

/// Whether `reference`, written in a file at `from`, names `document`; `None` for addresses.
pub(super) fn is_same(document: &Path, from: &Path, reference: &str) -> Option<bool> {
    if looks_remote(reference) {
        return None;
    }
    let named = from.parent().unwrap_or(Path::new("")).join(percent_decode(reference));
    Some(fs::canonicalize(named).ok() == fs::canonicalize(document).ok())
}

/// Whether a path that leads to no file at least points below `folder`.
fn stays_inside(folder: &Path, path: &Path) -> bool {
    let existing = path.ancestors().skip(1).find_map(|above| {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        fs::canonicalize(above).ok()
    });
    existing.is_some_and(|above| above.starts_with(folder))
}

/// Removes `.` and pairs of `name/..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}

/// `https:…`, `file:…`, `//host/…` and their like; a drive letter counts too.
fn looks_remote(reference: &str) -> bool {
    let scheme = reference.split_once(':').map(|(scheme, _)| scheme);
    reference.starts_with("//")
        || scheme.is_some_and(|s| {
            s.starts_with(|c: char| c.is_ascii_alphabetic())
                && s.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

/// Replaces `%7B` and its like; what is not UTF-8 afterwards stays as it was.
pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let decoded = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(h, l)| h * 16 + l),
            _ => None,
        };
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_decoded_once() {
        assert_eq!(percent_decode("/a/%7Bid%7D"), "/a/{id}");
        assert_eq!(percent_decode("100%25 %zz %7"), "100% %zz %7");
        assert_eq!(percent_decode("%FF"), "%FF");
    }

    #[test]
    fn addresses_are_told_from_files() {
        for address in ["https://a.b/c", "//a/b", "file:///etc/passwd", "C:\\a"] {
            assert!(looks_remote(address), "{address}");
        }
        for file in ["a.yaml", "../b/c.json", "a b.yaml", "1:2.yaml"] {
            assert!(!looks_remote(file), "{file}");
        }
    }

    #[test]
    fn paths_are_tidied() {
        assert_eq!(tidy(Path::new("specs/./a/../common/x.yaml")), Path::new("specs/common/x.yaml"));
        assert_eq!(tidy(Path::new("../x.yaml")), Path::new("../x.yaml"));
    }
}
