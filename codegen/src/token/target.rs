//! Where something is sent: one of `path`, `query`, `header` and `body`.

use super::Reader;
use super::fields::Fields;
use super::route::{Route, parameter_schema};
use super::way::Stop;
use crate::diag::Place;
use crate::ir::{ExchangeBody, Target};

/// The fields that a target can be.
pub(super) const PLACES: [&str; 4] = ["path", "query", "header", "body"];

/// A place in the request of an operation.
pub(super) struct Aim {
    pub(super) target: Target,
    /// What the operation says about it, if it is that precise.
    pub(super) schema: Option<Stop>,
    /// What the operation says in prose.
    pub(super) description: Option<String>,
}

/// The one target among the fields, if there is one. What it names has to be there.
pub(super) fn read_aim(cx: &Reader<'_>, fields: &Fields<'_, '_>, route: &Route) -> Option<Aim> {
    let mut given = PLACES.into_iter().filter(|place| fields.get(place).is_some());
    let place = given.next()?;
    if let Some(second) = given.next() {
        let message = format!("`{place}` and `{second}`: each value goes to one place");
        cx.invalid(fields.place().child(second).key(), message);
        return None;
    }
    if place == "body" {
        let (pointer, at) = fields.pointer("body")?;
        return aim_at_body(cx, route, pointer, &at);
    }
    let (name, at) = fields.need_text(place)?;
    let Some(parameter) = route.parameter(place, name) else {
        let message = format!("`{}` has no {place} parameter `{name}`", route.name());
        cx.misfit(at, message).also(route.place().key(), "the operation");
        return None;
    };
    let schema = parameter_schema(cx, parameter, route.place());
    let data = parameter.parameter_data_ref();
    let name = data.name.clone();
    Some(Aim {
        target: match place {
            "path" => Target::Path(name),
            "query" => Target::Query(name),
            _ => Target::Header(name),
        },
        description: data.description.clone().or_else(|| schema.as_ref()?.description()),
        schema,
    })
}

/// As [`read_aim`], where there has to be one.
pub(super) fn need_aim(cx: &Reader<'_>, fields: &Fields<'_, '_>, route: &Route) -> Option<Aim> {
    if !PLACES.iter().any(|place| fields.get(place).is_some()) {
        let report = cx.invalid(fields.place().clone(), "it does not say where the value goes");
        report.help("one of `path: name`, `query: name`, `header: name`, `body: /pointer`");
        return None;
    }
    read_aim(cx, fields, route)
}

fn aim_at_body(cx: &Reader<'_>, route: &Route, pointer: String, at: &Place) -> Option<Aim> {
    let Some(kind) = route.body() else {
        let message = format!("`{}` takes no body in JSON or as a form", route.name());
        cx.misfit(at.clone(), message).also(route.place().key(), "the operation");
        return None;
    };
    if kind == ExchangeBody::Form && pointer.matches('/').count() > 1 {
        cx.misfit(at.clone(), "a form has no members inside members; the pointer is one step");
        return None;
    }
    let schema = match route.body_schema() {
        Some(schema) => {
            let Some(end) = schema.follow(cx, &pointer) else {
                let message = format!("`{pointer}` is not declared in the body of `{}`", route.name());
                cx.misfit(at.clone(), message).also(route.place().key(), "the operation");
                return None;
            };
            Some(end)
        }
        None => None,
    };
    let description = schema.as_ref().and_then(Stop::description);
    Some(Aim { target: Target::Body(pointer), schema, description })
}

/// Reports what the operation needs and nothing fills. `at` is what names the operation.
pub(super) fn check_filled(cx: &Reader<'_>, route: &Route, targets: &[&Target], at: &Place) {
    let report = |what: String| {
        let message = format!("nothing fills {what} of `{}`", route.name());
        cx.misfit(at.clone(), message).also(route.place().key(), "the operation");
    };
    for (place, name) in route.required() {
        let fills = |target: &&&Target| match target {
            Target::Path(own) => place == "path" && own == name,
            Target::Query(own) => place == "query" && own == name,
            Target::Header(own) => place == "header" && own.eq_ignore_ascii_case(name),
            Target::Body(_) => false,
        };
        if !targets.iter().any(|target| fills(&target)) {
            report(format!("the required {place} parameter `{name}`"));
        }
    }
    let first_step = |target: &&Target| match target {
        Target::Body(pointer) => Place::new(at.file, pointer.clone()).tokens().next(),
        _ => None,
    };
    let filled: Vec<String> = targets.iter().filter_map(first_step).collect();
    for name in route.body_schema().map(|schema| schema.lacking(cx, &filled)).unwrap_or_default() {
        report(format!("the required property `{name}`"));
    }
}
