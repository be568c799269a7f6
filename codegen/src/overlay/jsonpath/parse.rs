//! From text to a query: segments and selectors.

use super::cursor::Cursor;
use super::filter::parse_filter;
use super::{Malformed, Query, Reach, Segment, Selector};

pub(super) fn parse_query(text: &str) -> Result<Query, Malformed> {
    let mut cursor = Cursor::new(text);
    if !cursor.eat("$") {
        return Err(cursor.error("a path begins with `$`"));
    }
    let query = parse_segments(&mut cursor, 0)?;
    if !cursor.rest().is_empty() {
        return Err(cursor.error("a path does not go on like this"));
    }
    Ok(query)
}

/// The segments after `$` or `@`. `depth` counts the filters around them.
pub(super) fn parse_segments(cursor: &mut Cursor<'_>, depth: usize) -> Result<Query, Malformed> {
    let mut segments = Vec::new();
    loop {
        // Blanks belong to the path only if it goes on behind them.
        let before = cursor.at();
        cursor.blanks();
        let (reach, selectors) = if cursor.eat("..") {
            let selectors = if cursor.eat("[") { bracketed(cursor, depth)? } else { vec![shorthand(cursor)?] };
            (Reach::Descendants, selectors)
        } else if cursor.eat(".") {
            (Reach::Children, vec![shorthand(cursor)?])
        } else if cursor.eat("[") {
            (Reach::Children, bracketed(cursor, depth)?)
        } else {
            cursor.back_to(before);
            return Ok(Query { segments });
        };
        segments.push(Segment { reach, selectors });
    }
}

/// What may stand behind a dot.
fn shorthand(cursor: &mut Cursor<'_>) -> Result<Selector, Malformed> {
    if cursor.eat("*") {
        return Ok(Selector::Wildcard);
    }
    match cursor.name() {
        Some(name) => Ok(Selector::Name(name.to_owned())),
        None => Err(cursor.error("behind a dot stands a name or `*`; any other name goes into brackets: `['/pets']`")),
    }
}

/// Selectors up to the closing bracket.
fn bracketed(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<Selector>, Malformed> {
    let mut selectors = Vec::new();
    loop {
        cursor.blanks();
        selectors.push(selector(cursor, depth)?);
        cursor.blanks();
        if !cursor.eat(",") {
            cursor.expect("]")?;
            return Ok(selectors);
        }
    }
}

fn selector(cursor: &mut Cursor<'_>, depth: usize) -> Result<Selector, Malformed> {
    match cursor.peek() {
        Some('*') => {
            cursor.eat("*");
            Ok(Selector::Wildcard)
        }
        Some('?') => {
            cursor.eat("?");
            parse_filter(cursor, depth).map(Selector::Filter)
        }
        Some('\'' | '"') => cursor.string().map(Selector::Name),
        Some('-' | ':' | '0'..='9') => index_or_slice(cursor),
        _ => Err(cursor.error("brackets hold a quoted name, an index, a slice, `*` or a filter `?…`")),
    }
}

fn index_or_slice(cursor: &mut Cursor<'_>) -> Result<Selector, Malformed> {
    let start = cursor.integer()?;
    let behind_start = cursor.at();
    cursor.blanks();
    if !cursor.eat(":") {
        cursor.back_to(behind_start);
        return start.map(Selector::Index).ok_or_else(|| cursor.error("an index is missing"));
    }
    cursor.blanks();
    let end = cursor.integer()?;
    cursor.blanks();
    let mut step = None;
    if cursor.eat(":") {
        cursor.blanks();
        step = cursor.integer()?;
    }
    Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
}
