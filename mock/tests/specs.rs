//! Every operation of every spec of this repository.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use jsonschema::Validator;
use serde_json::{Value, json};
use specwright_mock::Mock;
use support::{Call, SPECS, listed, mock_of, sample, spec};

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch", "head", "options"];

/// The specs as their authors wrote them, read by other means than the mock's.
struct Document {
    tree: Value,
    common: Value,
}

impl Document {
    fn open(name: &str) -> Self {
        let read = |path: std::path::PathBuf| -> Value {
            serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        Self { tree: read(spec(name)), common: read(spec("common/workspace365")) }
    }

    fn operations(&self) -> Vec<(&str, &str, &Value)> {
        let paths = self.tree["paths"].as_object().unwrap().iter();
        let all = paths.flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| Some((path.as_str(), *method, item.get(method)?)))
        });
        all.collect()
    }

    fn operation(&self, id: &str) -> &Value {
        self.operations().into_iter().find(|(_, _, node)| node["operationId"] == id).unwrap().2
    }

    fn response(&self, operation: &Value, status: &str) -> Value {
        let node = &operation["responses"][status];
        match node["$ref"].as_str() {
            Some(reference) => self.tree.pointer(reference.trim_start_matches('#')).unwrap().clone(),
            None => node.clone(),
        }
    }

    /// What the schema of an answer says, by a translation of its own: whole files become the definitions.
    fn validator(&self, schema: &Value) -> Validator {
        let mut whole = json!({ "own": self.tree["components"], "common": self.common["components"], "root": schema });
        translate(&mut whole["own"], "#/own");
        translate(&mut whole["common"], "#/common");
        translate(&mut whole["root"], "#/own");
        whole["$ref"] = json!("#/root");
        jsonschema::draft202012::options().build(&whole).unwrap()
    }
}

fn translate(node: &mut Value, home: &str) {
    match node {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref") {
                *reference = match reference.split_once("#/components") {
                    Some(("", rest)) => format!("{home}{rest}"),
                    Some((_, rest)) => format!("#/common{rest}"),
                    None => reference.clone(),
                };
            }
            map.values_mut().for_each(|value| translate(value, home));
            for key in ["example", "examples", "format", "description"] {
                if map.get(key).is_some_and(|value| !value.is_object() || key.starts_with("example")) {
                    map.remove(key);
                }
            }
            if map.remove("nullable") == Some(json!(true)) {
                let inner = std::mem::take(map);
                map.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| translate(value, home)),
        _ => {}
    }
}

async fn open(name: &str) -> Mock {
    mock_of(&[name]).accept_mock_tokens().start().await.unwrap()
}

#[tokio::test]
async fn every_operation_answers_with_its_first_example() {
    let (mut operations, mut bodies) = (0, 0);
    for name in SPECS {
        let (document, mock) = (Document::open(name), open(name).await);
        let listed = listed(&mock).await;
        assert_eq!(listed.len(), document.operations().len(), "{name}");
        for operation in &listed {
            let id = operation["id"].as_str().unwrap();
            // Tokens are made for each answer; a documented code brings the example as it is, apart from those.
            let node = document.operation(id);
            let success = node["responses"].as_object().unwrap().keys().find(|key| key.starts_with('2')).unwrap();
            let call = with_fresh_refresh_token(&mock, operation, sample(&mock, operation)).await;
            let answer = call.send().await;
            assert_eq!(answer.header("x-mock-refusal"), None, "{name} {id}");
            answer.assert_answered(success.parse().unwrap());
            operations += 1;
            let media = &document.response(node, success)["content"]["application/json"];
            if !media.is_object() {
                continue;
            }
            bodies += 1;
            let found = answer.json();
            let errors: Vec<_> =
                document.validator(&media["schema"]).iter_errors(&found).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{name} {id}: {errors:?}");
            let named = media["examples"].as_object().and_then(|all| all.values().next()).map(|one| &one["value"]);
            let example = media.get("example").or(named);
            let is_made = node.get("x-pagination").is_some() || issues_tokens(id) || id == "getDiscoveryDocument";
            if let (Some(example), false) = (example, is_made) {
                assert_eq!(&found, example, "{name} {id}");
            }
        }
        assert!(mock.requests().iter().all(|request| request.operation().is_some() && request.refusal().is_none()));
    }
    assert_eq!((operations, bodies > 40), (ALL_OPERATIONS, true), "{bodies} bodies");
}

/// All operations of all specs.
const ALL_OPERATIONS: usize = 73;

fn issues_tokens(id: &str) -> bool {
    ["authenticate", "requestToken", "getToken", "getDelegateAccessToken", "refreshUserAccessToken"].contains(&id)
}

/// The example of a refresh token was never issued; a real one is asked for first.
async fn with_fresh_refresh_token(mock: &Mock, operation: &Value, call: Call) -> Call {
    if operation["id"] != "refreshUserAccessToken" {
        return call;
    }
    let body = json!({ "clientSecret": "secret", "userPrincipalName": "someone@contoso.com" });
    let answer = Call::new("POST", format!("{}/auth/token/delegate", mock.url())).json(&body).send().await.json();
    let token = answer["value"]["refresh_token"].as_str().unwrap();
    Call::new("POST", format!("{}/auth/token/refresh?refreshToken={token}", mock.url()))
}

#[tokio::test]
async fn every_documented_status_can_be_picked() {
    let mut picked = 0;
    for name in SPECS {
        let (document, mock) = (Document::open(name), open(name).await);
        for operation in &listed(&mock).await {
            let id = operation["id"].as_str().unwrap();
            let node = document.operation(id);
            for status in node["responses"].as_object().unwrap().keys() {
                let code = if status == "default" { "418" } else { status };
                let call = with_fresh_refresh_token(&mock, operation, sample(&mock, operation)).await;
                let answer = call.header("prefer", &format!("code={code}")).send().await;
                assert_eq!(answer.header("x-mock-refusal"), None, "{name} {id} {code}");
                answer.assert_answered(code.parse().unwrap());
                picked += 1;
                let media = &document.response(node, status)["content"]["application/json"];
                if media.is_object() {
                    let found = answer.json();
                    let errors: Vec<_> =
                        document.validator(&media["schema"]).iter_errors(&found).map(|e| e.to_string()).collect();
                    assert!(errors.is_empty(), "{name} {id} {status}: {errors:?} in {found}");
                }
            }
        }
    }
    assert!(picked > 300, "{picked}");
}

/// Walks the pages of each list that declares them, with the sample request as the first one.
#[tokio::test]
async fn every_declared_paging_comes_to_an_end() {
    for name in SPECS {
        let (document, mock) =
            (Document::open(name), mock_of(&[name]).accept_mock_tokens().lists(7, 3).start().await.unwrap());
        for operation in &listed(&mock).await {
            let node = document.operation(operation["id"].as_str().unwrap());
            let Some(paging) = node.get("x-pagination") else { continue };
            let at = |key: &str| paging[key].as_str().unwrap();
            let mut operation = operation.clone();
            let size = paging["size"].as_str().map(|size| format!("{size}=3")).unwrap_or_default();
            operation["request"]["optional_query"] = json!(size);
            let mut lengths = Vec::new();
            loop {
                let page = sample(&mock, &operation).send().await;
                page.assert_answered(200);
                let page = page.json();
                lengths.push(page.pointer(at("items")).unwrap().as_array().unwrap().len());
                match page.pointer(at("next")).and_then(Value::as_str).filter(|token| !token.is_empty()) {
                    Some(token) => {
                        operation["request"]["optional_query"] = json!(format!("{size}&{}={token}", at("parameter")));
                    }
                    None => break,
                }
            }
            assert_eq!(lengths, [3, 3, 1], "{name} {}", operation["id"]);
        }
    }
}

#[tokio::test]
async fn every_secured_operation_wants_credentials() {
    let mut refused = 0;
    for name in SPECS {
        let (document, mock) = (Document::open(name), open(name).await);
        for operation in &listed(&mock).await {
            let node = document.operation(operation["id"].as_str().unwrap());
            let security = node.get("security").unwrap_or(&document.tree["security"]);
            let needed = security.as_array().is_some_and(|all| !all.is_empty());
            let url = format!("{}{}", mock.url(), operation["request"]["path"].as_str().unwrap());
            let answer = Call::new(operation["method"].as_str().unwrap(), url).send().await;
            if needed {
                let forbidden = node["responses"].get("401").is_none() && node["responses"].get("403").is_some();
                answer.assert_refused(if forbidden { 403 } else { 401 }, "no credentials were sent; needed is header");
                refused += 1;
            }
        }
    }
    assert!(refused > 60, "{refused}");
}
