//! Limits that values have to keep, as data, and the check.
//!
//! Checked before anything is sent: the caller learns at once which field is wrong, instead of a "400 Bad Request" that
//! may not say.

mod pattern;

use std::collections::HashSet;
use std::fmt;

use serde_json::{Map, Number, Value};

use crate::de::Variants;

/// Violations that are reported at most: a long list with the same mistake everywhere says nothing new.
const MOST_REPORTED: usize = 100;

/// Limits on a value and on what is in it. Null keeps them all: whether it is allowed is a matter of types.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Regular expression that the text must match somewhere. One that cannot be understood is not checked.
    pub pattern: Option<&'static str>,
    /// Smallest number.
    pub minimum: Option<f64>,
    /// Largest number.
    pub maximum: Option<f64>,
    /// `minimum` itself is not allowed.
    pub exclusive_minimum: bool,
    /// `maximum` itself is not allowed.
    pub exclusive_maximum: bool,
    /// The number must be a multiple of this.
    pub multiple_of: Option<f64>,
    /// Fewest items of a list.
    pub min_items: Option<u64>,
    /// Most items of a list.
    pub max_items: Option<u64>,
    /// No two items of a list may be equal.
    pub unique_items: bool,
    /// Fewest entries of an object.
    pub min_properties: Option<u64>,
    /// Most entries of an object.
    pub max_properties: Option<u64>,
    /// Rules of fields, by name.
    pub fields: &'static [(&'static str, &'static Rules)],
    /// Rules of the items of a list.
    pub items: Option<&'static Rules>,
    /// Rules of entries that are not in `fields`.
    pub values: Option<&'static Rules>,
    /// The alternatives that a value may be, and the rules of each, if it has any.
    pub variants: Option<(Variants, &'static [Option<&'static Rules>])>,
}

impl Rules {
    /// No limits at all.
    pub const NONE: Self = Self {
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        exclusive_minimum: false,
        exclusive_maximum: false,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        fields: &[],
        items: None,
        values: None,
        variants: None,
    };

    /// Checks a value and everything in it. `at` is what the value is called in violations.
    pub fn check(&self, value: &Value, at: &str) -> Vec<RuleViolation> {
        let mut report = Report::default();
        self.check_value(value, &Path::Root(at), &mut report);
        report.violations
    }

    /// Checks one value, by its kind.
    fn check_value(&self, value: &Value, at: &Path<'_>, report: &mut Report) {
        if report.is_full() {
            return;
        }
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => self.check_number(number, at, report),
            Value::String(text) => self.check_text(text, at, report),
            Value::Array(items) => self.check_items(items, at, report),
            Value::Object(entries) => self.check_entries(entries, at, report),
        }
        if let Some((variants, rules)) = &self.variants {
            report.violations.extend(broken_by_all(variants, rules, value, at));
        }
    }

    fn check_text(&self, text: &str, at: &Path<'_>, report: &mut Report) {
        if self.min_length.is_some() || self.max_length.is_some() {
            let length = text.chars().count();
            report.check_count(at, length, ("minLength", self.min_length), ("maxLength", self.max_length));
        }
        if let Some(pattern) = self.pattern.filter(|pattern| !pattern::matches(pattern, text)) {
            report.add(at, format!("pattern {pattern}"));
        }
    }

    fn check_number(&self, number: &Number, at: &Path<'_>, report: &mut Report) {
        let Some(value) = number.as_f64() else { return };
        if let Some(limit) = self.minimum {
            let broken = if self.exclusive_minimum { value <= limit } else { value < limit };
            let name = if self.exclusive_minimum { "exclusiveMinimum" } else { "minimum" };
            report.add_if(broken, at, || format!("{name} {limit}"));
        }
        if let Some(limit) = self.maximum {
            let broken = if self.exclusive_maximum { value >= limit } else { value > limit };
            let name = if self.exclusive_maximum { "exclusiveMaximum" } else { "maximum" };
            report.add_if(broken, at, || format!("{name} {limit}"));
        }
        if let Some(step) = self.multiple_of {
            report.add_if(!is_multiple(value, step), at, || format!("multipleOf {step}"));
        }
    }

    fn check_items(&self, items: &[Value], at: &Path<'_>, report: &mut Report) {
        report.check_count(at, items.len(), ("minItems", self.min_items), ("maxItems", self.max_items));
        if self.unique_items {
            let different: HashSet<&Value> = items.iter().collect();
            report.add_if(different.len() < items.len(), at, || String::from("uniqueItems"));
        }
        if let Some(rules) = self.items {
            for (index, item) in items.iter().enumerate() {
                rules.check_value(item, &Path::Item(at, index), report);
            }
        }
    }

    fn check_entries(&self, entries: &Map<String, Value>, at: &Path<'_>, report: &mut Report) {
        let limits = (("minProperties", self.min_properties), ("maxProperties", self.max_properties));
        report.check_count(at, entries.len(), limits.0, limits.1);
        if self.fields.is_empty() && self.values.is_none() {
            return;
        }
        for (key, value) in entries {
            let known = self.fields.iter().find(|(name, _)| name == key).map(|(_, rules)| *rules);
            if let Some(rules) = known.or(self.values) {
                rules.check_value(value, &Path::Field(at, key), report);
            }
        }
    }
}

/// What a value breaks that may be one of several: nothing if it keeps the rules of any alternative that it can be, else
/// what it breaks of the one that fits best. A value that can be none of them is for the server to judge.
fn broken_by_all(
    variants: &Variants,
    rules: &[Option<&'static Rules>],
    value: &Value,
    at: &Path<'_>,
) -> Vec<RuleViolation> {
    let mut broken = None;
    for index in variants.candidates(value) {
        let mut report = Report::default();
        if let Some(rules) = rules.get(index).copied().flatten() {
            rules.check_value(value, at, &mut report);
        }
        if report.violations.is_empty() {
            return Vec::new();
        }
        broken.get_or_insert(report.violations);
    }
    broken.unwrap_or_default()
}

impl Default for Rules {
    fn default() -> Self {
        Self::NONE
    }
}

/// Fractions such as 0.1 have no exact form, so a tiny difference counts as none.
fn is_multiple(value: f64, step: f64) -> bool {
    if step == 0.0 || !step.is_finite() {
        return true;
    }
    let times = value / step;
    (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
}

/// Where a value is. Spelled out only when something is reported.
enum Path<'a> {
    Root(&'a str),
    Item(&'a Path<'a>, usize),
    Field(&'a Path<'a>, &'a str),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(name) => f.write_str(name),
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
            Self::Field(object, name) => write!(f, "{object}.{name}"),
        }
    }
}

/// Collects violations.
#[derive(Default)]
struct Report {
    violations: Vec<RuleViolation>,
}

impl Report {
    fn is_full(&self) -> bool {
        self.violations.len() >= MOST_REPORTED
    }

    fn add(&mut self, at: &Path<'_>, rule: String) {
        if !self.is_full() {
            self.violations.push(RuleViolation { path: at.to_string(), rule });
        }
    }

    fn add_if(&mut self, broken: bool, at: &Path<'_>, rule: impl FnOnce() -> String) {
        if broken {
            self.add(at, rule());
        }
    }

    /// Checks a count against its least and its most.
    fn check_count(&mut self, at: &Path<'_>, count: usize, least: Limit, most: Limit) {
        let count = count as u64;
        if let (name, Some(limit)) = least {
            self.add_if(count < limit, at, || format!("{name} {limit}"));
        }
        if let (name, Some(limit)) = most {
            self.add_if(count > limit, at, || format!("{name} {limit}"));
        }
    }
}

/// A limit with its name.
type Limit = (&'static str, Option<u64>);

/// A rule that a value breaks. Says where and which, never what the value is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleViolation {
    /// Where: `body.attributes[0].name`, `query.limit`.
    pub path: String,
    /// Which: `maxLength 50`.
    pub rule: String,
}

impl RuleViolation {
    /// Where: `body.attributes[0].name`, `query.limit`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which: `maxLength 50`.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for RuleViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` breaks the rule `{}`", self.path, self.rule)
    }
}

impl std::error::Error for RuleViolation {}

#[cfg(test)]
mod tests;
