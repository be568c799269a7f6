//! Names of types, their fields and variants.

use super::scope::Scope;
use super::{TypeName, TypeNames, ValueName};
use crate::diag::{Sink, codes};
use crate::ir::{Api, EnumValue, Record, Type, TypeKind};

pub(super) fn claim(api: &Api, sink: &Sink) -> Vec<TypeNames> {
    let mut scope = Scope::new(&[]);
    let names = claim_type_names(api, &mut scope);
    for (wanted, given) in scope.moved {
        let message = format!("the type name of `{wanted}` was taken; it is called `{given}`");
        sink.report(&codes::NAME_CLASH, api.place.clone(), message).help("name it with `x-rust-name`");
    }
    api.types.iter().zip(names).map(|(ty, name)| claim_inside(api, ty, name, sink)).collect()
}

/// Types that the document names come first: a name made up for an inline object never displaces one of them.
fn claim_type_names(api: &Api, scope: &mut Scope) -> Vec<TypeName> {
    let mut names: Vec<Option<TypeName>> = vec![None; api.types.len()];
    for components in [true, false] {
        for (ty, slot) in api.types.iter().zip(&mut names).filter(|(ty, _)| ty.is_component == components) {
            let wanted = ty.rust_name.as_deref().unwrap_or(&ty.name);
            *slot = Some(scope.claim_type(wanted, "Type"));
        }
    }
    names.into_iter().map(|name| name.unwrap_or_else(|| TypeName::of("Type", "Type"))).collect()
}

fn claim_inside(api: &Api, ty: &Type, name: TypeName, sink: &Sink) -> TypeNames {
    let mut result = TypeNames {
        name,
        fields: Vec::new(),
        extra: ValueName::of("extra", "extra"),
        accessors: Vec::new(),
        variants: Vec::new(),
        other: TypeName::of("Other", "Other"),
    };
    match &ty.kind {
        TypeKind::Record(record) => {
            for (wanted, given) in claim_fields(record, &mut result) {
                let message =
                    format!("the field name of `{wanted}` in `{}` was taken; it is called `{given}`", ty.name);
                sink.report(&codes::NAME_CLASH, api.place.clone(), message).help("name it with `x-rust-name`");
            }
        }
        TypeKind::Enumeration(enumeration) => {
            let mut scope = Scope::new(&[]);
            result.variants =
                enumeration.values.iter().map(|v| claim_value(&mut scope, v, enumeration.integer)).collect();
            result.other = claim_other(&mut scope);
        }
        TypeKind::Union(union) => {
            let mut scope = Scope::new(&[]);
            result.variants = union.variants.iter().map(|v| scope.claim_type(&v.name, "Variant")).collect();
            result.other = claim_other(&mut scope);
        }
        TypeKind::Alias(_) => {}
    }
    result
}

/// Names the fields, and tells which of them had to give way.
fn claim_fields(record: &Record, result: &mut TypeNames) -> Vec<(String, String)> {
    let mut scope = Scope::new(&[]);
    for field in &record.fields {
        let wanted = field.rust_name.as_deref().unwrap_or(&field.name);
        result.fields.push(scope.claim_value(wanted, "field"));
    }
    let moved = std::mem::take(&mut scope.moved);
    let alternatives = ["additional fields".to_owned(), "undescribed fields".to_owned()];
    result.extra = scope.claim_value_or("extra", &alternatives, "extra");
    // Methods do not clash with fields, only with one another and with the constructor.
    let mut methods = Scope::new(&["new", "clone", "fmt", "eq", "default"]);
    result.accessors = record.accessors.iter().map(|a| methods.claim_value(&a.name, "value")).collect();
    moved
}

/// `ASC` and `asc` differ only in case: the second one says so in its name.
fn claim_value(scope: &mut Scope, value: &EnumValue, integer: bool) -> TypeName {
    let wanted = match &value.name {
        Some(name) => name.clone(),
        None if integer => format!("Code {}", value.wire.replace('-', "minus ")),
        None => value.wire.clone(),
    };
    let casing = if value.wire.chars().any(char::is_uppercase) { "upper" } else { "lower" };
    scope.claim_type_or(&wanted, &[format!("{wanted} {casing}case")], "Empty")
}

fn claim_other(scope: &mut Scope) -> TypeName {
    scope.claim_type_or("Other", &["Unknown".to_owned(), "Unlisted".to_owned()], "Other")
}
