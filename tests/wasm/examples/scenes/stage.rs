//! What is on both sides of the border: the global object `stage` with the texts `scene` and `server`, and with the
//! functions `done` and `failed`, which take a text.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

fn member(name: &str) -> JsValue {
    let stage = Reflect::get(&js_sys::global(), &"stage".into()).unwrap();
    Reflect::get(&stage, &name.into()).unwrap()
}

/// A text that the stage gives.
pub(crate) fn given(name: &str) -> String {
    member(name).as_string().unwrap()
}

/// Tells the stage.
pub(crate) fn tell(function: &str, text: &str) {
    let function: Function = member(function).unchecked_into();
    function.call1(&JsValue::UNDEFINED, &text.into()).unwrap();
}
