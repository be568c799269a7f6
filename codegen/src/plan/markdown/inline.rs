//! Running text to pieces that mean the same to every renderer.

/// Running text, cut where a line may be broken.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words(pub(super) Vec<String>);

impl Words {
    /// On one line.
    pub(super) fn concat_words(&self) -> String {
        self.0.join(" ")
    }
}

/// Markdown of ours: broken at spaces outside code spans.
pub(super) fn own(text: &str) -> Words {
    let mut words: Vec<String> = Vec::new();
    let mut in_code = false;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match words.last_mut().filter(|_| in_code) {
            Some(open) => {
                open.push(' ');
                open.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    Words(words)
}

/// Cleans one paragraph: code spans, links and addresses stay, everything else that could be markup of another kind
/// is escaped.
pub(super) fn clean(text: &str) -> Words {
    let mut cleaner = Cleaner { rest: text, out: Words::default(), word: String::new() };
    while let Some(c) = cleaner.rest.chars().next() {
        cleaner.step(c);
    }
    cleaner.end_word();
    cleaner.out
}

struct Cleaner<'a> {
    rest: &'a str,
    out: Words,
    word: String,
}

impl Cleaner<'_> {
    fn step(&mut self, c: char) {
        let piece = match c {
            '`' => code_span(self.rest),
            '[' => link(self.rest),
            '<' => angle(self.rest),
            'h' if self.at_word_start() => address(self.rest),
            '\\' => escape(self.rest),
            _ => None,
        };
        if let Some((length, text)) = piece {
            // A picture is fetched from where it is by everybody who reads; a link is not.
            if text.starts_with('[') && self.word.ends_with('!') {
                self.word.pop();
                self.word.push_str("\\!");
            }
            self.rest = &self.rest[length..];
            self.word.push_str(&text);
            return;
        }
        self.rest = &self.rest[c.len_utf8()..];
        match c {
            ' ' | '\n' => self.end_word(),
            '`' | '[' | ']' | '<' | '\\' => self.word.extend(['\\', c]),
            _ => self.word.push(c),
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.out.0.push(std::mem::take(&mut self.word));
        }
    }

    fn at_word_start(&self) -> bool {
        self.word.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
    }
}

/// How much of the text is used, and what becomes of it.
type Piece = Option<(usize, String)>;

/// A run of backticks and the next one of the same length; what is between means nothing to Markdown.
fn code_span(text: &str) -> Piece {
    let run = text.len() - text.trim_start_matches('`').len();
    let body = &text[run..];
    let mut from = 0;
    while let Some(found) = body[from..].find('`') {
        let start = from + found;
        let length = body[start..].len() - body[start..].trim_start_matches('`').len();
        if length == run {
            let end = run + start + run;
            return (!body[..start].trim().is_empty()).then(|| (end, text[..end].to_owned()));
        }
        from = start + length;
    }
    // No end: the whole run is text, so that its parts do not pair up with others.
    Some((run, "\\`".repeat(run)))
}

/// `[text](address)`; with an address that leads nowhere from here, only the text.
fn link(text: &str) -> Piece {
    let end = text.find("](")?;
    let label = &text[1..end];
    if label.contains(['[', ']', '\\', '<']) || label.matches('`').count() % 2 == 1 {
        return None;
    }
    let close = end + text[end..].find(')')?;
    let target = text[end + 2..close].split_whitespace().next().unwrap_or_default();
    let target = target.trim_start_matches('<').trim_end_matches('>');
    let shown = match (is_address(target), label.contains("http") || label.trim().is_empty()) {
        (true, true) => format!("<{target}>"),
        (true, false) => format!("[{label}](<{target}>)"),
        (false, _) => clean(label).concat_words(),
    };
    Some((close + 1, shown))
}

/// `<https://…>` stays; other angle brackets are HTML or mean "less than".
fn angle(text: &str) -> Piece {
    let end = text.find('>')?;
    is_address(&text[1..end]).then(|| (end + 1, text[..=end].to_owned()))
}

/// A bare address gets its angle brackets.
fn address(text: &str) -> Piece {
    let end = text.find(|c: char| !c.is_ascii_graphic() || "<>`\"\\|[]".contains(c)).unwrap_or(text.len());
    let target = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_', '\'']);
    is_address(target).then(|| (target.len(), format!("<{target}>")))
}

fn is_address(text: &str) -> bool {
    let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    host.is_some_and(|host| !host.is_empty()) && text.chars().all(|c| c.is_ascii_graphic() && !"<>`\"\\[]|".contains(c))
}

/// A backslash and the sign it protects.
fn escape(text: &str) -> Piece {
    let next = text[1..].chars().next().filter(char::is_ascii_punctuation)?;
    Some((2, format!("\\{next}")))
}
