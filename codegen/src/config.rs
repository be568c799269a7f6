//! What a caller decides before the generator starts, as named choices.

/// Whose document it is, which decides how severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strictness {
    /// Our own spec: as `Strict`, and the rules of this house hold too (where each operation was transcribed from, no
    /// nameless objects, no unused components).
    House,
    /// A document whose author wants to hear everything: what we would have to guess is an error at line and column.
    Strict,
    /// Somebody else's document: the same finding is a warning, and the generator copes.
    Tolerant,
}
