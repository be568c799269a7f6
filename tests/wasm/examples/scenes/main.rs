//! Scenes that are played where there is JavaScript: the stage says which one, and hears what came of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a scene that goes wrong may end loudly: the stage hears of it")]

#[cfg(target_arch = "wasm32")]
mod play;
#[cfg(target_arch = "wasm32")]
mod stage;

#[cfg(target_arch = "wasm32")]
fn main() {
    std::panic::set_hook(Box::new(|panic| stage::tell("failed", &panic.to_string())));
    wasm_bindgen_futures::spawn_local(async {
        let facts = play::play(&stage::given("scene"), &stage::given("server")).await;
        stage::tell("done", &facts.to_string());
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("Scenes are played in Node and in a browser: `cargo test -p specwright-wasm-tests`.");
}
