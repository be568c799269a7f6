//! Text to blocks.

/// A piece of a description.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// Running text, lines joined.
    Paragraph(String),
    /// A heading of any level.
    Heading(String),
    /// One item of a list; numbered lists become plain ones with the number kept as text.
    Item {
        /// Nesting.
        depth: usize,
        /// Its text, lines joined.
        text: String,
    },
    /// Lines between fences.
    Code(Vec<String>),
    /// Rows of a table, the ruler included.
    Table(Vec<String>),
}

/// Takes `text` apart. Never fails: what fits nothing else is a paragraph.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let mut parser = Parser::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(fence) = fence(line) {
            let code: Vec<String> = lines.by_ref().take_while(|l| !closes(l, fence)).map(|l| dedent(l, line)).collect();
            parser.push(Block::Code(code));
        } else {
            parser.line(line);
        }
    }
    parser.flush();
    tables(parser.blocks)
}

#[derive(Default)]
struct Parser {
    blocks: Vec<Block>,
    /// The paragraph or item that is being read.
    open: Option<Block>,
    /// Indentation of the items around the open one, outermost first.
    indents: Vec<usize>,
}

impl Parser {
    fn push(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }

    fn flush(&mut self) {
        self.blocks.extend(self.open.take());
    }

    fn line(&mut self, line: &str) {
        let text = line.trim();
        let indent = line.len() - line.trim_start().len();
        if text.is_empty() {
            return self.flush();
        }
        if let Some(heading) = heading(text) {
            return self.push(Block::Heading(heading.to_owned()));
        }
        if is_ruler(text) {
            return self.ruler();
        }
        if let Some(item) = item(text) {
            self.flush();
            let depth = self.depth(indent);
            self.open = Some(Block::Item { depth, text: item });
            return;
        }
        if text.starts_with('|') {
            return self.push(Block::Table(vec![text.to_owned()]));
        }
        self.continue_with(text.trim_start_matches(['>', ' ']), indent);
    }

    /// `===` or `---` under a paragraph makes it a heading; elsewhere it is a line we do without.
    fn ruler(&mut self) {
        match self.open.take() {
            Some(Block::Paragraph(text)) => self.blocks.push(Block::Heading(text)),
            other => self.blocks.extend(other),
        }
    }

    fn continue_with(&mut self, text: &str, indent: usize) {
        if text.is_empty() {
            return self.flush();
        }
        match &mut self.open {
            Some(Block::Paragraph(open) | Block::Item { text: open, .. }) => {
                open.push(' ');
                open.push_str(text);
            }
            _ => {
                if indent == 0 {
                    self.indents.clear();
                }
                self.open = Some(Block::Paragraph(text.to_owned()));
            }
        }
    }

    fn depth(&mut self, indent: usize) -> usize {
        const DEEPEST: usize = 4;
        while self.indents.last().is_some_and(|&outer| outer >= indent) {
            self.indents.pop();
        }
        self.indents.push(indent);
        // An item can only be inside one that was written: nesting grows by one.
        let previous = match self.blocks.last() {
            Some(Block::Item { depth, .. }) => depth + 1,
            _ => 0,
        };
        (self.indents.len() - 1).min(previous).min(DEEPEST)
    }
}

fn heading(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    ((1..=6).contains(&level) && (rest.is_empty() || rest.starts_with(' '))).then(|| rest.trim_end_matches('#').trim())
}

fn is_ruler(text: &str) -> bool {
    ['-', '=', '*', '_'].iter().any(|&sign| {
        let solid = text.chars().all(|c| c == sign || c == ' ');
        solid && text.matches(sign).count() >= 3
    })
}

/// The text of a list item.
fn item(text: &str) -> Option<String> {
    if let Some(rest) = ["- ", "* ", "+ ", "• "].iter().find_map(|sign| text.strip_prefix(sign)) {
        return Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.get(digits..)?;
    let is_numbered = (1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "));
    is_numbered.then(|| format!("{}: {}", &text[..digits], rest[2..].trim()))
}

/// The run of signs that opens fenced code.
fn fence(line: &str) -> Option<&str> {
    let text = line.trim_start();
    let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run = text.len() - text.trim_start_matches(sign).len();
    // Backticks after the run: it is a code span, not a fence.
    (run >= 3 && !text[run..].contains(sign)).then(|| &text[..run])
}

fn closes(line: &str, fence: &str) -> bool {
    let text = line.trim();
    text.starts_with(fence) && text.chars().all(|c| fence.starts_with(c))
}

/// Code is indented as much as its fence.
fn dedent(line: &str, fence: &str) -> String {
    let depth = fence.len() - fence.trim_start().len();
    let spaces = line.len() - line.trim_start_matches(' ').len();
    line[depth.min(spaces)..].to_owned()
}

/// Rows that follow one another become a table if the second is its ruler; else they are text.
fn tables(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        match (out.last_mut(), block) {
            (Some(Block::Table(rows)), Block::Table(more)) => rows.extend(more),
            (_, block) => out.push(block),
        }
    }
    out.into_iter().map(checked).collect()
}

fn checked(block: Block) -> Block {
    let is_ruler = |row: &String| row.contains('-') && row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    match block {
        Block::Table(rows) if !rows.get(1).is_some_and(is_ruler) => {
            Block::Paragraph(rows.join(" ").replace('|', "\\|"))
        }
        other => other,
    }
}
