//! Bodies of `multipart/form-data` (RFC 7578).
//!
//! Written here and not by the HTTP library: that one puts carriage returns and line feeds of a file name into the
//! message, behind a backslash, where parsers take them for the end of the header; and it spells names that are not
//! ASCII as `name*=utf-8''…`, which RFC 7578 forbids. Here they are spelled as browsers do.

use std::fmt::{self, Write};
use std::io;

use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;
use uuid::Uuid;

use crate::encode::flat::scalar as scalar_text;
use crate::headers::{header_name, header_value};
use crate::{Binary, Body, Download};

/// A part of a multipart body: a file, or whatever else its name stands for.
///
/// Bytes and texts become one by `into()`, so a call takes them directly. A part without a file name is named after its
/// field; without a content type it is announced as the document says, or as `application/octet-stream`.
pub struct Part {
    content: Body,
    file_name: FileName,
    content_type: Option<String>,
    /// Further headers, as names and values.
    headers: Vec<(String, String)>,
}

/// What a part says about its file.
enum FileName {
    /// It is one, called like its field.
    Usual,
    /// It is one of that name.
    Own(String),
    /// It is none.
    None,
}

impl Part {
    /// A part with that content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self { content: content.into(), file_name: FileName::Usual, content_type: None, headers: Vec::new() }
    }

    /// A part that is no file but a text, as in any other field of a form: for fields that take a file or something
    /// else in place of it, such as its address.
    pub fn text(text: impl Into<String>) -> Self {
        Self { file_name: FileName::None, ..Self::new(text.into()) }
    }

    /// A part that is read while it is sent. For the length see [`Body::stream`].
    pub fn stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static, length: Option<u64>) -> Self {
        Self::new(Body::stream(stream, length))
    }

    /// Sets the name of the file.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = FileName::Own(name.into());
        self
    }

    /// Sets the media type, e.g. `image/png`.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header. `Content-Disposition` and `Content-Type` are there by themselves and cannot be added.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for Part {
    /// Shows neither name nor content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("content_type", &self.content_type)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

/// What a body can be made of, a part can be made of.
macro_rules! part_from {
    ($($source:ty),*) => {$(
        impl From<$source> for Part {
            fn from(content: $source) -> Self {
                Self::new(content)
            }
        }
    )*};
}

part_from!(Body, Bytes, Vec<u8>, Box<[u8]>, &'static [u8], String, &'static str);

impl<const N: usize> From<&'static [u8; N]> for Part {
    fn from(content: &'static [u8; N]) -> Self {
        Self::new(content)
    }
}

impl From<Binary> for Part {
    /// Bytes that came with a media type keep it.
    fn from(binary: Binary) -> Self {
        Self { content_type: binary.content_type.clone(), ..Self::new(binary) }
    }
}

impl From<Download> for Part {
    /// Sends on what is being received, with its media type.
    fn from(download: Download) -> Self {
        Self { content_type: download.content_type().map(str::to_owned), ..Self::new(download) }
    }
}

/// The parts of a body, in the order they are sent.
#[derive(Default)]
pub(crate) struct Multipart(Vec<Entry>);

/// A header that parts of a name have.
pub(crate) struct PartHeader {
    pub(crate) part: &'static str,
    pub(crate) name: &'static str,
    /// Its value; none: it must not be missing, and is.
    pub(crate) text: Option<String>,
}

/// A part with everything said about it.
struct Entry {
    name: String,
    /// What stands before its content, without the blank line.
    head: String,
    content: Body,
}

impl Multipart {
    /// Takes out all parts of that name.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|entry| entry.name != name);
    }

    /// There is a part of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|entry| entry.name == name)
    }

    /// How many parts of that name there are.
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.0.iter().filter(|entry| entry.name == name).count() as u64
    }

    /// Adds a file. `usual` is its media type unless it has one of its own.
    pub(crate) fn add_file(&mut self, name: &str, part: Part, usual: &str) -> Result<(), &'static str> {
        let (file_name, usual) = match &part.file_name {
            FileName::Usual => (Some(name), Some(usual)),
            FileName::Own(own) => (Some(own.as_str()), Some(usual)),
            FileName::None => (None, None),
        };
        let mut more = String::new();
        for (name, value) in &part.headers {
            let name = header_name(name)?;
            if matches!(name.as_str(), "content-disposition" | "content-type") {
                return Err("has a header that parts have by themselves");
            }
            header_value(value)?;
            more.push_str(&format!("\r\n{name}: {value}"));
        }
        self.add((name, &more), file_name, part.content_type.as_deref().or(usual), part.content)
    }

    /// Adds a value spelled by what it is: a scalar as its text, anything else as JSON. Null is left out.
    pub(crate) fn add_plain(
        &mut self,
        name: &str,
        value: &Value,
        media_type: Option<&'static str>,
    ) -> Result<(), &'static str> {
        match value {
            Value::Array(_) | Value::Object(_) => {
                self.add_value(name, value.to_string(), media_type.or(Some("application/json")))
            }
            scalar => scalar_text(scalar).map_or(Ok(()), |text| self.add_value(name, text.into_owned(), media_type)),
        }
    }

    /// Adds a value. Without a media type it is plain text.
    pub(crate) fn add_value(&mut self, name: &str, text: String, media_type: Option<&str>) -> Result<(), &'static str> {
        self.add((name, ""), None, media_type, text.into())
    }

    fn add(
        &mut self,
        (name, more): (&str, &str),
        file_name: Option<&str>,
        content_type: Option<&str>,
        content: Body,
    ) -> Result<(), &'static str> {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quotable(name));
        if let Some(file_name) = file_name {
            head.push_str(&format!("; filename=\"{}\"", quotable(file_name)));
        }
        if let Some(content_type) = content_type {
            header_value(content_type)?;
            head.push_str(&format!("\r\nContent-Type: {content_type}"));
        }
        head.push_str(more);
        self.0.push(Entry { name: name.to_owned(), head, content });
        Ok(())
    }

    /// Adds headers to the parts that they are for, unless these have them.
    pub(crate) fn set_headers(&mut self, headers: &[PartHeader]) {
        for PartHeader { part, name, text } in headers {
            let Some(text) = text else { continue };
            let line = format!("\r\n{}: ", name.to_ascii_lowercase());
            // An object that is spelled field by field is several parts.
            let is_of =
                |name: &str| name.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
            for entry in self.0.iter_mut().filter(|entry| is_of(&entry.name) && !entry.head.contains(&line)) {
                entry.head.push_str(&line);
                entry.head.push_str(text);
            }
        }
    }

    /// The body, and the media type that tells how its parts are told apart.
    pub(crate) fn into_body(self) -> (Body, String) {
        // Random, so that nobody can write content that ends its own part.
        let boundary = format!("specwright-{}", Uuid::new_v4().simple());
        let mut body = Body::default();
        let mut before = String::new();
        for Entry { head, content, .. } in self.0 {
            body.append(format!("{before}--{boundary}\r\n{head}\r\n\r\n").into());
            body.append(content);
            before = "\r\n".to_owned();
        }
        body.append(format!("{before}--{boundary}--\r\n").into());
        (body, format!("multipart/form-data; boundary={boundary}"))
    }
}

/// A name between quotes: what would end it, or the line, is percent-encoded.
fn quotable(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c == '"' || c.is_ascii_control() {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(multipart: Multipart) -> String {
        let (mut body, content_type) = multipart.into_body();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
        let mut all = Vec::new();
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        while let std::task::Poll::Ready(Some(piece)) = body.poll_piece(&mut cx) {
            all.extend(piece.unwrap());
        }
        String::from_utf8(all).unwrap().replace(&boundary, "B")
    }

    #[test]
    fn is_spelled_as_browsers_do() {
        let mut multipart = Multipart::default();
        multipart.add_value("purpose", "a\r\nb".into(), None).unwrap();
        multipart.add_file("file", "x".into(), "application/octet-stream").unwrap();
        let part = Part::from("y").file_name("a\"b\r\nX: y\0é.png").content_type("image/png");
        multipart.add_file("p\"\n", part, "text/plain").unwrap();
        assert_eq!(
            text(multipart),
            "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\na\r\nb\r\n\
             --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
             Content-Type: application/octet-stream\r\n\r\nx\r\n\
             --B\r\nContent-Disposition: form-data; name=\"p%22%0A\"; filename=\"a%22b%0D%0AX: y%00é.png\"\r\n\
             Content-Type: image/png\r\n\r\ny\r\n--B--\r\n"
        );
        assert_eq!(text(Multipart::default()), "--B--\r\n");
        let mut multipart = Multipart::default();
        multipart.add_file("photo", Part::text("id"), "application/octet-stream").unwrap();
        let plain = "--B\r\nContent-Disposition: form-data; name=\"photo\"\r\n\r\nid\r\n--B--\r\n";
        assert_eq!(text(multipart), plain);
    }

    #[test]
    fn a_media_type_cannot_carry_a_header() {
        let part = Part::from("x").content_type("image/png\r\nX: y");
        assert!(Multipart::default().add_file("file", part, "a/b").is_err());
    }

    #[test]
    fn a_part_has_headers_that_end_nothing() {
        let mut multipart = Multipart::default();
        multipart.add_file("f", Part::from("x").header("X-Lines", "3").header("X-Of", "a b"), "a/b").unwrap();
        let head = "Content-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: a/b";
        assert_eq!(text(multipart), format!("--B\r\n{head}\r\nx-lines: 3\r\nx-of: a b\r\n\r\nx\r\n--B--\r\n"));
        for (name, value) in [("X\r\nY", "z"), ("X", "y\r\nZ: 1"), ("content-TYPE", "a/c"), ("", "x")] {
            let part = Part::from("x").header(name, value);
            assert!(Multipart::default().add_file("f", part, "a/b").is_err(), "{name:?}");
        }
    }

    #[test]
    fn headers_find_their_parts() {
        let mut multipart = Multipart::default();
        for name in ["a", "ab", "b[c]"] {
            multipart.add_value(name, "1".into(), None).unwrap();
        }
        multipart.add_file("a", Part::text("2").header("x-kind", "own"), "a/b").unwrap();
        let header = |part, name, text: Option<&str>| PartHeader { part, name, text: text.map(str::to_owned) };
        multipart.set_headers(&[
            header("a", "X-Kind", Some("usual")),
            header("b", "X-Kind", Some("of b")),
            header("a", "X-Missing", None),
            header("nobody", "X-Kind", Some("lost")),
        ]);
        let disposition = |name| format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"");
        assert_eq!(
            text(multipart),
            format!(
                "{}\r\nx-kind: usual\r\n\r\n1\r\n{}\r\n\r\n1\r\n{}\r\nx-kind: of b\r\n\r\n1\r\n{}\r\nx-kind: own\r\n\r\n2\r\n--B--\r\n",
                disposition("a"),
                disposition("ab"),
                disposition("b[c]"),
                disposition("a"),
            )
        );
    }

    #[test]
    fn every_boundary_is_another() {
        assert_ne!(Multipart::default().into_body().1, Multipart::default().into_body().1);
    }

    #[test]
    fn a_part_is_replaced_by_name() {
        let mut multipart = Multipart::default();
        for value in ["1", "2"] {
            multipart.remove("a");
            multipart.add_value("a", value.into(), None).unwrap();
        }
        assert!(multipart.has("a") && !multipart.has("b"));
        assert_eq!(text(multipart), "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--B--\r\n");
    }

    #[test]
    fn shows_no_content() {
        let shown = format!("{:?}", Part::from("hidden").file_name("hidden"));
        assert!(!shown.contains("hidden"), "{shown}");
    }
}
