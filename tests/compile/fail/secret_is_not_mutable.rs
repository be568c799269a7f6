//! A secret is replaced, never changed in place.

use specwright_runtime::Secret;

fn main() {
    let mut token = Secret::from("token");
    token.push_str("more");
}
