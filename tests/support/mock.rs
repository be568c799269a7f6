//! The mock, and what it has recorded.

use std::path::Path;

use specwright_mock::{Builder, Mock, Recorded};

/// A mock of some of the specs.
pub(crate) fn mock_of(specs: &[&str]) -> Builder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let path = |name: &str| folder.join(name).with_extension("yaml");
    specs.iter().fold(Mock::builder(), |builder, name| builder.spec(path(name)).unwrap())
}

/// The last of the requests since the last look: one of that operation, with that line, which the mock took for right
/// and answered with that status. So it did all that came before.
///
/// Secrets in the line are written `[redacted]`.
#[track_caller]
pub(crate) fn accepted(mock: &Mock, id: &str, line: &str, status: u16) -> Recorded {
    let mut requests = mock.take_requests();
    for request in &requests {
        assert_eq!(request.refusal(), None, "{id} {status}: {request:?}");
    }
    let last = requests.pop().unwrap_or_else(|| panic!("{id} {status}: nothing was sent"));
    assert_eq!((last.operation(), last.status()), (Some(id), Some(status)), "{last:?}");
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    assert_eq!((last.method(), last.path()), (method, path), "{id}");
    let expected: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(last.query(), expected, "{id}");
    last
}
