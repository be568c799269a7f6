//! Parts of a multipart body, set by emitted code.

use serde::Serialize;

use crate::encode::{Style, value_of};
use crate::{Call, Operation, Part};

/// What a file is announced as when nobody says more.
const BYTES: &str = "application/octet-stream";

impl<O: Operation> Call<'_, O> {
    /// Sends a body made of parts, even if none is added.
    pub fn multipart(mut self) -> Self {
        self.request.parts();
        self
    }

    /// Names parts that must not be missing if any is there.
    pub fn needed_parts(mut self, names: &'static [&'static str]) -> Self {
        self.request.need_parts(names);
        self
    }

    /// Sets a header of the parts of that name, in place of any; it is sent with them, if there are any. A file's own
    /// header of that name counts more.
    pub fn part_header<T: Serialize + ?Sized>(
        mut self,
        part: &'static str,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Self {
        self.request.set_part_header(part, name, style, value_of(value));
        self
    }

    /// Names a header that the parts of that name must not be without.
    pub fn needed_part_header(mut self, part: &'static str, name: &'static str) -> Self {
        self.request.need_part_header(part, name);
        self
    }

    /// Sends a file as a part, in place of any of that name. It is announced as `media_type` unless it says more itself.
    pub fn file(self, name: &str, file: impl Into<Part>, media_type: Option<&'static str>) -> Self {
        self.files(name, [file], media_type)
    }

    /// Sends files as parts of the same name, in place of any of that name.
    pub fn files(
        mut self,
        name: &str,
        files: impl IntoIterator<Item = impl Into<Part>>,
        media_type: Option<&'static str>,
    ) -> Self {
        self.request.set_files(name, files.into_iter().map(Into::into), media_type.unwrap_or(BYTES));
        self
    }

    /// Checks how many parts of that name there are.
    pub fn files_within(mut self, name: &str, least: Option<u64>, most: Option<u64>) -> Self {
        self.request.check_files(name, least, most);
        self
    }

    /// Sends a value as parts of plain text, spelled in that style, in place of any of that name; null is not sent.
    pub fn part_styled<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        self.request.set_part_styled(name, style, value_of(value));
        self
    }

    /// Sends a value as a part, in place of any of that name: scalars as text, a list as a part for each item,
    /// anything else as JSON; null is not sent.
    pub fn part<T: Serialize + ?Sized>(mut self, name: &str, value: &T, media_type: Option<&'static str>) -> Self {
        self.request.set_part(name, value_of(value), media_type);
        self
    }

    /// Sends a value as a part, in place of any of that name: as JSON, whatever it is.
    pub fn part_json<T: Serialize + ?Sized>(mut self, name: &str, value: &T, media_type: Option<&'static str>) -> Self {
        let text = serde_json::to_string(value).ok();
        self.request.set_part_json(name, text, media_type.unwrap_or("application/json"));
        self
    }
}
