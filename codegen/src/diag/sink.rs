//! The accumulator all stages report into.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::{Code, Diagnostic, Label, Place, Severity};
use crate::config::Strictness;
use crate::source::Sources;

/// Collects findings. It is shared as `&Sink`, so that a stage can report while it borrows everything else.
#[derive(Debug)]
pub struct Sink {
    strictness: Strictness,
    found: RefCell<Found>,
}

#[derive(Debug, Default)]
struct Found {
    list: Vec<Diagnostic>,
    /// One mistake may be met on several ways through a document; it is told once.
    seen: HashSet<(&'static str, Place, String)>,
    errors: usize,
    by_code: HashMap<&'static str, usize>,
}

/// Findings of one kind that are kept. Beyond that nobody reads on, and hostile input shall not fill the memory.
const MAX_PER_CODE: usize = 10_000;

impl Sink {
    /// An empty sink; `strictness` decides the severity of each code.
    pub fn new(strictness: Strictness) -> Self {
        Sink { strictness, found: RefCell::default() }
    }

    /// Whose document is being read.
    pub fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// Whether a finding of `code` would be kept. Lets a costly rule stay away.
    pub fn wants(&self, code: &Code) -> bool {
        code.level.severity(self.strictness).is_some()
    }

    /// Starts a finding; it is kept when the builder goes out of scope.
    pub fn report(&self, code: &'static Code, place: Place, message: impl Into<String>) -> Builder<'_> {
        let draft = code.level.severity(self.strictness).map(|severity| Diagnostic {
            code,
            severity,
            message: message.into(),
            place,
            label: None,
            labels: Vec::new(),
            help: None,
        });
        Builder { sink: self, draft }
    }

    /// Whether anything of error level came in.
    pub fn has_errors(&self) -> bool {
        self.found.borrow().errors > 0
    }

    /// How many findings there are.
    pub fn count(&self) -> usize {
        self.found.borrow().list.len()
    }

    /// Drops the findings at places that are not wanted after all.
    pub(crate) fn forget(&self, is_unwanted: impl Fn(&Place) -> bool) {
        let found = &mut *self.found.borrow_mut();
        found.list.retain(|finding| !is_unwanted(&finding.place));
        found.errors = found.list.iter().filter(|finding| finding.severity == Severity::Error).count();
    }

    /// Remembers this moment, to ask later whether an error came since.
    pub fn scope(&self) -> Scope<'_> {
        Scope { sink: self, errors_before: self.found.borrow().errors }
    }

    /// All findings by file and position; those at one position in the order they were reported. Those about what an
    /// overlay brought point into it.
    pub fn into_sorted(self, sources: &Sources) -> Vec<Diagnostic> {
        let mut keyed: Vec<_> = self
            .found
            .into_inner()
            .list
            .into_iter()
            .map(|mut finding| {
                finding.place = sources.trace(&finding.place);
                finding.labels.iter_mut().for_each(|label| label.place = sources.trace(&label.place));
                let span = sources.span(&finding.place);
                ((finding.place.file, span.start, span.end), finding)
            })
            .collect();
        keyed.sort_by_key(|(key, _)| *key);
        keyed.into_iter().map(|(_, finding)| finding).collect()
    }

    fn keep(&self, finding: Diagnostic) {
        let mut guard = self.found.borrow_mut();
        let found = &mut *guard;
        let kept = found.by_code.entry(finding.code.name).or_default();
        if *kept >= MAX_PER_CODE {
            return;
        }
        let identity = (finding.code.name, finding.place.clone(), finding.message.clone());
        if found.seen.insert(identity) {
            *kept += 1;
            found.errors += usize::from(finding.severity == Severity::Error);
            found.list.push(finding);
        }
    }
}

/// A finding under construction.
#[derive(Debug)]
pub struct Builder<'s> {
    sink: &'s Sink,
    draft: Option<Diagnostic>,
}

impl Builder<'_> {
    /// What to write under the mistake itself.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.label = Some(text.into());
        }
        self
    }

    /// Another place that matters.
    pub fn also(mut self, place: Place, text: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.labels.push(Label { place, text: text.into() });
        }
        self
    }

    /// The likely fix.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.help = Some(text.into());
        }
        self
    }
}

impl Drop for Builder<'_> {
    fn drop(&mut self) {
        if let Some(finding) = self.draft.take() {
            self.sink.keep(finding);
        }
    }
}

/// A stretch of work whose success matters to what follows it.
#[derive(Debug)]
pub struct Scope<'s> {
    sink: &'s Sink,
    errors_before: usize,
}

impl Scope<'_> {
    /// Whether an error was reported since the scope was opened.
    pub fn failed(&self) -> bool {
        self.sink.found.borrow().errors > self.errors_before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{FileId, codes};

    #[test]
    fn a_finding_met_twice_is_told_once() {
        let sink = Sink::new(Strictness::Strict);
        for _ in 0..2 {
            sink.report(&codes::SYNTAX, Place::root(FileId(0)), "odd").help("fix it");
        }
        assert_eq!(sink.count(), 1);
    }

    #[test]
    fn a_scope_sees_only_later_errors() {
        let sink = Sink::new(Strictness::Strict);
        sink.report(&codes::SYNTAX, Place::root(FileId(0)), "before");
        let scope = sink.scope();
        assert!(!scope.failed());
        sink.report(&codes::SYNTAX, Place::root(FileId(0)), "after");
        assert!(scope.failed());
    }

    #[test]
    fn a_strict_finding_is_a_warning_in_foreign_documents() {
        let sink = Sink::new(Strictness::Tolerant);
        sink.report(&codes::UNKNOWN_FIELD, Place::root(FileId(0)), "odd");
        assert_eq!((sink.count(), sink.has_errors()), (1, false));
    }
}
