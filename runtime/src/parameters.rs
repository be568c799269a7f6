//! Headers and query parameters as typed fields, read by a table instead of emitted code.

use std::fmt;

use http::{HeaderMap, HeaderValue};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess};

use crate::Style;
use crate::de::messages;
use crate::de::simple::{Spelling, Spelt};

/// The fields of a set of headers or query parameters, as emitted code describes them.
pub trait ReadFields: Sized {
    /// Their names.
    const FIELDS: &'static [&'static str];
    /// Reads them out of a map.
    ///
    /// # Errors
    /// A field is missing or of another type.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// The documented headers of an answer, or of a call that came in, as typed fields. Implemented by generated types.
pub trait TypedHeaders: ReadFields {
    /// How lists and objects are spelled, by field. [`Style::Simple`] where nothing stands.
    const STYLES: &'static [Style] = &[];

    /// Reads the fields from `headers`. Several lines of one name are one list; a header that is there without a value
    /// counts as absent where nothing can be made of it.
    ///
    /// # Errors
    /// A header that must be there is missing, or one is not what the document says. The error names it.
    fn from_headers(headers: &HeaderMap) -> Result<Self, ParameterError> {
        let lines = |name: &str| -> Vec<String> { headers.get_all(name).iter().map(text).collect() };
        let spelling = |name: &str, style: Style| match style {
            // Commas do not part cookies (RFC 9110, 5.3).
            _ if name.eq_ignore_ascii_case("set-cookie") => Spelling::Repeated,
            Style::Json => Spelling::Json,
            Style::SimpleExploded => Spelling::Assigned,
            _ => Spelling::Parted(','),
        };
        let entries = styled(Self::FIELDS, Self::STYLES, Style::Simple).map(|(name, style)| {
            let texts = lines(name);
            Entry { name, spelt: (!texts.is_empty()).then(|| Spelt { texts, spelling: spelling(name, style) }) }
        });
        read(Kind::Header, entries.collect())
    }
}

/// The documented query parameters of a call that came in, as typed fields. Implemented by generated types.
pub trait TypedQuery: ReadFields {
    /// How lists and objects are spelled, by field. [`Style::FormExploded`] where nothing stands.
    const STYLES: &'static [Style] = &[];

    /// Reads the fields from a query, without its `?`.
    ///
    /// # Errors
    /// A parameter that must be there is missing, or one is not what the document says. The error names it.
    fn from_query(query: &str) -> Result<Self, ParameterError> {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let entries = styled(Self::FIELDS, Self::STYLES, Style::FormExploded);
        let entries = entries.map(|(name, style)| Entry { name, spelt: of_query(&pairs, name, style) });
        read(Kind::Query, entries.collect())
    }
}

/// The texts of a query parameter.
fn of_query(pairs: &[(String, String)], name: &str, style: Style) -> Option<Spelt> {
    let spelling = match style {
        Style::Json => Spelling::Json,
        Style::Form => Spelling::Parted(','),
        Style::SpaceDelimited => Spelling::Parted(' '),
        Style::PipeDelimited => Spelling::Parted('|'),
        _ => Spelling::Repeated,
    };
    let texts: Vec<String> = match style {
        Style::DeepObject => {
            pairs.iter().filter_map(|(key, value)| Some([member(key, name)?, value.clone()])).flatten().collect()
        }
        _ => pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect(),
    };
    (!texts.is_empty()).then_some(Spelt { texts, spelling })
}

/// `k` of `name[k]`.
fn member(key: &str, name: &str) -> Option<String> {
    key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned)
}

fn styled(
    names: &'static [&'static str],
    styles: &'static [Style],
    usual: Style,
) -> impl Iterator<Item = (&'static str, Style)> {
    names.iter().enumerate().map(move |(index, name)| (*name, styles.get(index).copied().unwrap_or(usual)))
}

/// The bytes of a header as text: UTF-8 if they are, else Latin-1, which anything is.
fn text(value: &HeaderValue) -> String {
    let bytes = value.as_bytes();
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

/// A field with what came for it.
struct Entry {
    name: &'static str,
    spelt: Option<Spelt>,
}

fn read<T: ReadFields>(kind: Kind, mut entries: Vec<Entry>) -> Result<T, ParameterError> {
    loop {
        let trouble = match T::read(Table { entries: entries.iter(), current: None }) {
            Ok(value) => return Ok(value),
            Err(trouble) => trouble,
        };
        let is_blank = |spelt: &Spelt| spelt.texts.iter().all(|text| text.trim().is_empty());
        let blamed = entries.iter_mut().find(|entry| trouble.reason.is_some() && entry.name == trouble.name);
        match blamed.filter(|entry| entry.spelt.as_ref().is_some_and(is_blank)) {
            // Some servers say "nothing" by a name without a value.
            Some(entry) => entry.spelt = None,
            None => return Err(trouble.of(kind)),
        }
    }
}

/// Names with their texts, as a map to read from.
struct Table<'e> {
    entries: std::slice::Iter<'e, Entry>,
    current: Option<(&'static str, &'e Spelt)>,
}

impl<'de> MapAccess<'de> for Table<'_> {
    type Error = Trouble;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Trouble> {
        self.current = self.entries.find_map(|entry| Some((entry.name, entry.spelt.as_ref()?)));
        self.current.map(|(name, _)| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Trouble> {
        let Some((name, spelt)) = self.current.take() else { return Err(Trouble::custom("there is no value")) };
        seed.deserialize(spelt.clone())
            .map_err(|error| Trouble { name: name.to_owned(), reason: Some(messages::without_value(&error)) })
    }
}

/// What went wrong, before it is known where.
#[derive(Debug)]
struct Trouble {
    name: String,
    /// `None`: it is missing.
    reason: Option<String>,
}

impl Trouble {
    fn of(self, kind: Kind) -> ParameterError {
        ParameterError(Box::new(Inner { kind, name: self.name, reason: self.reason }))
    }
}

impl serde::de::Error for Trouble {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { name: String::new(), reason: Some(messages::data_without_value(&message.to_string())) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { name: field.to_owned(), reason: None }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.as_deref().unwrap_or("is missing"))
    }
}

impl std::error::Error for Trouble {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Query,
}

/// Why documented headers or query parameters could not be read. It names the one, and shows no value.
#[derive(Clone)]
pub struct ParameterError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    name: String,
    reason: Option<String>,
}

impl ParameterError {
    /// The header or parameter, as the document names it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// It must be there and is not.
    pub fn is_missing(&self) -> bool {
        self.0.reason.is_none()
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, name, reason } = &*self.0;
        let kind = match kind {
            Kind::Header => "header",
            Kind::Query => "query parameter",
        };
        match reason {
            None => write!(f, "the {kind} `{name}` is missing"),
            Some(reason) => write!(f, "the {kind} `{name}` cannot be read: {reason}"),
        }
    }
}

impl fmt::Debug for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParameterError({self})")
    }
}

impl std::error::Error for ParameterError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::de::{Closed, NeedWhole, fields};

    #[derive(Debug, PartialEq)]
    struct Limits {
        left: i64,
        next: Option<String>,
        tags: Option<Vec<String>>,
    }

    impl ReadFields for Limits {
        const FIELDS: &'static [&'static str] = &["X-Left", "X-Next", "X-Tags"];

        fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
            fields(map, Self::FIELDS).map(|((NeedWhole(left), next, tags), Closed)| Self { left, next, tags })
        }
    }

    impl TypedHeaders for Limits {}
    impl TypedQuery for Limits {
        const STYLES: &'static [Style] = &[Style::FormExploded, Style::FormExploded, Style::PipeDelimited];
    }

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            map.append(*name, HeaderValue::from_static(value));
        }
        map
    }

    #[test]
    fn lines_of_one_name_are_one_list() {
        let limits = Limits::from_headers(&headers(&[("x-left", "3"), ("x-tags", "a, b"), ("x-tags", "c")])).unwrap();
        let tags = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(limits, Limits { left: 3, next: None, tags: Some(tags) });
    }

    #[test]
    fn errors_name_the_header_and_show_no_value() {
        let missing = Limits::from_headers(&headers(&[("x-next", "a")])).unwrap_err();
        assert_eq!((missing.name(), missing.is_missing()), ("X-Left", true));
        assert_eq!(missing.to_string(), "the header `X-Left` is missing");
        let broken = Limits::from_headers(&headers(&[("x-left", "hunter2")])).unwrap_err();
        assert_eq!((broken.name(), broken.is_missing()), ("X-Left", false));
        assert!(!format!("{broken:?}").contains("hunter2"), "{broken:?}");
    }

    #[test]
    fn a_name_without_a_value_is_absent_where_a_value_is_needed() {
        let limits = Limits::from_headers(&headers(&[("x-left", "3"), ("x-next", "")])).unwrap();
        assert_eq!(limits.next.as_deref(), Some(""));
        let missing = Limits::from_headers(&headers(&[("x-left", "")])).unwrap_err();
        assert!(missing.is_missing(), "{missing}");
    }

    #[test]
    fn queries() {
        let limits = Limits::from_query("X-Left=1&X-Next=a+b&X-Tags=a%7Cb&other=2").unwrap();
        let tags = ["a", "b"].map(str::to_owned).to_vec();
        assert_eq!(limits, Limits { left: 1, next: Some("a b".to_owned()), tags: Some(tags) });
        assert_eq!(Limits::from_query("").unwrap_err().to_string(), "the query parameter `X-Left` is missing");
    }
}
