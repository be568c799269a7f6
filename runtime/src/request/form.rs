//! Bodies that are put together from parts.

use serde_json::Value;

use super::Request;
use crate::encode::form::styled;
use crate::encode::header::header_text;
use crate::encode::{NOT_SERIALISABLE, Style};
use crate::headers::header_value;
use crate::multipart::{Multipart, PartHeader};
use crate::{Part, RuleViolation};

/// A body that is still being put together.
#[derive(Default)]
pub(crate) struct Form {
    /// Its parts; `None`: nothing has said so far that there is a body.
    parts: Option<Multipart>,
    /// Names of parts that it must have.
    needed: &'static [&'static str],
    /// Headers of its parts.
    headers: Vec<PartHeader>,
}

impl Request {
    /// Says that there is a body made of parts, even if none is added.
    pub(crate) fn parts(&mut self) -> &mut Multipart {
        self.form().parts.get_or_insert_default()
    }

    /// Sets the parts of that name to these files.
    pub(crate) fn set_files(&mut self, name: &str, files: impl IntoIterator<Item = Part>, media_type: &'static str) {
        let parts = self.parts();
        parts.remove(name);
        let done = files.into_iter().try_for_each(|file| parts.add_file(name, file, media_type));
        self.note("part", name, done);
    }

    /// Sets the parts of that name to a value: see [`Call::part`](crate::Call::part).
    pub(crate) fn set_part(&mut self, name: &str, value: Option<Value>, media_type: Option<&'static str>) {
        let Some(value) = self.present("part", name, value) else { return };
        let parts = self.parts();
        parts.remove(name);
        let done = match value {
            Value::Array(items) => items.iter().try_for_each(|item| parts.add_plain(name, item, media_type)),
            value => parts.add_plain(name, &value, media_type),
        };
        self.note("part", name, done);
    }

    /// Sets the parts of that name to a value in a style: see [`Call::part_styled`](crate::Call::part_styled).
    pub(crate) fn set_part_styled(&mut self, name: &str, style: Style, value: Option<Value>) {
        let Some(value) = self.present("part", name, value) else { return };
        let parts = self.parts();
        parts.remove(name);
        let done = styled(name, style, &value).and_then(|pairs| {
            pairs.into_iter().try_for_each(|(own, text)| {
                // What stands for an object has names of its own, which may have been there before.
                if own != name {
                    parts.remove(&own);
                }
                parts.add_value(&own, text, None)
            })
        });
        self.note("part", name, done);
    }

    /// Checks how many parts of that name there are, if rules are checked.
    pub(crate) fn check_files(&mut self, name: &str, least: Option<u64>, most: Option<u64>) {
        if !self.check_rules {
            return;
        }
        let path = format!("body.{name}");
        let count = self.parts().count(name);
        let few = least.filter(|least| count < *least).map(|least| format!("minItems {least}"));
        let many = most.filter(|most| count > *most).map(|most| format!("maxItems {most}"));
        let broken = few.into_iter().chain(many);
        self.violate(broken.map(|rule| RuleViolation { path: path.clone(), rule }).collect());
    }

    /// Sets the parts of that name to JSON: see [`Call::part_json`](crate::Call::part_json).
    pub(crate) fn set_part_json(&mut self, name: &str, text: Option<String>, media_type: &'static str) {
        let Some(text) = text else { return self.note("part", name, Err(NOT_SERIALISABLE)) };
        let parts = self.parts();
        parts.remove(name);
        let done = parts.add_value(name, text, Some(media_type));
        self.note("part", name, done);
    }

    /// Sets a header of parts: see [`Call::part_header`](crate::Call::part_header).
    pub(crate) fn set_part_header(
        &mut self,
        part: &'static str,
        name: &'static str,
        style: Style,
        value: Option<Value>,
    ) {
        let Some(value) = self.present("header of part", part, value) else { return };
        let done = header_text(style, &value).and_then(|text| {
            let Some(text) = text else { return Ok(()) };
            header_value(&text)?;
            let headers = &mut self.form().headers;
            headers.retain(|header| (header.part, header.name) != (part, name));
            headers.push(PartHeader { part, name, text: Some(text) });
            Ok(())
        });
        self.note("header of part", part, done);
    }

    /// A part of that name, if there is any, needs that header.
    pub(crate) fn need_part_header(&mut self, part: &'static str, name: &'static str) {
        self.form().headers.push(PartHeader { part, name, text: None });
    }

    /// A body made of parts needs parts of these names.
    pub(crate) fn need_parts(&mut self, names: &'static [&'static str]) {
        self.form().needed = names;
    }

    /// Makes a body of its parts.
    pub(crate) fn join_parts(&mut self) {
        let Some(form) = self.form.take() else { return };
        let Some(mut parts) = form.parts else { return };
        if self.check_rules {
            let missing = form.needed.iter().filter(|name| !parts.has(name)).map(|name| format!("body.{name}"));
            let bare = form.headers.iter().filter(|header| header.text.is_none() && parts.has(header.part));
            let bare = bare.map(|header| format!("body.{}.{}", header.part, header.name));
            let missing = missing.chain(bare).map(|path| RuleViolation { path, rule: "required".into() });
            self.violate(missing.collect());
        }
        parts.set_headers(&form.headers);
        let (body, content_type) = parts.into_body();
        self.body = Some(body);
        self.set_header_text("content-type", &content_type);
    }

    fn form(&mut self) -> &mut Form {
        self.form.get_or_insert_default()
    }
}
