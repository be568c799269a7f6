//! Events that come one by one.

/// What an operation says about its streams of events. What the data of an event is stands with the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRules {
    /// Data of the event that says that the stream is over.
    pub done: Option<String>,
    /// A stream that is lost is asked for again, if the call does no harm twice.
    pub reconnects: bool,
}

impl Default for StreamRules {
    /// What the standard says.
    fn default() -> Self {
        Self { done: None, reconnects: true }
    }
}
