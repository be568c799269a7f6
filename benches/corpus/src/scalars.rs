//! Values without parts, at their limits and in odd spellings.

use serde_json::{Value, json};

use crate::alternatives::Plain;
use specwright_mock::pattern::{Times, text_for};

/// Longest text that is made to reach a limit.
const LONGEST: u64 = 5000;

/// Values of the type called `name`, the plainest first.
pub(crate) fn scalars(name: &str, schema: &Plain) -> Vec<Value> {
    match name {
        "string" => texts(schema).into_iter().map(Value::String).collect(),
        "integer" => integers(schema),
        "number" => numbers(schema),
        "boolean" => vec![json!(true), json!(false)],
        "null" => vec![Value::Null],
        _ => Vec::new(),
    }
}

fn texts(schema: &Plain) -> Vec<String> {
    let encoded =
        schema.get("contentEncoding").and_then(Value::as_str).filter(|encoding| encoding.starts_with("base64"));
    let format = schema.get("format").and_then(Value::as_str).or(encoded.map(|_| "byte")).unwrap_or_default();
    let mut made: Vec<String> = match format {
        "date-time" => spelled(&[
            "2024-08-14T11:59:25Z",
            "2024-08-14T11:59:25.123456789+05:30",
            "1990-12-31t23:59:60z",
            "0001-01-01T00:00:00.000-00:00",
        ]),
        "date" => spelled(&["2024-02-29", "0001-01-01", "9999-12-31"]),
        "uuid" => spelled(&["4613e4c6-aa59-45d0-88c9-c99feddf3959", "4613E4C6-AA59-45D0-88C9-C99FEDDF3959"]),
        "byte" => spelled(&["aGk=", "", "+/+/"]),
        "email" | "idn-email" => spelled(&["somebody@example.com"]),
        "uri" | "url" | "iri" => spelled(&["https://example.com/a?b=%20#c", "urn:x:y"]),
        "ipv4" => spelled(&["127.0.0.1"]),
        "ipv6" => spelled(&["::1"]),
        "time" => spelled(&["11:59:25Z"]),
        "duration" => spelled(&["P3DT1H"]),
        _ => match schema.get("pattern").and_then(Value::as_str) {
            Some(pattern) => {
                [Times::Least, Times::More].into_iter().filter_map(|times| text_for(pattern, times)).collect()
            }
            None => spelled(&["text", "", "ä€😀 \"\\/\n\t\u{1}\u{7f}\u{2028}", "null", "1", "true", " "]),
        },
    };
    let length = |key: &str| schema.get(key).and_then(Value::as_u64);
    let (least, most) = (length("minLength").unwrap_or(0), length("maxLength").unwrap_or(u64::MAX));
    if format.is_empty() && !schema.contains_key("pattern") {
        made.extend([least, most].into_iter().filter(|n| *n > 0 && *n <= LONGEST).map(|n| "ä".repeat(to_usize(n))));
    }
    made.iter_mut().for_each(|text| *text = fitted(text, least, most));
    made
}

fn spelled(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn fitted(text: &str, least: u64, most: u64) -> String {
    let count = text.chars().count() as u64;
    if count < least {
        let filler = if text.is_empty() { "x" } else { text };
        filler.chars().cycle().take(to_usize(least.min(LONGEST))).collect()
    } else if count > most {
        text.chars().take(to_usize(most)).collect()
    } else {
        text.to_owned()
    }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn integers(schema: &Plain) -> Vec<Value> {
    let (low, high): (Value, Value) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("int8" | "int16") => (json!(-128), json!(127)),
        Some("uint8" | "uint16") => (json!(0), json!(255)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("uint64") => (json!(0), json!(u64::MAX)),
        Some("timestamp" | "unix-time" | "unixtime" | "utc-millisec") => (json!(0), json!(4_102_444_800_i64)),
        _ => (json!(i64::MIN), json!(i64::MAX)),
    };
    let mut made = vec![json!(1), json!(0), json!(-1), json!(10.0), low, high, json!(9_007_199_254_740_993_i64)];
    made.retain(|value| is_within_format(schema, value));
    made.extend(at_limits(schema, 1.0));
    // Whole numbers of more than 64 bits are no numbers that a client of ours can hold; it says so when it meets one.
    made.retain(|value| value.as_f64().is_some_and(|number| number.abs() < u64::MAX as f64));
    made
}

/// A format bounds a number although no keyword does.
fn is_within_format(schema: &Plain, value: &Value) -> bool {
    let Some(number) = value.as_f64() else { return false };
    match schema.get("format").and_then(Value::as_str) {
        Some("int32") => number.abs() <= f64::from(i32::MAX) || number == f64::from(i32::MIN),
        Some("int8") => (-128.0..=127.0).contains(&number),
        Some("uint8") => (0.0..=255.0).contains(&number),
        Some("int16") => number.abs() <= 32767.0,
        Some("uint16") => (0.0..=65535.0).contains(&number),
        Some("uint32") => (0.0..=f64::from(u32::MAX)).contains(&number),
        Some("uint64") => number >= 0.0,
        _ => true,
    }
}

fn numbers(schema: &Plain) -> Vec<Value> {
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("int")) {
        return integers(schema);
    }
    let mut made = vec![json!(0.5), json!(0), json!(-1.25), json!(3), json!(1e15), json!(0.1)];
    made.extend([json!(1.7e308), json!(1_234_567.891), json!(5e-324)]);
    made.extend(at_limits(schema, 0.5));
    made
}

/// At the declared bounds, and a step inside them.
fn at_limits(schema: &Plain, usual: f64) -> Vec<Value> {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = limit("multipleOf").filter(|step| *step > 0.0);
    let beyond = step.unwrap_or(usual);
    let low = limit("minimum").or_else(|| limit("exclusiveMinimum").map(|low| low + beyond));
    let high = limit("maximum").or_else(|| limit("exclusiveMaximum").map(|high| high - beyond));
    let aligned = |value: f64| step.map_or(value, |step| (value / step).ceil() * step);
    let inside = [low, low.map(|low| low + beyond), high, high.map(|high| high - beyond), step];
    inside.into_iter().flatten().map(|value| number(aligned(value))).collect()
}

/// Whole numbers without a fraction, as far as 64 bits hold them: beyond the gaps of floating point `….0` does not say
/// which number is meant, and clients refuse it.
fn number(value: f64) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "the value has no fraction and is far from the limits")]
    if value.fract() == 0.0 && value.abs() < 9.2e18 { json!(value as i64) } else { json!(value) }
}
