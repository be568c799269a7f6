//! One schema that cannot be understood costs, in somebody else's document, that schema: every operation is there that
//! has nothing to do with it, and a finding says where it stands.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use specwright_codegen::compile_text;
use specwright_codegen::config::Strictness;
use specwright_grammar::{nodes, operations};

/// Most schemas of one document that are damaged.
const MOST: usize = 16;

/// The documents that consist of one file.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> =
        fs::read_dir(root.join("../specs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    for entry in fs::read_dir(root.join("tests/golden")).unwrap() {
        let folder = entry.unwrap().path();
        files.push(folder.join(folder.file_name().unwrap()).with_extension("yaml"));
    }
    files.retain(|file| file.is_file());
    files.sort();
    files
}

/// Whether a schema stands at this pointer, by what stands above it.
fn is_schema(pointer: &str) -> bool {
    if ["/example", "/default/", "/x-", "/enum", "/mapping"].iter().any(|inside| pointer.contains(inside)) {
        return false;
    }
    let mut above = pointer.rsplit('/').skip(1);
    let (parent, grandparent) = (above.next().unwrap_or(""), above.next().unwrap_or(""));
    let is_property = parent == "properties" && grandparent != "properties";
    is_property
        || (parent == "schemas" && grandparent == "components")
        || ["allOf", "oneOf", "anyOf"].contains(&parent)
        || ["/schema", "/items"].iter().any(|end| pointer.ends_with(end) && parent != "properties")
}

/// Every pointer that `$ref` below `at` leads to, and those below these.
fn reached(tree: &Value, at: &str, seen: &mut BTreeSet<String>) {
    let Some(node) = tree.pointer(at) else { return };
    if !seen.insert(at.to_owned()) {
        return;
    }
    for inner in nodes(node) {
        let reference = node.pointer(&inner).and_then(|node| node.get("$ref")).and_then(Value::as_str);
        if let Some(target) = reference.and_then(|reference| reference.strip_prefix('#')) {
            reached(tree, target, seen);
        }
    }
}

/// Method and path of the operations that do not need what stands at `damaged`.
fn unconcerned(tree: &Value, damaged: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let whole = nodes(tree);
    for at in whole.iter().filter(|at| at.matches('/').count() == 3 && at.starts_with("/paths/")) {
        let (item, method) = at.rsplit_once('/').unwrap();
        let path = item.trim_start_matches("/paths/").replace("~1", "/").replace("~0", "~");
        let mut seen = BTreeSet::new();
        reached(tree, at, &mut seen);
        reached(tree, &format!("{item}/parameters"), &mut seen);
        let concerned = seen.iter().any(|root| damaged.starts_with(root.as_str()) || root.starts_with(damaged));
        if !concerned && tree.pointer(at).is_some_and(Value::is_object) && method != "parameters" {
            found.insert((method.to_owned(), path));
        }
    }
    found
}

/// A nullable alternative is read as a part of an `allOf` that nobody wrote; what is wrong with it is shown at the schema
/// around it.
fn stands_around(tree: &Value, pointer: &str, at: &str) -> bool {
    let mut shown = pointer;
    while tree.pointer(shown).is_none() {
        shown = shown.rsplit_once('/').map_or("", |(above, _)| above);
    }
    shown != pointer
        && at.strip_prefix(shown).is_some_and(|rest| ["/anyOf/", "/oneOf/"].iter().any(|key| rest.starts_with(key)))
}

#[test]
fn a_damaged_schema_costs_nothing_else() {
    let damages = [
        json!(7),
        json!([1, "x"]),
        json!({ "$ref": "#/components/schemas/ThatIsNowhere" }),
        json!({ "type": "nonsense" }),
    ];
    let (mut tried, mut spared) = (0, 0);
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        let whole: Value = serde_yaml::from_str(&text).unwrap();
        let (_, before) = compile_text("a.json", &whole.to_string(), Strictness::Tolerant);
        let before: BTreeSet<String> =
            before.findings.iter().map(|f| format!("{}{}", f.place.pointer, f.message)).collect();
        let schemas: Vec<String> = nodes(&whole).into_iter().filter(|at| is_schema(at)).collect();
        for (n, at) in schemas.iter().step_by(schemas.len().div_ceil(MOST).max(1)).enumerate() {
            for damage in [&damages[n % 4], &damages[(n + 1) % 4]] {
                let mut tree = whole.clone();
                *tree.pointer_mut(at).unwrap() = damage.clone();
                let (compiled, report) = compile_text("a.json", &tree.to_string(), Strictness::Tolerant);
                let case = format!("{}: {damage} at {at}", path.display());
                let compiled = compiled.unwrap_or_else(|| panic!("{case}: refused: {:?}", report.findings));
                let there: BTreeSet<(String, String)> = compiled
                    .api
                    .operations
                    .iter()
                    .map(|op| (op.method.as_str().to_lowercase(), op.path.clone()))
                    .collect();
                let wanted = unconcerned(&whole, at);
                assert!(wanted.is_subset(&there), "{case}: lost {:?}", wanted.difference(&there).collect::<Vec<_>>());
                assert!(there.len() + report.skipped().count() >= operations(&whole), "{case}: lost without a word");
                let named = report.findings.iter().any(|finding| {
                    let pointer = &finding.place.pointer;
                    let is_new = !before.contains(&format!("{pointer}{}", finding.message));
                    is_new && (pointer.starts_with(at.as_str()) || stands_around(&tree, pointer, at))
                });
                assert!(named, "{case}: nothing is said about it: {:?}", report.findings);
                tried += 1;
                spared += wanted.len();
            }
        }
    }
    assert!(tried > 300 && spared > 300, "{tried} damages, {spared} operations that are not concerned");
}
