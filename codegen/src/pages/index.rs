//! The page that lists the others.

use super::file_name;
use super::sheet::Sheet;
use crate::compile::Compiled;
use crate::plan::{markdown, quoted};

pub(super) fn write(apis: &[Compiled]) -> String {
    let mut sheet = Sheet::new();
    sheet.own("# APIs");
    let operations: usize = apis.iter().map(|compiled| compiled.api.operations.len()).sum();
    sheet.own(format!("{} APIs with {operations} operations. Each page is made from the spec of the API.", apis.len()));
    let rows = apis.iter().map(|compiled| {
        let title = markdown::line(&compiled.api.title).replace(['[', ']'], "");
        let title = if title.trim().is_empty() { quoted(&compiled.api.id) } else { title };
        vec![
            format!("[{title}](<{}>)", file_name(compiled)),
            quoted(&compiled.api.version),
            compiled.api.operations.len().to_string(),
            format!("`{}`", compiled.names.feature),
        ]
    });
    sheet.table(&["API", "Version", "Operations", "Feature"], rows);
    sheet.into_text()
}
