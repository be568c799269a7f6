//! From text to what a filter asks.

use serde_json::Value;

use super::cursor::Cursor;
use super::parse::parse_segments;
use super::{Extent, Inner, Malformed, Operand, Operator, Query, Start, Test, regex};

/// Filters and parentheses inside one another.
const MAX_DEPTH: usize = 32;

/// A logical expression: `a || b && !c`.
pub(super) fn parse_filter(cursor: &mut Cursor<'_>, depth: usize) -> Result<Test, Malformed> {
    if depth > MAX_DEPTH {
        return Err(cursor.error("filters are nested too deep"));
    }
    let all = |cursor: &mut Cursor<'_>| joined(cursor, "&&", Test::All, |cursor| basic(cursor, depth));
    joined(cursor, "||", Test::Any, all)
}

/// One or several, with `sign` in between.
fn joined(
    cursor: &mut Cursor<'_>,
    sign: &str,
    join: fn(Vec<Test>) -> Test,
    mut one: impl FnMut(&mut Cursor<'_>) -> Result<Test, Malformed>,
) -> Result<Test, Malformed> {
    cursor.blanks();
    let first = one(cursor)?;
    let mut tests = vec![first];
    loop {
        let before = cursor.at();
        cursor.blanks();
        if !cursor.eat(sign) {
            cursor.back_to(before);
            break;
        }
        cursor.blanks();
        tests.push(one(cursor)?);
    }
    Ok(if tests.len() == 1 { tests.remove(0) } else { join(tests) })
}

fn basic(cursor: &mut Cursor<'_>, depth: usize) -> Result<Test, Malformed> {
    let not = cursor.eat("!");
    if not {
        cursor.blanks();
    }
    let negate = |test: Test| if not { Test::Not(Box::new(test)) } else { test };
    if cursor.eat("(") {
        let inside = parse_filter(cursor, depth + 1)?;
        cursor.blanks();
        cursor.expect(")")?;
        return Ok(negate(inside));
    }
    let start = cursor.at();
    let left = expression(cursor, depth)?;
    let before = cursor.at();
    cursor.blanks();
    let Some(operator) = operator(cursor) else {
        cursor.back_to(before);
        return test_of(cursor, start, left).map(negate);
    };
    if not {
        return Err(cursor.error_at(start, "`!` before a comparison needs parentheses around it"));
    }
    cursor.blanks();
    let right_at = cursor.at();
    let right = expression(cursor, depth)?;
    let left = operand(cursor, start, left)?;
    let right = operand(cursor, right_at, right)?;
    Ok(Test::Compare { left, operator, right })
}

fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    use Operator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let signs =
        [("==", Equal), ("!=", NotEqual), ("<=", LessOrEqual), (">=", GreaterOrEqual), ("<", Less), (">", Greater)];
    signs.into_iter().find(|(sign, _)| cursor.eat(sign)).map(|(_, operator)| operator)
}

/// Something in a filter, before it is known what it is used for.
enum Expression {
    Query(Inner),
    Value(Operand),
    Test(Test),
}

fn expression(cursor: &mut Cursor<'_>, depth: usize) -> Result<Expression, Malformed> {
    if depth > MAX_DEPTH {
        return Err(cursor.error("filters are nested too deep"));
    }
    let literal = |value: Value| Ok(Expression::Value(Operand::Literal(value)));
    match cursor.peek() {
        Some('@' | '$') => inner(cursor, depth).map(Expression::Query),
        Some('\'' | '"') => literal(Value::String(cursor.string()?)),
        Some('-' | '0'..='9') => literal(cursor.number()?),
        Some('a'..='z') => {
            let start = cursor.at();
            let name = cursor.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if cursor.eat("(") {
                return function(cursor, (start, name), depth + 1);
            }
            match name {
                "true" => literal(Value::Bool(true)),
                "false" => literal(Value::Bool(false)),
                "null" => literal(Value::Null),
                _ => Err(cursor.error_at(start, format!("`{name}` means nothing here; texts stand in quotes"))),
            }
        }
        _ => Err(cursor.error("a filter asks about `@…`, `$…`, a value or a function")),
    }
}

fn inner(cursor: &mut Cursor<'_>, depth: usize) -> Result<Inner, Malformed> {
    let start = if cursor.eat("@") { Start::Current } else { Start::Root };
    if start == Start::Root {
        cursor.expect("$")?;
    }
    let query: Query = parse_segments(cursor, depth + 1)?;
    Ok(Inner { start, query })
}

fn function(cursor: &mut Cursor<'_>, (start, name): (usize, &str), depth: usize) -> Result<Expression, Malformed> {
    let arguments = arguments(cursor, depth)?;
    let count = arguments.len();
    let mut arguments = arguments.into_iter();
    let wants = |cursor: &Cursor<'_>, wanted: usize| {
        if count == wanted {
            return Ok(());
        }
        Err(cursor.error_at(start, format!("`{name}` takes {wanted} arguments, not {count}")))
    };
    let mut next = || arguments.next().unwrap_or((start, Expression::Value(Operand::Literal(Value::Null))));
    match name {
        "length" => {
            wants(cursor, 1)?;
            let (at, argument) = next();
            Ok(Expression::Value(Operand::Length(Box::new(operand(cursor, at, argument)?))))
        }
        "count" | "value" => {
            wants(cursor, 1)?;
            let (_, Expression::Query(inner)) = next() else {
                return Err(cursor.error_at(start, format!("`{name}` takes a path, `@…` or `$…`")));
            };
            Ok(Expression::Value(if name == "count" { Operand::Count(inner) } else { Operand::ValueOf(inner) }))
        }
        "match" | "search" => {
            wants(cursor, 2)?;
            let (text_at, text) = next();
            let (pattern_at, pattern) = next();
            let text = operand(cursor, text_at, text)?;
            let pattern = operand(cursor, pattern_at, pattern)?;
            let extent = if name == "match" { Extent::Whole } else { Extent::Part };
            if let Operand::Literal(Value::String(pattern)) = &pattern
                && regex::compile(pattern, extent).is_none()
            {
                return Err(cursor.error_at(pattern_at, "this is no regular expression that is understood here"));
            }
            Ok(Expression::Test(Test::Regex { text, pattern, extent }))
        }
        _ => Err(cursor
            .error_at(start, format!("there is no function `{name}`; there are length, count, match, search, value"))),
    }
}

fn arguments(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<(usize, Expression)>, Malformed> {
    let mut arguments = Vec::new();
    cursor.blanks();
    if cursor.eat(")") {
        return Ok(arguments);
    }
    loop {
        cursor.blanks();
        arguments.push((cursor.at(), expression(cursor, depth)?));
        cursor.blanks();
        if !cursor.eat(",") {
            cursor.expect(")")?;
            return Ok(arguments);
        }
    }
}

/// An expression by itself asks whether something is there, or what a function answers.
fn test_of(cursor: &Cursor<'_>, at: usize, expression: Expression) -> Result<Test, Malformed> {
    match expression {
        Expression::Query(inner) => Ok(Test::Exists(inner)),
        Expression::Test(test) => Ok(test),
        Expression::Value(_) => Err(cursor.error_at(at, "a value by itself asks nothing; compare it")),
    }
}

/// An expression as something that has one value at most.
fn operand(cursor: &Cursor<'_>, at: usize, expression: Expression) -> Result<Operand, Malformed> {
    match expression {
        Expression::Value(operand) => Ok(operand),
        Expression::Query(inner) if inner.query.is_singular() => Ok(Operand::Singular(inner)),
        Expression::Query(_) => {
            Err(cursor.error_at(at, "this path may select several values; one is wanted, by names and indices only"))
        }
        Expression::Test(_) => {
            Err(cursor.error_at(at, "`match` and `search` answer by themselves; they have no value"))
        }
    }
}
