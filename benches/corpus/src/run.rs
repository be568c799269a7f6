//! One document after the other.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use serde_json::Value;
use specwright_codegen::config::Strictness;
use specwright_codegen::{Target, compile, emit};
use specwright_corpus::{Answer, Entry, Samples, cut, entries, main_source, verdict_of};

use crate::Arguments;

/// The library of the generated crates.
const LIBRARY: &str = "round_tripped";

/// What came of one document.
#[derive(Debug, Default)]
struct Outcome {
    /// Named types.
    types: usize,
    /// Of these, without any instance that fits the schema.
    empty: usize,
    /// Of these, where instances fit several alternatives of a `oneOf`.
    overlapping: usize,
    /// Of these, all of whose instances hold.
    sound: usize,
    instances: usize,
    held: usize,
    /// Per kind of failure: how many, and the first ones.
    failures: BTreeMap<String, (usize, Vec<String>)>,
    seconds: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let mut failed = false;
    let mut total = Outcome::default();
    show_head(arguments);
    for document in &arguments.documents {
        let name = document.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match examine(arguments, document) {
            Ok(outcome) => {
                failed |= outcome.held < outcome.instances;
                show(arguments, &name, &outcome);
                total.types += outcome.types;
                total.empty += outcome.empty;
                total.overlapping += outcome.overlapping;
                total.sound += outcome.sound;
                total.instances += outcome.instances;
                total.held += outcome.held;
                total.seconds += outcome.seconds;
            }
            Err(error) => {
                failed = true;
                println!("FAILED {name}: {error}");
            }
        }
    }
    show(arguments, "all", &total);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn examine(arguments: &Arguments, path: &Path) -> Result<Outcome, String> {
    let began = Instant::now();
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let document: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(document) => document,
        Err(_) => serde_yaml::from_str(&text).map_err(|error| error.to_string())?,
    };
    let (document, path) = match arguments.share {
        None => (document, path.to_owned()),
        Some(share) => {
            let part = cut(&document, share);
            let path = arguments.work.join("part.json");
            write(&path, &part.to_string())?;
            (part, path)
        }
    };
    let (compiled, report) = compile(&path, Strictness::Tolerant);
    let compiled = compiled.ok_or_else(|| format!("is not generated: {} findings", report.findings.len()))?;
    let (entries, elsewhere) = entries(&compiled);
    if elsewhere > 0 {
        let why = "are left out: sets of headers or parameters, or their schema stands in another file";
        eprintln!("{}: {elsewhere} types {why}", path.display());
    }
    let runtime_path = Some(arguments.runtime.clone());
    let target = Target::Crate {
        name: LIBRARY.to_owned(),
        runtime_path,
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    let files = emit(std::slice::from_ref(&compiled), &target).map_err(|error| error.to_string())?;
    let crate_folder = arguments.work.join("crate");
    let _ = fs::remove_dir_all(&crate_folder);
    for (name, text) in files.iter() {
        write(&crate_folder.join(name), text)?;
    }
    write(&crate_folder.join("src/main.rs"), &main_source(LIBRARY, &entries))?;
    extend_manifest(arguments, &crate_folder)?;
    build(&crate_folder)?;
    let pointers: Vec<String> = entries.iter().map(|entry| entry.pointer.clone()).collect();
    let samples = Samples::new(&document, &pointers)?;
    let mut outcome = send(&crate_folder, &entries, &samples)?;
    outcome.seconds = began.elapsed().as_secs_f64();
    Ok(outcome)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(said)?;
    }
    fs::write(path, text).map_err(said)
}

fn extend_manifest(arguments: &Arguments, crate_folder: &Path) -> Result<(), String> {
    let manifest = crate_folder.join("Cargo.toml");
    let mut text = fs::read_to_string(&manifest).map_err(|error| error.to_string())?;
    // Nothing is sent, so the crates for TLS need not be built.
    text = text.replace("specwright-runtime = { path", "specwright-runtime = { default-features = false, path");
    text.push_str("serde_json = \"1\"\n\n[profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n");
    write(&manifest, &text)?;
    let lock = fs::read_to_string(&arguments.lock).map_err(|error| format!("{}: {error}", arguments.lock.display()))?;
    write(&crate_folder.join("Cargo.lock"), &lock)
}

fn build(crate_folder: &Path) -> Result<(), String> {
    let built = Command::new("cargo")
        .args(["build", "--quiet"])
        .current_dir(crate_folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if built.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&built.stderr);
    Err(format!("does not compile:\n{}", said.lines().take(40).collect::<Vec<_>>().join("\n")))
}

fn send(crate_folder: &Path, entries: &[Entry], samples: &Samples) -> Result<Outcome, String> {
    let mut outcome = Outcome { types: entries.len(), ..Outcome::default() };
    let mut sent: Vec<(usize, Value)> = Vec::new();
    let mut input = String::new();
    for (index, entry) in entries.iter().enumerate() {
        let made = samples.of(index);
        outcome.empty += usize::from(made.instances.is_empty());
        outcome.overlapping += usize::from(made.overlaps);
        if made.instances.is_empty() {
            outcome.tell("nothing made fits the schema (not counted)", format!("{} {}", entry.path, entry.pointer));
        }
        for instance in made.instances {
            input.push_str(&format!("{index}\t{instance}\n"));
            sent.push((index, instance));
        }
    }
    let answers = answers(crate_folder, input)?;
    let mut sound = vec![true; entries.len()];
    for (at, (index, instance)) in sent.iter().enumerate() {
        let answer = Answer::parse(answers.get(at).map(String::as_str).unwrap_or_default());
        outcome.instances += 1;
        match verdict_of(instance, &answer, |written| samples.fits(*index, written)) {
            Ok(()) => outcome.held += 1,
            Err(reason) => {
                sound[*index] = false;
                let kind = reason.split(':').next().unwrap_or_default().to_owned();
                outcome.tell(&kind, format!("{}: {reason} | {}", entries[*index].path, shortened(instance)));
            }
        }
    }
    outcome.sound = sound.iter().filter(|sound| **sound).count() - outcome.empty;
    Ok(outcome)
}

impl Outcome {
    fn tell(&mut self, kind: &str, what: String) {
        let (count, told) = self.failures.entry(kind.to_owned()).or_default();
        *count += 1;
        // One of a kind for each type says more than many.
        let essence = |what: &str| what.split(" at line ").next().unwrap_or_default().to_owned();
        if !told.iter().any(|known| essence(known) == essence(&what)) {
            told.push(what);
        }
    }
}

/// What the program answers, line by line. Its output goes to a file, so that neither side waits for the other.
fn answers(crate_folder: &Path, input: String) -> Result<Vec<String>, String> {
    let said = |error: std::io::Error| error.to_string();
    let folder = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => folder.into(),
        None => crate_folder.join("target"),
    };
    let path = crate_folder.join("answers.txt");
    let mut program = Command::new(folder.join("debug").join(LIBRARY))
        .stdin(Stdio::piped())
        .stdout(fs::File::create(&path).map_err(said)?)
        .spawn()
        .map_err(said)?;
    if let Some(mut stdin) = program.stdin.take() {
        // A program that crashes reads no further: what it answered until then counts.
        let _ = stdin.write_all(input.as_bytes());
    }
    let status = program.wait().map_err(said)?;
    if !status.success() {
        eprintln!("the program ended with {status}");
    }
    Ok(fs::read_to_string(&path).map_err(said)?.lines().map(str::to_owned).collect())
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 300 { text } else { text.chars().take(300).chain(['…']).collect() }
}

fn show_head(arguments: &Arguments) {
    if arguments.markdown {
        println!(
            "| document | types | without instance | overlapping `oneOf` | sound | instances | hold | share | s |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    }
}

fn show(arguments: &Arguments, name: &str, outcome: &Outcome) {
    let share = 100.0 * outcome.held as f64 / outcome.instances.max(1) as f64;
    let Outcome { types, empty, overlapping, sound, instances, held, seconds, .. } = outcome;
    if arguments.markdown {
        println!(
            "| {name} | {types} | {empty} | {overlapping} | {sound} | {instances} | {held} | {share:.2} % | {seconds:.0} |"
        );
    } else {
        println!(
            "{name}: {types} types ({empty} without an instance, {overlapping} overlap, {sound} sound), {held} of \
             {instances} instances hold ({share:.2} %), {seconds:.0} s"
        );
    }
    let mut err = std::io::stderr().lock();
    for (kind, (count, told)) in &outcome.failures {
        let _ = writeln!(err, "  {name}: {kind}: {count}");
        for what in told.iter().take(arguments.reasons) {
            let _ = writeln!(err, "    {what}");
        }
    }
}
