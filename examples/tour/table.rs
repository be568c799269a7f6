//! The table at the end of a tour.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::coverage::Coverage;
use super::visit::{Kind, Row, Tour};

const HEAD: [&str; 7] = ["API", "OPERATION", "REQUEST", "CREDENTIAL", "STATUS", "ANSWER", "MS"];

/// All rows, and below them what was called, what failed and what was left out. As wide as the terminal, if there is one.
pub(crate) fn render(tour: &Tour, coverage: &Coverage) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(HEAD);
    for column in [4, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut api = "";
    for row in &tour.rows {
        let first = if row.api == api { "" } else { row.api.as_str() };
        api = &row.api;
        table.add_row(cells(row, first));
    }
    let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{}\n\n{}", lines.join("\n"), verdict(tour, coverage))
}

/// The same as Markdown, without times, ports and page tokens, which differ from run to run. The README has it.
pub(crate) fn markdown(tour: &Tour, coverage: &Coverage) -> String {
    let mut text = format!("| {} |\n|{}\n", HEAD[..6].join(" | "), "---|".repeat(6));
    let mut api = "";
    for row in &tour.rows {
        let first = if row.api == api { "" } else { row.api.as_str() };
        api = &row.api;
        let [api, operation, request, proof, status, answer, _] = cells(row, first);
        let request = format!("`{}`", without_tokens(&request));
        let cells = [api, operation, request, proof, status, answer].map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    format!("{}\n{}", text.replace(tour.address(), "http://127.0.0.1:…"), verdict(tour, coverage))
}

/// The request without page tokens, which are long and mean something to the server only.
fn without_tokens(request: &str) -> String {
    const LONG: usize = 32;
    let Some((path, query)) = request.split_once('?') else { return request.to_owned() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if name.ends_with("Token") && value.len() >= LONG => format!("{name}=…"),
        _ => pair.to_owned(),
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

fn cells(row: &Row, api: &str) -> [String; 7] {
    let operation = match row.kind {
        Kind::Call => row.operation.clone(),
        Kind::Token => format!("{} (token)", row.operation),
        Kind::Page => format!("{} (page)", row.operation),
    };
    let answer = match &row.answer {
        Ok(words) => words.clone(),
        Err(_) => "FAILED, see below".to_owned(),
    };
    let status = row.status.map(|status| status.to_string()).unwrap_or_default();
    let time = row.time.map(|time| format!("{:.1}", time.as_secs_f64() * 1e3)).unwrap_or_default();
    [api.to_owned(), operation, row.request.clone(), row.proof.clone(), status, answer, time]
}

fn verdict(tour: &Tour, coverage: &Coverage) -> String {
    let mut text = String::new();
    for operation in &coverage.missing {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "not called, or not answered: {operation}");
    }
    for row in &tour.rows {
        if let Err(error) = &row.answer {
            let _ = writeln!(text, "failed: {} {}: {error}", row.api, row.operation);
        }
    }
    let answered = coverage.operations - coverage.missing.len();
    let _ = writeln!(
        text,
        "{answered} of {} operations answered, with {} ways to authenticate",
        coverage.operations,
        tour.ways.len()
    );
    text
}
