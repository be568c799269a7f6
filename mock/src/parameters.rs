//! Parameters: from text to values by their style, then against their schemas.

use hyper::header::HeaderMap;
use serde_json::{Map, Value};

use crate::form::{Kinds, kinds, property, scalar};
use crate::model::{Api, Carrier, Explode, Location, Need, Operation, Parameter, Style};
use crate::refusal::Refusal;
use crate::request::{Received, decode_form};
use crate::router::{PathValues, decode};
use crate::schema::{Definitions, Direction};

/// Checks all parameters of a request.
pub(crate) fn check(api: &Api, operation: &Operation, values: &PathValues, received: &Received) -> Result<(), Refusal> {
    for parameter in &operation.parameters {
        let at = format!("{} `{}`", parameter.location.described(), parameter.name);
        let value = read(api, parameter, values, received).map_err(|reason| Refusal::bad(reason).at(&at))?;
        match value {
            None if parameter.need == Need::Required => return Err(Refusal::bad("is required and was not sent").at(at)),
            None => {}
            Some(value) => check_value(api, parameter, &value, at)?,
        }
    }
    check_unknown(api, operation, received)
}

fn check_value(api: &Api, parameter: &Parameter, value: &Value, at: String) -> Result<(), Refusal> {
    match parameter.shape.check(&api.definitions, value).into_iter().next() {
        None => Ok(()),
        Some(violation) if violation.pointer.is_empty() => Err(Refusal::bad(violation.message).at(at)),
        Some(violation) => Err(Refusal::bad(format!("{}: {}", violation.pointer, violation.message)).at(at)),
    }
}

/// A query parameter that nobody declared is most likely a slip of the pen.
fn check_unknown(api: &Api, operation: &Operation, received: &Received) -> Result<(), Refusal> {
    for (name, _) in &received.query {
        let declared = operation.parameters.iter().any(|p| p.location == Location::Query && claims(api, p, name));
        let mut schemes = api.schemes.values();
        let credential = schemes.any(|scheme| matches!(&scheme.carrier, Carrier::Query(known) if known == name));
        if !declared && !credential {
            let known: Vec<String> = operation
                .parameters
                .iter()
                .filter(|p| p.location == Location::Query)
                .map(|p| format!("`{}`", p.name))
                .collect();
            let known =
                if known.is_empty() { "there are none".to_owned() } else { format!("there are {}", known.join(", ")) };
            return Err(Refusal::bad(format!("is not declared; {known}")).at(format!("query parameter `{name}`")));
        }
    }
    Ok(())
}

/// Whether the name of a pair belongs to the parameter.
fn claims(api: &Api, parameter: &Parameter, name: &str) -> bool {
    if parameter.style == Style::DeepObject {
        return name == parameter.name
            || name.strip_prefix(parameter.name.as_str()).is_some_and(|rest| rest.starts_with('['));
    }
    let spread = parameter.style == Style::Form
        && parameter.explode == Explode::Yes
        && kinds(&api.definitions, &parameter.shape.root, Direction::Request).object;
    if spread {
        return property(&api.definitions, &parameter.shape.root, Direction::Request, name).is_some();
    }
    name == parameter.name
}

fn read(api: &Api, parameter: &Parameter, values: &PathValues, received: &Received) -> Result<Option<Value>, String> {
    let reader = Reader { definitions: &api.definitions, parameter };
    match parameter.location {
        Location::Path => match values.iter().find(|(name, _)| *name == parameter.name) {
            Some((_, raw)) => reader.simple(raw, decode).map(Some),
            // The template does not have it, which is the document's mistake.
            None => Ok(None),
        },
        Location::Header => match header_text(&received.headers, &parameter.name)? {
            Some(text) => reader.simple(&text, |text| Some(text.trim().to_owned())).map(Some),
            None => Ok(None),
        },
        Location::Cookie => match received.cookie(&parameter.name) {
            Some(text) => reader.delimited(&text, ",", decode_form).map(Some),
            None => Ok(None),
        },
        Location::Query => reader.query(&received.query),
    }
}

/// Values of a repeated header make one list.
fn header_text(headers: &HeaderMap, name: &str) -> Result<Option<String>, String> {
    let mut texts = Vec::new();
    for value in headers.get_all(name) {
        texts.push(std::str::from_utf8(value.as_bytes()).map_err(|_| "is not UTF-8".to_owned())?);
    }
    Ok(if texts.is_empty() { None } else { Some(texts.join(",")) })
}

/// How percent-encoding is undone.
type Decode = fn(&str) -> Option<String>;

struct Reader<'p> {
    definitions: &'p Definitions,
    parameter: &'p Parameter,
}

impl Reader<'_> {
    fn kinds(&self) -> Kinds {
        kinds(self.definitions, &self.parameter.shape.root, Direction::Request)
    }

    /// `simple`, and its relatives in paths.
    fn simple(&self, raw: &str, decode: Decode) -> Result<Value, String> {
        let exploded = self.parameter.explode == Explode::Yes;
        match self.parameter.style {
            Style::Label => {
                let text = raw.strip_prefix('.').ok_or("has to begin with a dot")?;
                self.delimited(text, if exploded { "." } else { "," }, decode)
            }
            Style::Matrix => {
                let prefix = format!(";{}=", self.parameter.name);
                let text = raw.strip_prefix(&prefix).ok_or_else(|| format!("has to begin with `{prefix}`"))?;
                self.delimited(text, if exploded { prefix.as_str() } else { "," }, decode)
            }
            _ => self.delimited(raw, ",", decode),
        }
    }

    fn query(&self, query: &[(String, String)]) -> Result<Option<Value>, String> {
        let kinds = self.kinds();
        match self.parameter.style {
            Style::DeepObject => return self.deep(query),
            Style::Form if self.parameter.explode == Explode::Yes && kinds.object => return self.spread(query),
            _ => {}
        }
        let own: Vec<&str> =
            query.iter().filter(|(name, _)| *name == self.parameter.name).map(|(_, v)| v.as_str()).collect();
        let separator = match self.parameter.style {
            Style::SpaceDelimited => " ",
            Style::PipeDelimited => "|",
            _ => ",",
        };
        match own.as_slice() {
            [] => Ok(None),
            many if kinds.array && self.parameter.explode == Explode::Yes => many
                .iter()
                .map(|raw| self.element(raw, decode_form))
                .collect::<Result<_, _>>()
                .map(Value::Array)
                .map(Some),
            [raw] if separator != "," => {
                // These delimiters travel encoded, so they are looked for behind the encoding.
                let text = decode_form(raw).ok_or("is not UTF-8")?;
                self.delimited(&text, separator, |text| Some(text.to_owned())).map(Some)
            }
            [raw] => self.delimited(raw, separator, decode_form).map(Some),
            _ => Err("was sent more than once".to_owned()),
        }
    }

    /// `name[key]=value`.
    fn deep(&self, query: &[(String, String)]) -> Result<Option<Value>, String> {
        if self.kinds().array {
            // OpenAPI leaves lists in this style open; servers take `name[]`, `name[0]` and the bare name.
            let own = query.iter().filter(|(name, _)| name.split('[').next() == Some(self.parameter.name.as_str()));
            let list: Vec<Value> = own.map(|(_, raw)| self.element(raw, decode_form)).collect::<Result<_, _>>()?;
            return Ok(if list.is_empty() { None } else { Some(Value::Array(list)) });
        }
        let mut object = Map::new();
        for (name, raw) in query {
            if *name == self.parameter.name {
                return Err(format!("has to be made of pairs such as `{name}[key]=value`"));
            }
            let inner = name.strip_prefix(self.parameter.name.as_str()).and_then(|rest| rest.strip_prefix('['));
            if let Some(key) = inner.and_then(|rest| rest.strip_suffix(']')) {
                object.insert(key.to_owned(), self.member(key, raw, decode_form)?);
            }
        }
        Ok(if object.is_empty() { None } else { Some(Value::Object(object)) })
    }

    /// `key=value`, each member by itself.
    fn spread(&self, query: &[(String, String)]) -> Result<Option<Value>, String> {
        let mut object = Map::new();
        for (name, raw) in query {
            if property(self.definitions, &self.parameter.shape.root, Direction::Request, name).is_some() {
                object.insert(name.clone(), self.member(name, raw, decode_form)?);
            }
        }
        Ok(if object.is_empty() { None } else { Some(Value::Object(object)) })
    }

    /// A list, an object or a single value, by what the schema says.
    fn delimited(&self, raw: &str, separator: &str, decode: Decode) -> Result<Value, String> {
        if self.parameter.style == Style::Json {
            let text = decode(raw).ok_or("is not UTF-8")?;
            return serde_json::from_str(&text).map_err(|error| format!("is not JSON: {error}"));
        }
        let kinds = self.kinds();
        let pieces: Vec<&str> = if raw.is_empty() { Vec::new() } else { raw.split(separator).collect() };
        if kinds.array {
            return pieces.iter().map(|raw| self.element(raw, decode)).collect::<Result<_, _>>().map(Value::Array);
        }
        if !kinds.object {
            return Ok(scalar(&decode(raw).ok_or("is not UTF-8")?, kinds));
        }
        let mut object = Map::new();
        if self.parameter.explode == Explode::Yes {
            for piece in pieces {
                let (key, raw) = piece.split_once('=').ok_or("has to be made of pairs such as `key=value`")?;
                object.insert(key.to_owned(), self.member(key, raw, decode)?);
            }
        } else {
            for pair in pieces.chunks(2) {
                let [key, raw] = pair else { return Err("has a key without a value".to_owned()) };
                object.insert((*key).to_owned(), self.member(key, raw, decode)?);
            }
        }
        Ok(Value::Object(object))
    }

    fn element(&self, raw: &str, decode: Decode) -> Result<Value, String> {
        let array = self.definitions.follow(&self.parameter.shape.root, Direction::Request);
        let kinds = array.get("items").map(|items| kinds(self.definitions, items, Direction::Request));
        Ok(scalar(&decode(raw).ok_or("is not UTF-8")?, kinds.unwrap_or_default()))
    }

    fn member(&self, key: &str, raw: &str, decode: Decode) -> Result<Value, String> {
        let schema = property(self.definitions, &self.parameter.shape.root, Direction::Request, key);
        let kinds = schema.map(|schema| kinds(self.definitions, schema, Direction::Request));
        Ok(scalar(&decode(raw).ok_or("is not UTF-8")?, kinds.unwrap_or_default()))
    }
}
