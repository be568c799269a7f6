//! Whether two JSON values say the same.

use serde_json::{Number, Value};

/// Where `written` differs from `read`, as a JSON pointer; `None` if it says the same.
///
/// Objects are unordered, and a number may be spelled in another way (`10.0` and `10`), a UUID in capitals. A number or
/// boolean that came as text may be written as what it is; whether the schema allows both is for the validator to say.
pub fn difference(read: &Value, written: &Value) -> Option<String> {
    at(read, written, "")
}

fn at(read: &Value, written: &Value, place: &str) -> Option<String> {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let lost = read.iter().find_map(|(key, value)| {
                let place = format!("{place}/{key}");
                match written.get(key) {
                    None => Some(format!("{place} is lost")),
                    Some(other) => at(value, other, &place),
                }
            });
            let added = || written.keys().find(|key| !read.contains_key(*key));
            lost.or_else(|| added().map(|key| format!("{place}/{key} is new")))
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            read.iter().zip(written).enumerate().find_map(|(index, (a, b))| at(a, b, &format!("{place}/{index}")))
        }
        (Value::Number(a), Value::Number(b)) if is_same_number(a, b) => None,
        (Value::String(a), Value::String(b)) if is_same_text(a, b) => None,
        (Value::String(text), Value::Number(_) | Value::Bool(_)) if is_spelled(written, text) => None,
        (a, b) if a == b => None,
        (a, b) => Some(format!("{place}: {} became {}", shortened(a), shortened(b))),
    }
}

fn is_same_number(a: &Number, b: &Number) -> bool {
    if a == b {
        return true;
    }
    let (Some(x), Some(y)) = (a.as_f64(), b.as_f64()) else { return false };
    let is_integer = |n: &Number| n.is_i64() || n.is_u64();
    if is_integer(a) && is_integer(b) {
        return false;
    }
    x == y
}

fn is_same_text(a: &str, b: &str) -> bool {
    const LENGTH_OF_UUID: usize = 36;
    a == b || (a.len() == LENGTH_OF_UUID && a.bytes().filter(|c| *c == b'-').count() == 4 && a.eq_ignore_ascii_case(b))
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { text.chars().take(60).chain(['…']).collect() }
}

/// The text is a spelling of the scalar.
fn is_spelled(scalar: &Value, text: &str) -> bool {
    match (scalar, serde_json::from_str(text)) {
        (Value::Number(number), Ok(Value::Number(spelled))) => is_same_number(number, &spelled),
        (Value::Bool(value), Ok(Value::Bool(spelled))) => *value == spelled,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spellings_are_no_differences() {
        for (a, b) in [
            (json!({ "a": 1, "b": [2.0] }), json!({ "b": [2], "a": 1 })),
            (json!("1.50"), json!(1.5)),
            (json!("true"), json!(true)),
            (json!("4613E4C6-AA59-45D0-88C9-C99FEDDF3959"), json!("4613e4c6-aa59-45d0-88c9-c99feddf3959")),
        ] {
            assert_eq!(difference(&a, &b), None, "{a} {b}");
        }
    }

    #[test]
    fn everything_else_is() {
        for (a, b, found) in [
            (json!({ "a": { "b": 1 } }), json!({ "a": {} }), "/a/b is lost"),
            (json!([{}]), json!([{ "c": null }]), "/0/c is new"),
            (
                json!(9_007_199_254_740_993_i64),
                json!(9_007_199_254_740_992_i64),
                ": 9007199254740993 became 9007199254740992",
            ),
            (json!(0.1), json!(0.1_f32), ": 0.1 became 0.10000000149011612"),
            (json!("A"), json!("a"), ": \"A\" became \"a\""),
            (json!("1.5"), json!(1), ": \"1.5\" became 1"),
            (json!(null), json!(false), ": null became false"),
            (json!([1]), json!([1, 2]), ": [1] became [1,2]"),
        ] {
            assert_eq!(difference(&a, &b).as_deref(), Some(found));
        }
    }
}
