//! Headers and query parameters that are read: records of their own, shared by all that have the same.

use crate::ir::{
    Docs, Extras, Field, FieldSet, FieldSetId, Parameter, Place, Presence, Record, Rules, Shape, Style, Type, TypeId,
    TypeKind, Value,
};

/// A header or query parameter that is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) rust_name: Option<String>,
    pub(super) required: bool,
    pub(super) style: Style,
    pub(super) value: Value,
    pub(super) docs: Docs,
}

impl Named {
    /// Both are read as the same type; what else is said about them may differ.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.value.shape == other.value.shape && self.style == other.style
    }

    fn field(&self) -> Field {
        Field {
            name: self.name.clone(),
            rust_name: self.rust_name.clone(),
            presence: if self.required { Presence::Required } else { Presence::Optional },
            value: Value { rules: Rules::default(), ..self.value.clone() },
            default: None,
            read_only: false,
            write_only: false,
            docs: self.docs.clone(),
        }
    }
}

impl From<Parameter> for Named {
    fn from(parameter: Parameter) -> Self {
        let Parameter { name, rust_name, required, style, value, docs, .. } = parameter;
        Self { name, rust_name, required, style, value, docs }
    }
}

/// Who has a set.
#[derive(Debug)]
pub(super) struct User {
    /// As the docs name it.
    pub(super) name: String,
    /// What its set is to be called if it is the only user.
    pub(super) wanted: String,
}

#[derive(Debug)]
struct Pending {
    place: Place,
    members: Vec<Named>,
    users: Vec<User>,
}

/// The sets met so far.
#[derive(Debug, Default)]
pub(super) struct FieldSets(Vec<Pending>);

impl FieldSets {
    /// Adds a set, or a user to the one that is equal; nothing is no set.
    pub(super) fn add(&mut self, place: Place, members: Vec<Named>, user: User) -> Option<FieldSetId> {
        if members.is_empty() {
            return None;
        }
        let known = self.0.iter_mut().position(|set| set.place == place && set.members == members);
        let index = known.unwrap_or(self.0.len());
        match self.0.get_mut(index) {
            Some(set) => set.users.push(user),
            None => self.0.push(Pending { place, members, users: vec![user] }),
        }
        Some(FieldSetId(index))
    }

    /// Makes a type of each set, behind the others.
    pub(super) fn settle(self, types: &mut Vec<Option<Type>>) -> Vec<FieldSet> {
        let mut taken: Vec<String> = Vec::new();
        let sets = self.0.into_iter().map(|set| {
            let name = Some(set.shared_name()).filter(|name| set.users.len() > 1 && !taken.contains(name));
            let name = name.unwrap_or_else(|| set.users.first().map(|user| user.wanted.clone()).unwrap_or_default());
            taken.push(name.clone());
            let ty = TypeId(types.len());
            let styles = set.members.iter().map(|member| member.style).collect();
            types.push(Some(set.ty(name)));
            FieldSet { ty, place: set.place, styles }
        });
        sets.collect()
    }
}

impl Pending {
    fn ty(&self, name: String) -> Type {
        let what = if self.place == Place::Header { "Headers" } else { "Query parameters" };
        let users: Vec<&str> = self.users.iter().map(|user| user.name.as_str()).collect();
        let of = match users.as_slice() {
            [] => String::new(),
            [one] => format!(" of {one}"),
            [one, two] => format!(" of {one} and {two}"),
            [one, more @ ..] => format!(" of {one} and {} others", more.len()),
        };
        let fields = self.members.iter().map(Named::field).collect();
        Type {
            name,
            rust_name: None,
            is_component: false,
            docs: Docs { description: Some(format!("{what}{of}.")), ..Docs::default() },
            kind: TypeKind::Record(Record { fields, extras: Extras::Closed, ..Record::default() }),
            origin: String::new(),
        }
    }

    /// A name for what several have, by its members: by all of them if they are few, else by the words that they have in
    /// common, else by the first.
    fn shared_name(&self) -> String {
        let what = if self.place == Place::Header { "headers" } else { "query" };
        let names: Vec<Vec<String>> = self.members.iter().map(|member| words(&member.name)).collect();
        let first = names.first().cloned().unwrap_or_default();
        if names.len() <= 2 {
            return format!("{} {what}", names.concat().join(" "));
        }
        let is_common = |index: usize| {
            let word = first.get(index);
            names
                .iter()
                .all(|words| words.get(index).zip(word).is_some_and(|(own, word)| own.eq_ignore_ascii_case(word)))
        };
        let common = first.iter().enumerate().take_while(|(index, _)| is_common(*index)).map(|(_, word)| word.clone());
        match common.collect::<Vec<String>>().as_slice() {
            [] => format!("{} and more {what}", first.join(" ")),
            common => format!("{} {what}", common.join(" ")),
        }
    }
}

/// The words of a header's name; an `X` in front says nothing.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    match words.as_slice() {
        [x, rest @ ..] if x.eq_ignore_ascii_case("x") && !rest.is_empty() => rest.to_vec(),
        _ => words,
    }
}

/// A header that carries a session is a secret.
pub(super) fn hide_session(member: &mut Named) {
    if member.name.eq_ignore_ascii_case("set-cookie") {
        let hide = |value: &mut Value| {
            if value.shape == Shape::Text {
                value.shape = Shape::Secret;
            }
        };
        match &mut member.value.shape {
            Shape::List(item) => hide(item),
            _ => hide(&mut member.value),
        }
    }
}
