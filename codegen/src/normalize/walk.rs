//! The walk: checks every node against the table of shapes, reports and repairs.

use serde_json::{Map, Value};

use super::at::At;
use super::coerce::{self, found};
use super::shape::{Field, Need, Shape, Want};
use super::shapes::shape;
use super::{Kind, Version, closest, extensions, hooks, v31};
use crate::diag::{Code, Sink, codes};

/// An object on its way through the walk.
pub(super) type Object = Map<String, Value>;

/// What the walk needs everywhere.
pub(super) struct Walk<'s> {
    pub(super) sink: &'s Sink,
    pub(super) version: Version,
}

impl Walk<'_> {
    /// An object of the given kind, or what can be made of it.
    pub(super) fn object(&self, kind: Kind, value: Value, at: &At<'_>) -> Option<Value> {
        let map = match value {
            Value::Object(map) => map,
            other => hooks::object_from(self, kind, other, at)?,
        };
        let map = hooks::before(self, kind, map, at)?;
        let mut map = self.fields(kind, shape(kind), map, at);
        self.complete(shape(kind), &mut map, at)?;
        hooks::after(self, kind, map, at).map(Value::Object)
    }

    /// An object, or a reference to one.
    pub(super) fn object_or_ref(&self, kind: Kind, value: Value, at: &At<'_>) -> Option<Value> {
        let Value::Object(mut map) = value else {
            return self.object(kind, value, at);
        };
        match map.get("$ref") {
            None => self.object(kind, Value::Object(map), at),
            Some(Value::String(_)) => {
                if kind == Kind::Schema && self.version == Version::V31 && v31::has_siblings(&map) {
                    return self.object(kind, Value::Object(map), at);
                }
                self.check_siblings(kind, &map, at);
                if kind == Kind::PathItem {
                    map.iter().for_each(|(key, value)| hooks::tell_unread(self, key, value, at));
                }
                map.retain(|key, _| key == "$ref");
                Some(Value::Object(map))
            }
            // A schema without `type` may well describe a property of that name; here it is a mistake.
            Some(other) => {
                let message = format!("`$ref` must be text, not {}", found(other));
                self.sink.report(&codes::WRONG_TYPE, at.member("$ref").place(), message);
                map.shift_remove("$ref");
                self.object(kind, Value::Object(map), at)
            }
        }
    }

    fn check_siblings(&self, kind: Kind, map: &Object, at: &At<'_>) {
        let ignored = |key: &&String| {
            let theirs = key.starts_with("x-") && !extensions::is_ours(key);
            !matches!(key.as_str(), "$ref" | "summary" | "description") && !theirs
        };
        for key in map.keys().filter(ignored) {
            let report = self.sink.report(
                &codes::REF_SIBLINGS,
                at.member(key).key(),
                format!("`{key}` beside `$ref` is ignored"),
            );
            if kind == Kind::Schema {
                report.help("write `allOf` with the reference as its only entry, and the rest beside it");
            }
        }
    }

    fn fields(&self, kind: Kind, shape: &'static Shape, map: Object, at: &At<'_>) -> Object {
        let mut out = Object::with_capacity(map.len());
        for (key, value) in map {
            let here = at.member(&key);
            // Names of security schemes may begin with `x-` too.
            if key.starts_with("x-") && kind != Kind::SecurityRequirement {
                extensions::check_name(self, kind, &key, &here);
                if kind != Kind::Callback {
                    out.insert(key, value);
                }
                continue;
            }
            let value = match (shape.field(&key), &shape.rest) {
                (Some(field), _) => self.field(field, value, &here),
                (None, Some(rest)) => self.want(rest, value, &here),
                (None, None) => {
                    self.unknown(shape, &key, &here);
                    if kind == Kind::PathItem {
                        hooks::tell_unread(self, &key, &value, at);
                    }
                    None
                }
            };
            if let Some(value) = value {
                out.insert(key, value);
            }
        }
        out
    }

    fn field(&self, field: &Field, value: Value, at: &At<'_>) -> Option<Value> {
        if field.newer {
            self.newer(at, &format!("`{}` is new in OpenAPI 3.1", field.name));
        }
        self.want(&field.want, value, at)
    }

    fn unknown(&self, shape: &Shape, key: &str, at: &At<'_>) {
        let message = format!("`{key}` is not a field of {}", shape.name);
        let report = self.sink.report(&codes::UNKNOWN_FIELD, at.key(), message);
        if let Some(name) = closest(key, shape.fields.iter().map(|field| field.name)) {
            report.help(format!("did you mean `{name}`?"));
        }
    }

    /// Fills in what is missing; `None` if it cannot be.
    fn complete(&self, shape: &Shape, map: &mut Object, at: &At<'_>) -> Option<()> {
        for field in shape.fields.iter().filter(|field| field.need != Need::Optional) {
            if map.contains_key(field.name) {
                continue;
            }
            if field.name == "paths" && self.version == Version::V31 {
                map.insert(field.name.to_owned(), Value::Object(Object::new()));
                continue;
            }
            let message = format!("{} needs `{}`", shape.name, field.name);
            let report = self.sink.report(&codes::MISSING_FIELD, at.place(), message);
            if field.need == Need::Vital {
                report.help("it is ignored without it");
                return None;
            }
            map.insert(field.name.to_owned(), empty(&field.want));
        }
        Some(())
    }

    fn want(&self, want: &Want, value: Value, at: &At<'_>) -> Option<Value> {
        match want {
            Want::Any => return Some(value),
            Want::Object(kind) => return self.object(*kind, value, at),
            Want::OrRef(kind) => return self.object_or_ref(*kind, value, at),
            Want::FlagOrSchema if !value.is_boolean() => {
                return self.object_or_ref(Kind::Schema, value, at);
            }
            Want::List(item) => return self.list(item, value, at),
            Want::Map(item) => return self.map(item, value, at),
            _ => {}
        }
        if coerce::fits(want, &value) {
            return Some(coerce::exact(want, value));
        }
        if let (Want::Choice(choices), Value::String(text)) = (want, &value) {
            return self.choice(choices, text, at);
        }
        let described = found(&value);
        let repaired = coerce::repair(want, value);
        let message = format!("`{}` must be {}, not {described}", at.name(), coerce::described(want));
        let report = self.sink.report(&codes::WRONG_TYPE, at.place(), message);
        match &repaired {
            // How a number was written, `1.10` for example, is not known any more.
            Some(Value::String(_)) => report.help("put it in quotes"),
            Some(value) => report.help(format!("it is read as `{value}`")),
            None => report.help("it is ignored"),
        };
        repaired
    }

    fn choice(&self, choices: &'static [&'static str], text: &str, at: &At<'_>) -> Option<Value> {
        let near = choices.iter().find(|choice| choice.eq_ignore_ascii_case(text)).copied();
        let guess = near.or_else(|| closest(text, choices.iter().copied()));
        let message = format!("`{text}` is not a value of `{}`", at.name());
        let report = self.sink.report(&codes::UNKNOWN_VALUE, at.place(), message);
        match guess {
            Some(guess) => report.help(format!("did you mean `{guess}`?")),
            None => report.help(format!("it takes {}", choices.join(", "))),
        };
        near.map(Value::from)
    }

    fn list(&self, item: &Want, value: Value, at: &At<'_>) -> Option<Value> {
        let list = match value {
            Value::Array(list) => list,
            other => {
                let one = single(item, &other);
                let message = format!("`{}` must be a list, not {}", at.name(), found(&other));
                let report = self.sink.report(&codes::WRONG_TYPE, at.place(), message);
                if !one {
                    report.help("it is ignored");
                    return None;
                }
                report.help("it is read as a list of one");
                vec![other]
            }
        };
        let kept = list.into_iter().enumerate();
        Some(kept.filter_map(|(i, value)| self.want(item, value, &at.index(i))).collect())
    }

    fn map(&self, item: &Want, value: Value, at: &At<'_>) -> Option<Value> {
        let Value::Object(map) = value else {
            let message = format!("`{}` must be an object, not {}", at.name(), found(&value));
            self.sink.report(&codes::WRONG_TYPE, at.place(), message).help("it is ignored");
            return None;
        };
        let mut out = Object::with_capacity(map.len());
        for (key, value) in map {
            if let Some(value) = self.want(item, value, &at.member(&key)) {
                out.insert(key, value);
            }
        }
        Some(Value::Object(out))
    }

    /// A spelling of 3.1; worth a remark only where 3.0 is declared.
    pub(super) fn newer(&self, at: &At<'_>, message: &str) {
        if self.version == Version::V30 {
            self.sink.report(&codes::NEWER_SPELLING, at.key(), message);
        }
    }

    /// Reports at the key of a member.
    pub(super) fn remark(&self, code: &'static Code, at: &At<'_>, key: &str, message: String) {
        self.sink.report(code, at.member(key).key(), message);
    }
}

/// Whether a single value can stand for a list of one.
fn single(item: &Want, value: &Value) -> bool {
    match item {
        Want::Object(_) | Want::OrRef(_) => value.is_object(),
        Want::Text => value.is_string(),
        _ => false,
    }
}

/// The value that takes the place of a missing one.
fn empty(want: &Want) -> Value {
    let Want::Object(kind) = want else {
        return match want {
            Want::Text => Value::from(""),
            Want::List(_) => Value::Array(Vec::new()),
            _ => Value::Object(Object::new()),
        };
    };
    let needed = shape(*kind).fields.iter().filter(|field| field.need != Need::Optional);
    Value::Object(needed.map(|field| (field.name.to_owned(), empty(&field.want))).collect())
}
