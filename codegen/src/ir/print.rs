//! The model as text, for people: `specwright dump ir`, and the goldens that show which stage a change went through.

use std::fmt::Write;

use super::*;

/// Prints `api`, one line per fact, in model order.
pub fn print(api: &Api) -> String {
    let mut out = format!("api {} {:?} version {:?}\n", api.id, api.title, api.version);
    for server in &api.servers {
        let names: Vec<&str> = server.variables.iter().map(|v| v.name.as_str()).collect();
        line(
            &mut out,
            0,
            format_args!("server {} {:?} {names:?}", server.url, server.description.as_deref().unwrap_or("")),
        );
    }
    for scheme in &api.schemes {
        line(&mut out, 0, format_args!("scheme {} {:?}", scheme.id, scheme.kind));
        if let Some(source) = &scheme.token {
            print_token(&mut out, api, source);
        }
    }
    for tag in &api.tags {
        line(&mut out, 0, format_args!("tag {}", tag.name));
    }
    for op in &api.operations {
        print_operation(&mut out, api, op);
    }
    for event in &api.events {
        print_event(&mut out, api, event);
    }
    for (index, ty) in api.types.iter().enumerate() {
        print_type(&mut out, api, index, ty);
    }
    out
}

fn print_token(out: &mut String, api: &Api, source: &TokenSource) {
    if let Some(server) = &source.server {
        line(out, 1, format_args!("issued by {} {:?}", server.name, server.addresses));
        if let Some(Discovery { operation, endpoint, issuer }) = &server.discovery {
            line(out, 2, format_args!("asks {}: {endpoint}, {issuer}", show_exchange(api, operation)));
        }
    }
    for exchange in &source.exchanges {
        line(out, 1, format_args!("exchange {}: {}", exchange.setter, show_exchange(api, &exchange.operation)));
        for input in &exchange.inputs {
            let target = input.target.as_ref().map_or_else(|| "nowhere".to_owned(), |target| format!("{target:?}"));
            line(out, 2, format_args!("{:?} {} to {target}", input.kind, input.name));
        }
        for (target, value) in &exchange.constants {
            line(out, 2, format_args!("{value:?} to {target:?}"));
        }
        let Exchange { token, lifetime, default_lifetime, success, errors, .. } = exchange;
        line(
            out,
            2,
            format_args!("token {token:?} for {lifetime:?} or {default_lifetime:?} if {success:?} else {errors:?}"),
        );
        if let Some(Refresh { operation, token, target }) = &exchange.refresh {
            line(out, 2, format_args!("renewed by {}: {token:?} to {target:?}", show_exchange(api, operation)));
        }
        if let Some(assertion) = &exchange.assertion {
            line(out, 2, format_args!("{assertion:?}"));
        }
    }
}

fn show_exchange(api: &Api, op: &ExchangeOperation) -> String {
    let sets: Vec<Vec<&str>> = op.security.alternatives.iter().map(|set| scheme_names(api, set)).collect();
    let idempotent = if op.idempotent { " idempotent" } else { "" };
    format!("{} {} {} {:?} credentials {sets:?}{idempotent}", op.id, op.method.as_str(), op.path, op.body)
}

/// Writing to a `String` cannot fail.
fn line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(out, "{:1$}{text}", "", depth * 2);
}

fn print_operation(out: &mut String, api: &Api, op: &Operation) {
    let tag = api.tags.get(op.tag).map_or("?", |t| t.name.as_str());
    line(out, 0, format_args!("\noperation {}: {} {} [{tag}]", op.id, op.method.as_str(), op.path));
    for p in &op.parameters {
        print_parameter(out, api, 1, p);
    }
    op.payload.iter().for_each(|payload| print_payload(out, api, "body", payload));
    op.alternatives.iter().for_each(|payload| print_payload(out, api, "or", payload));
    for r in &op.responses {
        let body = r.body.as_ref().map_or_else(|| "nothing".to_owned(), |b| show_body(api, b));
        let media_types = match r.media_types.as_slice() {
            [] => String::new(),
            [json] if json == "application/json" => String::new(),
            other => format!(" as {}", other.join(", ")),
        };
        line(out, 1, format_args!("answers {:?}: {body}{media_types}", r.status));
        for alternative in &r.alternatives {
            let body = show_body(api, &alternative.body);
            line(out, 2, format_args!("or {body} as {}", alternative.media_types.join(", ")));
        }
        for other in &r.on_request {
            let body = show_body(api, &other.body);
            line(out, 2, format_args!("or, if asked for, {body} as {}", other.media_types.join(", ")));
        }
        if let Some(data) = &r.events {
            let done = op.stream.done.as_ref().map(|done| format!(" until {done:?}")).unwrap_or_default();
            let lost = if op.stream.reconnects { "" } else { ", never asked for again" };
            line(out, 2, format_args!("or events of {}{done}{lost}", show_body(api, data)));
        }
        if !r.untyped.is_empty() {
            line(out, 2, format_args!("or untyped {}", r.untyped.join(", ")));
        }
    }
    for (side, set) in [("success", op.headers.output), ("failure", op.headers.error)] {
        if let Some(set) = set {
            line(out, 1, format_args!("headers of {side}: {}", show_set(api, set)));
        }
    }
    for link in &op.links {
        let target = api.operations.get(link.target.0).map_or("?", |target| target.id.as_str());
        let (status, start) = (link.status, link.start);
        line(out, 1, format_args!("link {} of {status:?} ({start:?}) to {target}: {:?}", link.name, link.values));
    }
    if let Some(paging) = &op.paging {
        let parameter = |index: usize| op.parameters.get(index).map_or("?", |p| p.name.as_str());
        let size = paging.size.map(|size| format!(", {} many", parameter(size))).unwrap_or_default();
        let (items, next) = (show_steps(api, &paging.items), show_steps(api, &paging.next));
        line(out, 1, format_args!("pages of {items}, {next} goes to {}{size}", parameter(paging.parameter)));
    }
    let sets: Vec<Vec<&str>> = op.security.alternatives.iter().map(|set| scheme_names(api, set)).collect();
    if let Some(key) = op.idempotency_key.and_then(|index| op.parameters.get(index)) {
        line(out, 1, format_args!("told from other calls by {}", key.name));
    }
    line(out, 1, format_args!("credentials {sets:?}{}", if op.idempotent { " idempotent" } else { "" }));
}

fn print_event(out: &mut String, api: &Api, event: &Event) {
    let from = event.callback.as_ref().and_then(|callback| {
        let op = api.operations.get(callback.operation.0)?;
        Some(format!(" of {} to {}", op.id, callback.address))
    });
    line(out, 0, format_args!("\nevent {}: {}{}", event.name, event.method.as_str(), from.unwrap_or_default()));
    for (what, set) in [("headers", event.headers), ("query", event.query)] {
        if let Some(set) = set {
            line(out, 1, format_args!("{what}: {}", show_set(api, set)));
        }
    }
    if let Some(payload) = &event.payload {
        let need = if payload.required { "required" } else { "optional" };
        line(out, 1, format_args!("body {}: {} {need}", payload.media_type, show_kind(api, &payload.kind)));
    }
    for answer in &event.answers {
        let body = answer.body.as_ref().map_or_else(|| "nothing".to_owned(), |body| show_body(api, body));
        line(out, 1, format_args!("answered by {:?}: {body}", answer.status));
    }
}

fn show_set(api: &Api, id: FieldSetId) -> String {
    let Some(set) = api.field_sets.get(id.0) else { return "?".to_owned() };
    let name = api.types.get(set.ty.0).map_or("?", |ty| ty.name.as_str());
    format!("{name} {:?}", set.styles)
}

fn print_payload(out: &mut String, api: &Api, word: &str, payload: &Payload) {
    let need = if payload.required { "required" } else { "optional" };
    let kind = show_kind(api, &payload.kind);
    let also = match payload.synonyms.as_slice() {
        [] => String::new(),
        synonyms => format!(", also {}", synonyms.join(", ")),
    };
    line(out, 1, format_args!("{word} {}: {kind} {need}{also}", payload.media_type));
    for (field, style) in &payload.styles {
        line(out, 2, format_args!("field {field}: {style:?}"));
    }
    if let PayloadKind::Multipart(parts) = &payload.kind {
        parts.iter().for_each(|part| print_part(out, api, part));
    }
}

fn print_parameter(out: &mut String, api: &Api, depth: usize, p: &Parameter) {
    let need = if p.required { "required" } else { "optional" };
    let constant = p.constant.as_ref().map(|c| format!(" = {c}")).unwrap_or_default();
    let value = show(api, &p.value);
    line(out, depth, format_args!("{:?} {}: {value} {need} {:?}{constant}", p.place, p.name, p.style));
}

fn print_part(out: &mut String, api: &Api, part: &Part) {
    let need = if part.required { "required" } else { "optional" };
    let kind = match &part.kind {
        PartKind::File => "file".to_owned(),
        PartKind::Files => "files".to_owned(),
        PartKind::Text(value) => format!("text {}", show(api, value)),
        PartKind::Json(value) => format!("json {}", show(api, value)),
    };
    let media_type = part.media_type.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
    let style = part.style.map(|style| format!(" {style:?}")).unwrap_or_default();
    let count = match part.count.is_empty() {
        true => String::new(),
        false => format!(" within {}", show_rules(&part.count)),
    };
    line(out, 2, format_args!("part {}: {kind} {need}{media_type}{style}{count}", part.name));
    part.headers.iter().for_each(|header| print_parameter(out, api, 3, header));
}

fn scheme_names<'a>(api: &'a Api, set: &[SchemeId]) -> Vec<&'a str> {
    set.iter().filter_map(|id| api.schemes.get(id.0)).map(|s| s.id.as_str()).collect()
}

fn show_kind(api: &Api, kind: &PayloadKind) -> String {
    match kind {
        PayloadKind::Json(value) => format!("json {}", show(api, value)),
        PayloadKind::Form(value) => format!("form {}", show(api, value)),
        PayloadKind::Text => "text".to_owned(),
        PayloadKind::Multipart(_) => "parts".to_owned(),
        PayloadKind::Bytes => "bytes".to_owned(),
    }
}

fn show_body(api: &Api, body: &ResponseBody) -> String {
    match body {
        ResponseBody::Json(value) => format!("json {}", show(api, value)),
        ResponseBody::JsonOrText(value) => format!("json or text {}", show(api, value)),
        ResponseBody::Form(value) => format!("form {}", show(api, value)),
        ResponseBody::Text => "text".to_owned(),
        ResponseBody::Bytes => "bytes".to_owned(),
    }
}

fn show_steps(api: &Api, steps: &[Step]) -> String {
    let name = |step: &Step| match api.types.get(step.record.0).map(|ty| &ty.kind) {
        Some(TypeKind::Record(record)) => record.fields.get(step.field).map_or("?", |field| field.name.as_str()),
        _ => "?",
    };
    steps.iter().map(|step| format!("/{}", name(step))).collect()
}

fn print_type(out: &mut String, api: &Api, index: usize, ty: &Type) {
    let made_up = if ty.is_component { "" } else { " (inline)" };
    line(out, 0, format_args!("\ntype {index} {}{made_up}", ty.name));
    match &ty.kind {
        TypeKind::Record(record) => print_record(out, api, record),
        TypeKind::Enumeration(e) => {
            if e.text {
                line(out, 1, format_args!("also as text"));
            }
            if e.free {
                line(out, 1, format_args!("or any other text"));
            }
            for value in &e.values {
                let name = value.name.as_ref().map(|n| format!(" {n}")).unwrap_or_default();
                line(out, 1, format_args!("= {:?}{name}", value.wire));
            }
        }
        TypeKind::Union(union) => {
            for v in &union.variants {
                let m = &v.matches;
                line(
                    out,
                    1,
                    format_args!(
                        "| {}: {} {:?} needs {:?}{}",
                        v.name,
                        show(api, &v.value),
                        m.kinds,
                        m.required,
                        if m.is_union { " or as its variants" } else { "" }
                    ),
                );
            }
            if let Some(d) = &union.discriminator {
                line(out, 1, format_args!("told by {} {:?}", d.field, d.mapping));
            }
        }
        TypeKind::Alias(value) => line(out, 1, format_args!("is {}", show(api, value))),
    }
}

fn print_record(out: &mut String, api: &Api, record: &Record) {
    for f in &record.fields {
        let one_way = match (f.read_only, f.write_only) {
            (true, _) => " read-only",
            (_, true) => " write-only",
            _ => "",
        };
        line(out, 1, format_args!("{}: {} {:?}{one_way}", f.name, show(api, &f.value), f.presence));
    }
    match &record.extras {
        Extras::Any => {}
        Extras::Typed(value) => line(out, 1, format_args!("others: {}", show(api, value))),
        Extras::Closed => line(out, 1, format_args!("others: none")),
    }
    for a in &record.accessors {
        line(out, 1, format_args!("first of {}: {} from {} places", a.name, show(api, &a.value), a.places.len()));
    }
}

fn show(api: &Api, value: &Value) -> String {
    let mut text = match &value.shape {
        Shape::List(item) => format!("[{}]", show(api, item)),
        Shape::Map(entry) => format!("{{{}}}", show(api, entry)),
        Shape::Named { id, boxed } => {
            let name = api.types.get(id.0).map_or("?", |t| t.name.as_str());
            format!("{name}#{}{}", id.0, if *boxed { " boxed" } else { "" })
        }
        other => format!("{other:?}"),
    };
    if value.nullable {
        text.push_str(" or null");
    }
    if !value.rules.is_empty() {
        let _ = write!(text, " within {}", show_rules(&value.rules));
    }
    text
}

fn show_rules(rules: &Rules) -> String {
    let counts = [
        ("minLength", rules.min_length),
        ("maxLength", rules.max_length),
        ("minItems", rules.min_items),
        ("maxItems", rules.max_items),
        ("minProperties", rules.min_properties),
        ("maxProperties", rules.max_properties),
    ];
    let numbers = [("minimum", rules.minimum), ("maximum", rules.maximum), ("multipleOf", rules.multiple_of)];
    let mut words: Vec<String> = counts.iter().filter_map(|(n, v)| v.map(|v| format!("{n} {v}"))).collect();
    words.extend(numbers.iter().filter_map(|(n, v)| v.map(|v| format!("{n} {v}"))));
    words.extend(rules.pattern.iter().map(|p| format!("pattern {p:?}")));
    words.extend(rules.unique_items.then(|| "uniqueItems".to_owned()));
    words.extend(rules.exclusive_minimum.then(|| "exclusiveMinimum".to_owned()));
    words.extend(rules.exclusive_maximum.then(|| "exclusiveMaximum".to_owned()));
    words.join(", ")
}
