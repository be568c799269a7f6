//! The specs as their authors wrote them: operations, documented statuses, examples.

use std::path::Path;

use serde_json::{Value, json};

/// Methods that a path item can have.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One file of `specs/`.
pub(crate) struct Spec {
    name: String,
    document: Value,
}

impl Spec {
    /// Reads `specs/<name>.yaml`.
    pub(crate) fn open(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(name).with_extension("yaml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let document = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), document }
    }

    /// All operations, in any order.
    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.document["paths"].as_object().unwrap();
        let items = paths.iter().map(|(path, item)| (path.as_str(), self.follow(item)));
        items.flat_map(|(path, item)| self.operations_of(path, item)).collect()
    }

    fn operations_of<'s>(&'s self, path: &'s str, item: &'s Value) -> impl Iterator<Item = Operation<'s>> {
        METHODS.iter().filter_map(move |method| {
            let node = item.get(method)?;
            let id = node["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no operationId"));
            Some(Operation { spec: self, id, method, path, node })
        })
    }

    /// The operation of that id.
    #[track_caller]
    pub(crate) fn operation(&self, id: &str) -> Operation<'_> {
        let found = self.operations().into_iter().find(|operation| operation.id == id);
        found.unwrap_or_else(|| panic!("specs/{}.yaml has no operation `{id}`", self.name))
    }

    /// Fails, naming them, when operations of the spec are not among `tested`, or the other way round.
    #[track_caller]
    pub(crate) fn assert_operations_are(&self, tested: &[&str]) {
        let operations = self.operations();
        let mut documented: Vec<&str> = operations.iter().map(|operation| operation.id).collect();
        documented.sort_unstable();
        let name = &self.name;
        for id in &documented {
            assert!(tested.contains(id), "`{id}` of specs/{name}.yaml has no wire test: add it to tests/");
        }
        let mut tested = tested.to_vec();
        tested.sort_unstable();
        assert_eq!(tested, documented, "each operation of specs/{name}.yaml is in the tests once");
    }

    /// The node that `$ref` leads to, or the node itself.
    fn follow<'s>(&'s self, node: &'s Value) -> &'s Value {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else { return node };
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("`{reference}` leads out of the file"));
        let target = self.document.pointer(pointer).unwrap_or_else(|| panic!("`{reference}` leads nowhere"));
        self.follow(target)
    }
}

/// An operation of a spec.
pub(crate) struct Operation<'s> {
    spec: &'s Spec,
    pub(crate) id: &'s str,
    method: &'s str,
    path: &'s str,
    node: &'s Value,
}

impl<'s> Operation<'s> {
    /// `GET`, `PUT` …
    pub(crate) fn method(&self) -> String {
        self.method.to_uppercase()
    }

    /// The path with its parameters in braces.
    pub(crate) fn path(&self) -> &'s str {
        self.path
    }

    /// Some credential is asked for.
    pub(crate) fn is_secured(&self) -> bool {
        let security = self.node.get("security").unwrap_or(&self.spec.document["security"]);
        security.as_array().is_some_and(|alternatives| !alternatives.is_empty())
    }

    /// A request body is described.
    pub(crate) fn has_body(&self) -> bool {
        self.node.get("requestBody").is_some()
    }

    /// Requests have a JSON body or none.
    pub(crate) fn sends_json_or_nothing(&self) -> bool {
        !self.has_body() || self.media(&self.node["requestBody"]).is_object()
    }

    /// The document's example of a request body.
    #[track_caller]
    pub(crate) fn request_example(&self) -> Value {
        let examples = self.examples(&self.node["requestBody"]);
        let [one] = examples.as_slice() else { panic!("`{}` has {} request examples", self.id, examples.len()) };
        one.clone()
    }

    /// The document's first example of a request body, if it has one.
    pub(crate) fn first_request_example(&self) -> Option<Value> {
        let content = self.spec.follow(&self.node["requestBody"]).get("content")?.as_object()?;
        content.values().flat_map(|media| self.examples_of(media)).next()
    }

    /// The documented statuses, `default` among them.
    pub(crate) fn statuses(&self) -> Vec<&'s str> {
        self.node["responses"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    /// The documented statuses of success.
    pub(crate) fn successes(&self) -> Vec<u16> {
        self.numbered_statuses().filter(|status| (200..300).contains(status)).collect()
    }

    /// The documented statuses of failure, without `default`.
    pub(crate) fn failures(&self) -> Vec<u16> {
        self.numbered_statuses().filter(|status| !(200..300).contains(status)).collect()
    }

    fn numbered_statuses(&self) -> impl Iterator<Item = u16> {
        self.statuses().into_iter().filter(|status| *status != "default").map(|status| status.parse().unwrap())
    }

    /// The answer with that status has a body.
    pub(crate) fn has_answer_body(&self, status: u16) -> bool {
        self.has_answer_body_at(&status.to_string())
    }

    /// The same for a status as the document writes it, `default` among them.
    pub(crate) fn has_answer_body_at(&self, status: &str) -> bool {
        self.spec.follow(&self.node["responses"][status]).get("content").is_some()
    }

    /// An empty list, text or object, whichever is described for that status.
    pub(crate) fn emptiest_answer(&self, status: u16) -> Value {
        let content = self.spec.follow(&self.node["responses"][status.to_string()])["content"].as_object().unwrap();
        let schema = self.spec.follow(&content.values().next().unwrap()["schema"]);
        match schema["type"].as_str() {
            Some("array") => json!([]),
            Some("string") => json!(""),
            _ => json!({}),
        }
    }

    /// What the client should say that it accepts: the documented media types of all answers, the vaguest last.
    pub(crate) fn accept(&self) -> String {
        let answers = self.node["responses"].as_object().unwrap().values();
        let contents = answers.filter_map(|answer| self.spec.follow(answer).get("content")?.as_object());
        let mut types: Vec<&str> = contents.flat_map(|content| content.keys().map(String::as_str)).collect();
        types.sort_by_key(|media_type| (media_type.contains('*'), *media_type));
        types.dedup();
        types.join(", ")
    }

    /// The document's examples of the answer with that status.
    pub(crate) fn answer_examples(&self, status: u16) -> Vec<Value> {
        self.examples(&self.node["responses"][status.to_string()])
    }

    /// The document's only example of the answer with that status.
    #[track_caller]
    pub(crate) fn answer_example(&self, status: u16) -> Value {
        let examples = self.answer_examples(status);
        let [one] = examples.as_slice() else { panic!("`{}` {status} has {} examples", self.id, examples.len()) };
        one.clone()
    }

    /// The document's example of that name of the answer with that status.
    #[track_caller]
    pub(crate) fn named_answer_example(&self, status: u16, name: &str) -> Value {
        let examples = &self.media(&self.node["responses"][status.to_string()])["examples"];
        let found = examples.get(name).unwrap_or_else(|| panic!("`{}` {status} has no example `{name}`", self.id));
        self.spec.follow(found)["value"].clone()
    }

    /// The examples of a request or an answer.
    fn examples(&self, message: &'s Value) -> Vec<Value> {
        self.examples_of(self.media(message))
    }

    fn examples_of(&self, media: &'s Value) -> Vec<Value> {
        let one = media.get("example").cloned();
        let named = media.get("examples").and_then(Value::as_object).into_iter().flatten();
        one.into_iter().chain(named.map(|(_, example)| self.spec.follow(example)["value"].clone())).collect()
    }

    fn media(&self, message: &'s Value) -> &'s Value {
        &self.spec.follow(message)["content"]["application/json"]
    }
}
