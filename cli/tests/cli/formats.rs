//! `specwright check --format …`: what other programs read.

use serde_json::Value;

use super::support::{CLEAN, Folder, GARBLED, doubtful, duplicate};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn json_has_exactly_the_promised_shape() {
    let folder = Folder::with("pets.yaml", &duplicate());
    let run = folder.run(&["check", "pets.yaml", "--format", "json"]).exits(1);
    assert_eq!(run.err, "", "the summary is for people");
    let report = run.json();
    assert_eq!(keys(&report), ["files", "findings"]);
    assert_eq!(report["files"], 1);
    let findings = report["findings"].as_array().expect("a list");
    assert!(!findings.is_empty());
    for finding in findings {
        assert_eq!(
            keys(finding),
            ["code", "column", "file", "help", "line", "message", "pointer", "severity"],
            "{finding}"
        );
        assert!(["error", "warning", "info"].contains(&finding["severity"].as_str().unwrap()));
        assert!(finding["message"].is_string() && finding["pointer"].is_string());
        assert!(finding["help"].is_string() || finding["help"].is_null());
        assert!(finding["line"].as_u64() > Some(0) && finding["column"].as_u64() > Some(0));
    }
    let finding = findings.iter().find(|f| f["code"] == "duplicate-operation-id").expect("it is reported");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["file"], "pets.yaml");
    assert_eq!(finding["line"], 33);
    assert_eq!(finding["column"], 20);
    assert_eq!(finding["pointer"], "/paths/~1pets/get/operationId");
}

#[test]
fn json_of_clean_doubtful_and_garbled_documents() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.write("doubtful.yaml", doubtful());
    folder.write("garbled.yaml", GARBLED);
    let report = folder.run(&["check", "pets.yaml", "--format", "json"]).exits(0).json();
    assert_eq!(report, serde_json::json!({ "findings": [], "files": 1 }));
    let report = folder.run(&["check", "pets.yaml", "doubtful.yaml", "--format", "json"]).exits(0).json();
    assert_eq!(report["files"], 2);
    assert_eq!(report["findings"][0]["file"], "doubtful.yaml");
    assert_eq!(report["findings"][0]["severity"], "warning");
    let report = folder.run(&["check", "garbled.yaml", "--format", "json"]).exits(1).json();
    assert_eq!(report["findings"][0]["code"], "syntax");
}

#[test]
fn sarif_is_what_code_scanning_wants() {
    let folder = Folder::with("pets.yaml", &duplicate());
    let run = folder.run(&["check", "pets.yaml", "--format", "sarif"]).exits(1);
    let log = run.json();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|schema| schema.contains("sarif")));
    let tool = &log["runs"][0]["tool"]["driver"];
    assert_eq!(tool["name"], "specwright");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let result = results.iter().find(|r| r["ruleId"] == "duplicate-operation-id").expect("the finding");
    assert_eq!(result["level"], "error");
    assert!(result["message"]["text"].is_string());
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pets.yaml");
    assert_eq!(place["region"]["startLine"], 33);
    assert_eq!(place["region"]["startColumn"], 20);
    let rules = tool["rules"].as_array().expect("rules");
    assert!(rules.iter().any(|rule| rule["id"] == "duplicate-operation-id"), "{rules:?}");

    folder.write("pets.yaml", CLEAN);
    let log = folder.run(&["check", "pets.yaml", "--format", "sarif"]).exits(0).json();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn sarif_levels_are_those_of_sarif() {
    let folder = Folder::with("doubtful.yaml", &doubtful());
    let log = folder.run(&["check", "doubtful.yaml", "--format", "sarif"]).exits(0).json();
    let levels: Vec<&Value> = log["runs"][0]["results"].as_array().unwrap().iter().map(|r| &r["level"]).collect();
    assert!(!levels.is_empty());
    assert!(levels.iter().all(|level| ["error", "warning", "note"].contains(&level.as_str().unwrap())), "{levels:?}");
}

#[test]
fn github_annotations_are_one_line_each() {
    let folder = Folder::with("pets.yaml", &duplicate());
    folder.write("doubtful.yaml", doubtful());
    let run = folder.run(&["check", "pets.yaml", "doubtful.yaml", "--format", "github"]).exits(1);
    let error = run.out.lines().find(|line| line.starts_with("::error ")).expect("an error");
    assert!(error.contains("file=pets.yaml") && error.contains("line=33") && error.contains("col=20"), "{error}");
    assert!(error.contains("duplicate-operation-id"), "{error}");
    assert!(run.out.lines().any(|line| line.starts_with("::warning ")), "{}", run.out);
    assert!(run.out.lines().all(|line| line.starts_with("::")), "{}", run.out);
}
