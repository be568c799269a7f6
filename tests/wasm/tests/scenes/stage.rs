//! Where scenes are played: compiled to wasm32, made loadable, run.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

/// The target, and the name of the program.
const TARGET: &str = "wasm32-unknown-unknown";
const PROGRAM: &str = "scenes";

/// How long a scene may take.
const LIMIT: Duration = Duration::from_secs(90);

/// The compiled scenes; `None`: this machine cannot compile them, and it was said why.
static SCENES: LazyLock<Option<PathBuf>> = LazyLock::new(|| match missing() {
    Some(what) => {
        say(&format!("NOT CHECKED: nothing was run as wasm32, for there is {what}"));
        None
    }
    None => Some(compile()),
});

/// The scenes as Node loads them.
static NODE: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let scenes = SCENES.as_ref()?;
    if !runs("node") {
        say("NOT CHECKED: nothing was run as wasm32, for there is no `node`");
        return None;
    }
    let folder = scratch().join("node");
    Bindgen::new().input_path(scenes).nodejs(true).unwrap().typescript(false).generate(&folder).unwrap();
    Some(folder.join(PROGRAM).with_extension("js"))
});

/// A browser, and the scenes as it loads them.
pub(crate) struct Browser {
    pub(crate) program: &'static str,
    pub(crate) glue: Vec<u8>,
    pub(crate) module: Vec<u8>,
}

/// The browser that there is.
pub(crate) static BROWSER: LazyLock<Option<Browser>> = LazyLock::new(|| {
    let scenes = SCENES.as_ref()?;
    let Some(program) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|program| runs(program))
    else {
        say("NOT CHECKED: nothing was run in a browser, for there is no `chromium`");
        return None;
    };
    let folder = scratch().join("browser");
    Bindgen::new().input_path(scenes).no_modules(true).unwrap().typescript(false).generate(&folder).unwrap();
    let read = |file: String| std::fs::read(folder.join(file)).unwrap();
    Some(Browser { program, glue: read(format!("{PROGRAM}.js")), module: read(format!("{PROGRAM}_bg.wasm")) })
});

/// Says it also where tests that succeed are kept quiet.
pub(crate) fn say(text: &str) {
    std::io::stderr().write_all(format!("{text}\n").as_bytes()).unwrap();
}

fn runs(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// What is missing to compile for the target.
fn missing() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    let folder = asked.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    let is_there = folder.is_some_and(|folder| Path::new(folder.trim()).is_dir());
    (!is_there).then(|| format!("no target {TARGET}: `rustup target add {TARGET}`"))
}

/// A folder for what is made here.
pub(crate) fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm")
}

/// Compiles the scenes, beside what is compiled already.
fn compile() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", PROGRAM, "--target", TARGET]);
    cargo.arg("--target-dir").arg(folder).current_dir(env!("CARGO_MANIFEST_DIR"));
    // Those are for this machine.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join(TARGET).join("debug/examples").join(PROGRAM).with_extension("wasm")
}

/// Plays a scene in Node and gives its facts; `None` if that cannot be done on this machine. The process has ended by then:
/// nothing was left that it had to wait for.
pub(crate) fn play(scene: &str, server: &str) -> Option<Value> {
    let module = NODE.as_ref()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenes/run.cjs");
    let mut node = Command::new("node");
    node.arg(script).arg(module).args([scene, server]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (mut facts, mut problem) = (String::new(), String::new());
    let mut child = node.spawn().unwrap();
    let is_well = wait(&mut child);
    child.stdout.take().unwrap().read_to_string(&mut facts).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut problem).unwrap();
    assert!(is_well, "{scene}: {problem}");
    Some(serde_json::from_str(&facts).unwrap_or_else(|_| panic!("{scene}: {facts:?} {problem:?}")))
}

/// Waits for the end of a process, and tells whether it was a good one.
fn wait(child: &mut Child) -> bool {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if started.elapsed() > LIMIT {
            child.kill().unwrap();
            return child.wait().unwrap().success();
        }
        thread::sleep(Duration::from_millis(5));
    }
}
