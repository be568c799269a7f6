//! `specwright list`.

use specwright_codegen::config::Strictness;
use specwright_codegen::{Listed, compile, list};

use crate::args::{ListArgs, ListFormat};
use crate::check::{find, print, show};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &ListArgs) -> Outcome {
    let mut rows = Vec::new();
    let mut complete = true;
    let paths = find(&args.documents.paths())?;
    for (path, options) in paths.iter().zip(args.documents.options(&paths, Strictness::Tolerant)?) {
        match compile(path, options) {
            (Some(api), _) => rows.extend(list(&api)),
            (None, report) => {
                show(&report);
                complete = false;
            }
        }
    }
    print(&match args.format {
        ListFormat::Table => table(&rows),
        ListFormat::Json => json(&rows),
    })?;
    if complete { Ok(()) } else { Err(Failure::Usage("not every document can be read".to_owned())) }
}

fn cells(row: &Listed) -> [&str; 6] {
    [&row.api, row.method, &row.path, &row.call, &row.credentials, &row.source]
}

fn table(rows: &[Listed]) -> String {
    let head = ["API", "METHOD", "PATH", "CALL", "CREDENTIALS", "SOURCE"];
    let mut widths = head.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(cells(row)) {
            *width = (*width).max(cell.chars().count());
        }
    }
    std::iter::once(head).chain(rows.iter().map(cells)).map(|cells| line(&cells, &widths)).collect()
}

fn line(cells: &[&str; 6], widths: &[usize; 6]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(&format!("{cell:width$}  "));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

fn json(rows: &[Listed]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "api": row.api,
                "method": row.method,
                "path": row.path,
                "operation_id": row.operation_id,
                "call": row.call,
                "credentials": row.credentials,
                "source": row.source,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(rows))
}
