//! Where something stands in a source.

/// Number of a loaded file, given out by [`crate::source::Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// Which part of the node a pointer names is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The name in front of the node.
    Key,
    /// The node itself.
    Value,
    /// A piece of text no pointer can name, as in a syntax error: a range of bytes of the file.
    Bytes {
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
}

/// A place in a source; resolved to line and column only when it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The node as an RFC 6901 pointer; empty for the whole document.
    pub pointer: String,
    /// Which part of the node.
    pub part: Part,
}

impl Place {
    /// The whole document.
    pub fn root(file: FileId) -> Self {
        Place::new(file, String::new())
    }

    /// The node `pointer` leads to, written as RFC 6901 has it.
    pub fn new(file: FileId, pointer: String) -> Self {
        Place { file, pointer, part: Part::Value }
    }

    /// A range of bytes of a file.
    pub fn bytes(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let part = Part::Bytes { start: clamp(start), end: clamp(end) };
        Place { file, pointer: String::new(), part }
    }

    /// The member `token` of this node; `~` and `/` in it are escaped here.
    pub fn child(&self, token: &str) -> Self {
        let mut pointer = String::with_capacity(self.pointer.len() + token.len() + 1);
        pointer.push_str(&self.pointer);
        push_token(&mut pointer, token);
        Place::new(self.file, pointer)
    }

    /// Several steps at once.
    pub fn descend<'t>(&self, tokens: impl IntoIterator<Item = &'t str>) -> Self {
        let mut pointer = self.pointer.clone();
        for token in tokens {
            push_token(&mut pointer, token);
        }
        Place::new(self.file, pointer)
    }

    /// Element `i` of this list.
    pub fn index(&self, i: usize) -> Self {
        Place::new(self.file, format!("{}/{i}", self.pointer))
    }

    /// The same node, meaning its key instead of its value.
    pub fn key(&self) -> Self {
        Place { part: Part::Key, ..self.clone() }
    }

    /// The unescaped steps from the root to the node.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.pointer.split('/').skip(1).map(unescape)
    }

    /// The node above this one, or `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (above, _) = self.pointer.rsplit_once('/')?;
        Some(Place::new(self.file, above.to_owned()))
    }
}

/// Appends one step to a pointer.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(c),
        }
    }
}

/// One step of a pointer as the key it stands for.
pub(crate) fn unescape(token: &str) -> String {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~") } else { token.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_they_went_in() {
        let place = Place::root(FileId(0)).child("paths").child("/a~b/{c}").index(3);
        assert_eq!(place.pointer, "/paths/~1a~0b~1{c}/3");
        assert_eq!(place.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{c}", "3"]);
    }

    #[test]
    fn escaped_tilde_before_one_is_not_a_slash() {
        assert_eq!(unescape("~01"), "~1");
    }

    #[test]
    fn the_root_has_no_parent() {
        let root = Place::root(FileId(0));
        assert_eq!(root.parent(), None);
        assert_eq!(root.child("").parent(), Some(root));
    }
}
