// Plays a scene in a frame or in a worker, and tells the page what came of it.
const given = new URLSearchParams(location.search);
const tell = (kind) => (text) => (self.parent ? parent.postMessage({ kind, text }, "*") : postMessage({ kind, text }));

self.stage = {
  scene: given.get("scene"),
  server: given.get("server"),
  done: tell("done"),
  failed: tell("failed"),
};

if (!self.parent) {
  importScripts("/glue.js");
}
wasm_bindgen({ module_or_path: "/scenes.wasm" }).catch((error) => tell("failed")(String(error)));
