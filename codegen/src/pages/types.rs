//! Types and code tables.

use super::Subject;
use super::outline::Key;
use super::sheet::Sheet;
use super::text::{NOTHING, facts, kind, paragraphs, presence, sentences};
use crate::ir::{Enumeration, Extras, Field, Record, Type, TypeId, TypeKind, Union};
use crate::names::TypeNames;
use crate::plan::quoted;

pub(super) fn write_types(subject: &Subject<'_>, sheet: &mut Sheet) {
    write_section(subject, Key::Types, sheet, |ty| !is_code(ty));
}

pub(super) fn write_codes(subject: &Subject<'_>, sheet: &mut Sheet) {
    write_section(subject, Key::Codes, sheet, is_code);
}

fn is_code(ty: &Type) -> bool {
    matches!(ty.kind, TypeKind::Enumeration(_))
}

fn write_section(subject: &Subject<'_>, key: Key, sheet: &mut Sheet, belongs: fn(&Type) -> bool) {
    if !subject.outline.has(key) {
        return;
    }
    sheet.own(subject.outline.heading(key));
    for (id, ty, names) in subject.plan.types().filter(|(_, ty, _)| belongs(ty)) {
        write_type(subject, id, (ty, names), sheet);
    }
}

fn write_type(subject: &Subject<'_>, id: TypeId, (ty, names): (&Type, &TypeNames), sheet: &mut Sheet) {
    sheet.own(subject.outline.heading(Key::Type(id)));
    sheet.block(paragraphs(subject, ty.docs.summary.as_deref()));
    sheet.block(paragraphs(subject, ty.docs.description.as_deref()));
    if ty.docs.deprecated {
        sheet.own("Deprecated.");
    }
    match &ty.kind {
        TypeKind::Record(record) => write_record(subject, (id, record), names, sheet),
        TypeKind::Enumeration(enumeration) => write_enumeration(subject, enumeration, names, sheet),
        TypeKind::Union(union) => write_union(subject, union, names, sheet),
        TypeKind::Alias(value) => {
            let facts = facts(subject, value, None).join(" ");
            sheet.own(format!("Another name for: {}. {facts}", kind(subject, value)).trim_end());
        }
    }
}

fn write_record(subject: &Subject<'_>, (id, record): (TypeId, &Record), names: &TypeNames, sheet: &mut Sheet) {
    let rows = record.fields.iter().zip(&names.fields).map(|(field, name)| {
        vec![
            quoted(&field.name),
            format!("`{name}`"),
            kind(subject, &field.value),
            presence(field.presence).to_owned(),
            sentences(subject, field.docs.description.as_deref(), &field_facts(subject, field)),
        ]
    });
    sheet.table(&["Field", "In Rust", "Kind", "There", "Meaning"], rows);
    for (accessor, name) in record.accessors.iter().zip(&names.accessors) {
        sheet.own(format!("`{name}()`: the first of {} that is filled.", places(subject, accessor)));
    }
    match &record.extras {
        Extras::Any if record.fields.is_empty() => sheet.own("No field is described; what comes is kept as JSON."),
        Extras::Any => {}
        Extras::Typed(value) => sheet.own(format!("Any other key: {}.", kind(subject, value))),
        Extras::Closed if subject.plan.field_set(id).is_some() => {}
        Extras::Closed => sheet.own("Other fields are neither sent nor read."),
    }
}

fn places(subject: &Subject<'_>, accessor: &crate::ir::Accessor) -> String {
    let chain = |steps: &Vec<crate::ir::Step>| {
        let fields = steps.iter().filter_map(|step| match &subject.plan.api.types.get(step.record.0)?.kind {
            TypeKind::Record(record) => Some(record.fields.get(step.field)?.name.clone()),
            _ => None,
        });
        quoted(&fields.collect::<Vec<_>>().join("."))
    };
    accessor.places.iter().map(chain).collect::<Vec<_>>().join(", ")
}

fn field_facts(subject: &Subject<'_>, field: &Field) -> Vec<String> {
    let mut facts = facts(subject, &field.value, field.default.as_ref());
    if field.read_only {
        facts.push("Only in answers.".to_owned());
    }
    if field.write_only {
        facts.push("Only in requests.".to_owned());
    }
    if field.docs.deprecated {
        facts.push("Deprecated.".to_owned());
    }
    facts
}

fn write_enumeration(subject: &Subject<'_>, enumeration: &Enumeration, names: &TypeNames, sheet: &mut Sheet) {
    let explained = enumeration.values.iter().any(|value| value.docs.is_some());
    let rows = enumeration.values.iter().zip(&names.variants).map(|(value, name)| {
        let mut row = vec![quoted(&value.wire), format!("`{}::{name}`", names.name)];
        row.extend(explained.then(|| match sentences(subject, value.docs.as_deref(), &[]) {
            about if about.is_empty() => NOTHING.to_owned(),
            about => about,
        }));
        row
    });
    let head = ["Value", "In Rust", "Meaning"];
    sheet.table(if explained { &head } else { &head[..2] }, rows);
    if enumeration.text {
        sheet.own("Read from numbers and from text with digits; written as numbers.");
    }
}

fn write_union(subject: &Subject<'_>, union: &Union, names: &TypeNames, sheet: &mut Sheet) {
    let rows = union.variants.iter().zip(&names.variants).map(|(variant, name)| {
        let about = sentences(subject, variant.docs.description.as_deref(), &[]);
        vec![format!("`{}::{name}`", names.name), kind(subject, &variant.value), about]
    });
    sheet.table(&["In Rust", "Kind", "Meaning"], rows);
    if let Some(discriminator) = &union.discriminator {
        sheet.own(format!("The field {} tells which it is.", quoted(&discriminator.field)));
    }
}
