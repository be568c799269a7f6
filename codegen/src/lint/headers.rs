//! Headers of answers.

use openapiv3::Response;

use super::Lint;
use crate::diag::{Place, codes};
use crate::lower::is_header_name;

/// Names that are no headers, or say nothing here.
pub(super) fn check_response(lint: &Lint<'_>, response: &Response, place: &Place) {
    for name in response.headers.keys() {
        let here = place.child("headers").child(name).key();
        if name.eq_ignore_ascii_case("content-type") {
            let message = format!("`{name}` among the headers is ignored; `content` says what the body is");
            lint.sink.report(&codes::HEADER_IGNORED, here, message);
        } else if !is_header_name(name) {
            lint.sink.report(&codes::INVALID_HEADER, here, format!("`{name}` cannot be the name of a header"));
        }
    }
}
