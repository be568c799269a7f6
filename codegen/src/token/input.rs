//! What callers give, and what is sent besides.

use serde_json::Value;

use super::Reader;
use super::fields::Fields;
use super::route::Route;
use super::target::{PLACES, need_aim, read_aim};
use crate::diag::Place;
use crate::ir::{Docs, ExchangeInput, InputKind, Target};
use crate::lint::is_identifier;

/// The inputs of an exchange, in order.
pub(super) fn read_inputs(cx: &Reader<'_>, fields: &Fields<'_, '_>, route: &Route) -> Vec<ExchangeInput> {
    let Some((value, at)) = fields.need("inputs") else { return Vec::new() };
    let Some(map) = value.as_object().filter(|map| !map.is_empty()) else {
        cx.invalid(at, "`inputs` maps the names of what callers give to where it is sent");
        return Vec::new();
    };
    map.iter().filter_map(|(name, value)| read_input(cx, name, value, &at.child(name), route)).collect()
}

fn read_input(cx: &Reader<'_>, name: &str, value: &Value, at: &Place, route: &Route) -> Option<ExchangeInput> {
    if !is_identifier(name) {
        cx.invalid(at.key(), format!("`{name}` cannot be the name of an argument")).help("write it like `client_id`");
    }
    let known = [&PLACES[..], &["secret", "signs"]].concat();
    let fields = Fields::open(cx, value, at.clone(), "an input", &known)?;
    let kind = match (fields.flag("secret"), fields.flag("signs")) {
        (true, true) => {
            cx.invalid(at.key(), "a signing key is secret by itself").help("remove `secret`");
            InputKind::Key
        }
        (_, true) => InputKind::Key,
        (true, false) => InputKind::Secret,
        (false, false) => InputKind::Text,
    };
    let aim = read_aim(cx, &fields, route);
    if kind == InputKind::Key && aim.is_some() {
        cx.invalid(at.key(), format!("the key `{name}` signs and is never sent")).help("remove where it goes");
    }
    if kind == InputKind::Text && aim.as_ref().and_then(|aim| aim.schema.as_ref()).is_some_and(|s| s.is_secret()) {
        cx.misfit(at.key(), format!("`{name}` is a secret by what the operation says of it"))
            .help("add `secret: true`");
    }
    let (target, description) = aim.map_or((None, None), |aim| (Some(aim.target), aim.description));
    Some(ExchangeInput { name: name.to_owned(), kind, target, docs: Docs { description, ..Docs::default() } })
}

/// Values that are always the same.
pub(super) fn read_constants(cx: &Reader<'_>, fields: &Fields<'_, '_>, route: &Route) -> Vec<(Target, String)> {
    let Some((value, at)) = fields.get("constants") else { return Vec::new() };
    let Some(list) = value.as_array() else {
        cx.invalid(at, "`constants` is a list of values, each with the place where it goes");
        return Vec::new();
    };
    let each = list.iter().enumerate().filter_map(|(i, value)| read_constant(cx, value, at.index(i), route));
    each.collect()
}

fn read_constant(cx: &Reader<'_>, value: &Value, at: Place, route: &Route) -> Option<(Target, String)> {
    let known = [&PLACES[..], &["value"]].concat();
    let fields = Fields::open(cx, value, at, "a constant", &known)?;
    let (text, at) = fields.need_text("value")?;
    let aim = need_aim(cx, &fields, route)?;
    if aim.schema.as_ref().is_some_and(|schema| !schema.allows(text)) {
        cx.misfit(at, format!("`{text}` is not among the values that `{}` takes there", route.name()));
    }
    Some((aim.target, text.to_owned()))
}
