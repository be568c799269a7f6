//! From a method and a path to an operation.

use std::cmp::Ordering;

use hyper::Method;
use percent_encoding::percent_decode_str;

use crate::model::{Api, Location, Need};

/// A path with parameters in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    /// As the document has it.
    pub(crate) text: String,
    segments: Vec<Segment>,
}

/// The parts of a segment in order, e.g. `report.{format}`.
type Segment = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Parameter(String),
}

/// The parameters of a path as they arrived, still percent-encoded.
pub(crate) type PathValues = Vec<(String, String)>;

impl Template {
    pub(crate) fn parse(text: &str) -> Self {
        // Some documents tell operations apart by a query or a fragment in the path; neither is part of a path.
        let path = text.split(['?', '#']).next().unwrap_or_default();
        Self { text: text.to_owned(), segments: path.split('/').skip(1).map(parse_segment).collect() }
    }

    /// The parameters, if the template is that of `path`.
    pub(crate) fn matches(&self, path: &str) -> Option<PathValues> {
        let mut values = PathValues::new();
        let mut segments = path.split('/').skip(1);
        for own in &self.segments {
            let segment = segments.next()?;
            if !match_parts(own, segment, &mut values) {
                return None;
            }
        }
        segments.next().is_none().then_some(values)
    }

    /// The path with a value, already encoded, for each parameter.
    pub(crate) fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            for part in segment {
                match part {
                    Part::Literal(text) => path.push_str(text),
                    Part::Parameter(name) => path.push_str(&value(name)),
                }
            }
        }
        path
    }

    /// Literal segments first, then those that are literal in part, from left to right.
    fn precision(&self) -> impl Iterator<Item = u8> + '_ {
        self.segments.iter().map(|parts| match parts.as_slice() {
            [] | [Part::Literal(_)] => 0,
            [Part::Parameter(_)] => 2,
            _ => 1,
        })
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.precision().cmp(other.precision())
    }
}

fn parse_segment(text: &str) -> Segment {
    let mut parts = Segment::new();
    let mut rest = text;
    while let Some((literal, after)) = rest.split_once('{')
        && let Some((name, tail)) = after.split_once('}')
    {
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        }
        parts.push(Part::Parameter(name.to_owned()));
        rest = tail;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    parts
}

/// A parameter takes at least one character, and as few as the literal behind it allows.
fn match_parts(parts: &[Part], text: &str, values: &mut PathValues) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Literal(only)] => decode(text).is_some_and(|text| decode(only).is_some_and(|only| only == text)),
        [Part::Literal(literal), rest @ ..] => {
            text.strip_prefix(literal.as_str()).is_some_and(|tail| match_parts(rest, tail, values))
        }
        [Part::Parameter(name)] => {
            values.push((name.clone(), text.to_owned()));
            !text.is_empty()
        }
        [Part::Parameter(name), rest @ ..] => {
            let known = values.len();
            for (at, _) in text.char_indices().skip(1) {
                values.push((name.clone(), text[..at].to_owned()));
                if match_parts(rest, &text[at..], values) {
                    return true;
                }
                values.truncate(known);
            }
            false
        }
    }
}

/// The text behind the percent signs, if it is UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(String::from)
}

/// All operations.
#[derive(Debug)]
pub(crate) struct Router {
    /// Sorted by precision.
    routes: Vec<Route>,
}

/// Where an operation is: index of the API, index of the operation in it.
pub(crate) type Id = (usize, usize);

#[derive(Debug)]
struct Route {
    id: Id,
    mount: String,
    method: Method,
    template: Template,
    /// Required query parameters: some documents tell operations of one path apart by them.
    needed: Vec<String>,
}

/// What a request is for.
#[derive(Debug)]
pub(crate) enum Routed {
    Operation {
        id: Id,
        values: PathValues,
    },
    /// The path is known, the method is not; these are.
    OtherMethods(Vec<Method>),
    /// The path is not known; these are the most similar ones.
    Nothing {
        closest: Vec<String>,
    },
}

impl Router {
    pub(crate) fn new(apis: &[Api]) -> Self {
        let mut routes = Vec::new();
        for (api_index, api) in apis.iter().enumerate() {
            for (index, operation) in api.operations.iter().enumerate() {
                let parameters = operation.parameters.iter();
                let needed = parameters.filter(|p| p.location == Location::Query && p.need == Need::Required);
                routes.push(Route {
                    needed: needed.map(|parameter| parameter.name.clone()).collect(),
                    id: (api_index, index),
                    mount: api.mount.clone(),
                    method: operation.method.clone(),
                    template: operation.template.clone(),
                });
            }
        }
        // Stable: of routes alike the one that the document has first comes first.
        routes.sort_by(|one, other| one.template.compare(&other.template));
        Self { routes }
    }

    pub(crate) fn find(&self, method: &Method, path: &str, query: &[(String, String)]) -> Routed {
        let matching: Vec<(&Route, PathValues)> =
            self.routes.iter().filter_map(|r| Some((r, r.matches(path)?))).collect();
        let Some((best, _)) = matching.first() else { return Routed::Nothing { closest: self.closest(path) } };
        let alike = matching.iter().filter(|(r, _)| r.template.compare(&best.template) == Ordering::Equal);
        let of = |method: &Method| {
            let all = alike.clone().filter(|(route, _)| route.method == *method).collect::<Vec<_>>();
            let fitting = all.iter().rev().filter(|(route, _)| route.is_fit_for(query));
            let best = fitting.max_by_key(|(route, _)| route.needed.len()).or_else(|| all.first())?;
            Some(Routed::Operation { id: best.0.id, values: best.1.clone() })
        };
        let own = of(method).or_else(|| if method == Method::HEAD { of(&Method::GET) } else { None });
        if let Some(found) = own {
            return found;
        }
        let mut others: Vec<Method> = alike.map(|(route, _)| route.method.clone()).collect();
        others.dedup();
        Routed::OtherMethods(others)
    }

    /// The templates that share most with a path, best first.
    fn closest(&self, path: &str) -> Vec<String> {
        let mut ranked: Vec<(usize, String)> = Vec::new();
        for route in &self.routes {
            let text = format!("{}{}", route.mount, route.template.text);
            if ranked.iter().any(|(_, known)| *known == text) {
                continue;
            }
            let shared = text
                .split('/')
                .zip(path.split('/'))
                .filter(|(own, other)| own == other || own.starts_with('{'))
                .count();
            let lengths = text.split('/').count().abs_diff(path.split('/').count());
            ranked.push(((shared * 2).saturating_sub(lengths), text));
        }
        ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        ranked.into_iter().take(3).map(|(_, text)| text).collect()
    }
}

impl Route {
    fn is_fit_for(&self, query: &[(String, String)]) -> bool {
        self.needed.iter().all(|needed| query.iter().any(|(name, _)| name == needed))
    }

    fn matches(&self, path: &str) -> Option<PathValues> {
        let below = path.strip_prefix(self.mount.as_str())?;
        if below.starts_with('/') { self.template.matches(below) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str, path: &str) -> Option<Vec<String>> {
        Some(
            Template::parse(template)
                .matches(path)?
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
        )
    }

    fn own(found: &[&str]) -> Option<Vec<String>> {
        Some(found.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn templates_match_whole_segments() {
        assert_eq!(values("/a/{b}", "/a/1%2F2"), own(&["b=1%2F2"]));
        assert_eq!(values("/a/{b}", "/a/1/2"), None);
        assert_eq!(values("/a/{b}", "/a/"), None, "a parameter is never empty");
        assert_eq!(values("/a/{b}/", "/a/1"), None, "a slash at the end counts");
        assert_eq!(values("/a/{b}/", "/a/1/"), own(&["b=1"]));
        assert_eq!(values("/a b", "/a%20b"), own(&[]));
        assert_eq!(values("/{b}:undo", "/x:y:undo"), own(&["b=x:y"]));
        assert_eq!(values("/{a}.{b}", "/x.y"), own(&["a=x", "b=y"]));
        assert_eq!(values("/{a}.{b}", "/.y"), None);
        assert_eq!(values("/", "/"), own(&[]));
    }

    #[test]
    fn literals_come_before_parameters() {
        let mut templates = ["/{a}/x", "/a/{b}", "/a/b", "/a/{b}.c"].map(Template::parse);
        templates.sort_by(Template::compare);
        assert_eq!(templates.map(|template| template.text), ["/a/b", "/a/{b}.c", "/a/{b}", "/{a}/x"]);
    }
}
