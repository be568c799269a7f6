//! stub
use super::Diagnostic;
use crate::source::Sources;
/// stub
pub fn render(_findings: &[Diagnostic], _sources: &Sources) -> String { String::new() }
