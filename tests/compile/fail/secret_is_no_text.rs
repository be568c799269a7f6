//! A secret does not become text by itself: `expose` is the only way.

use specwright_runtime::Secret;

fn main() {
    let token = Secret::from("token");
    let _: &str = &token;
}
