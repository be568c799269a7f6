//! The program that sends instances through the types of a generated crate.

use std::fmt::{Debug, Write as _};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::compare;
use crate::table::Entry;

/// Debug output of a union that kept a value as JSON because no variant took it.
const UNTYPED: &[&str] =
    &["Other(Object ", "Other(Array ", "Other(String(", "Other(Number(", "Other(Bool(", "Other(Null)"];

/// Source of a `main.rs` beside the library `library`: it reads lines of `index`, tab, JSON, and answers each with `ok`,
/// tab, JSON as written, tab, whether a union took the value untyped; or with `error`, tab, why it was refused.
pub fn main_source(library: &str, entries: &[Entry]) -> String {
    let mut text = String::from(
        "//! Sends JSON through the emitted types.\n\n\
         use std::io::{BufRead, Write};\n\n\
         fn round<T: serde::Serialize + serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> String {\n    \
             let value: T = match serde_json::from_str(text) {\n        \
                 Ok(value) => value,\n        \
                 Err(error) => return format!(\"error\\t{}\", error.to_string().replace(['\\n', '\\t'], \" \")),\n    \
             };\n    \
             let debug = format!(\"{value:?}\");\n    \
             let untyped = UNTYPED.iter().any(|mark| debug.contains(mark));\n    \
             match serde_json::to_string(&value) {\n        \
                 Ok(json) => format!(\"ok\\t{json}\\t{untyped}\"),\n        \
                 Err(error) => format!(\"error\\twriting: {error}\"),\n    \
             }\n\
         }\n\n\
         fn main() -> std::io::Result<()> {\n    \
             let mut out = std::io::BufWriter::new(std::io::stdout().lock());\n    \
             for line in std::io::stdin().lock().lines() {\n        \
                 let line = line?;\n        \
                 let (index, json) = line.split_once('\\t').unwrap_or_default();\n        \
                 let answer = match index.parse::<usize>().ok().and_then(|index| TYPES.get(index)) {\n            \
                     Some(round) => round(json),\n            \
                     None => \"error\\tno such type\".to_owned(),\n        \
                 };\n        \
                 writeln!(out, \"{answer}\")?;\n    \
             }\n    \
             out.flush()\n\
         }\n\n",
    );
    let _ = writeln!(text, "const UNTYPED: &[&str] = &{UNTYPED:?};\n");
    text.push_str("type Round = fn(&str) -> String;\n\nconst TYPES: &[Round] = &[\n");
    for entry in entries {
        let _ = writeln!(text, "    round::<{library}::{}>,", entry.path);
    }
    text.push_str("];\n");
    text
}

/// What became of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Read, and written again.
    Written {
        /// As written.
        json: String,
        /// A union kept a value as JSON because no variant took it.
        is_untyped: bool,
    },
    /// Not read, for this reason.
    Refused(String),
}

impl Answer {
    /// An answer of the program.
    pub fn parse(line: &str) -> Self {
        let mut parts = line.split('\t');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("ok"), Some(json), Some(untyped)) => {
                Self::Written { json: json.to_owned(), is_untyped: untyped == "true" }
            }
            (Some("error"), Some(why), _) => Self::Refused(why.to_owned()),
            _ => Self::Refused("no answer".to_owned()),
        }
    }
}

/// Sends an instance through a type.
pub fn round<T: Serialize + DeserializeOwned + Debug>(text: &str) -> Answer {
    let value: T = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return Answer::Refused(error.to_string()),
    };
    let debug = format!("{value:?}");
    match serde_json::to_string(&value) {
        Ok(json) => Answer::Written { json, is_untyped: UNTYPED.iter().any(|mark| debug.contains(mark)) },
        Err(error) => Answer::Refused(format!("writing: {error}")),
    }
}

/// What an answer means for the instance it was given; `fits` tells whether the schema allows a value.
///
/// # Errors
/// Why the value did not go through.
pub fn verdict_of(instance: &Value, answer: &Answer, fits: impl Fn(&Value) -> bool) -> Result<(), String> {
    let (json, is_untyped) = match answer {
        Answer::Written { json, is_untyped } => (json, *is_untyped),
        Answer::Refused(why) => return Err(format!("refused: {why}")),
    };
    let written: Value = serde_json::from_str(json).map_err(|error| format!("no JSON is written: {error}"))?;
    match compare::difference(instance, &written) {
        Some(difference) => Err(format!("changed: {difference}")),
        None if is_untyped => Err("untyped: no variant takes the value".to_owned()),
        None if !fits(&written) => Err("unfit: the schema does not allow what is written".to_owned()),
        None => Ok(()),
    }
}
