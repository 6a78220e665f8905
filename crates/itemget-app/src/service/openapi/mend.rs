//! What the types and routes cannot say of themselves: which fields are always there, which
//! errors everything can end in, what a token must allow. Pure: a document in, one out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::service::access::needed;

/// Fields that are left out where they are not known, and are never null.
const LEFT_OUT: [(&str, &[&str]); 4] = [
    (
        "Item",
        &[
            "basics",
            "logistics",
            "price",
            "stock",
            "trade",
            "unread",
            "variants",
            "view_assumed",
        ],
    ),
    ("Stats", &["currency", "judgement"]),
    ("StatsRecord", &["discount"]),
    ("Figure", &["bound", "currency"]),
];

/// What `fields` can leave parts of, and what of it always stays.
const PARTS: [(&str, &[&str]); 7] = [
    ("Basics", &[]),
    ("Price", &[]),
    ("Stock", &[]),
    ("Trade", &[]),
    ("Logistics", &[]),
    ("Variants", &["skus"]),
    ("Variant", &["sku_id"]),
];

/// What every request can be refused with, for programs.
const REFUSALS: [(&str, &str, &str); 8] = [
    ("400", "BadRequest", "the request cannot be meant: `bad_request`, `not_an_item`"),
    ("401", "Unauthorised", "it takes a token: `unauthorised`"),
    (
        "403",
        "Forbidden",
        "the token does not allow it, or a page of another site sent it: `forbidden`, `cross_site`",
    ),
    ("421", "WrongHost", "the name in `host` is none of the service's: `wrong_host`"),
    (
        "429",
        "Throttled",
        "the token, or the app at the platform, has asked too often, or too many jobs wait: `throttled`, `too_many_jobs`",
    ),
    ("500", "Internal", "the log says why: `internal`"),
    (
        "503",
        "Overloaded",
        "too much at once, or the quota is spent: `overloaded`, `not_asked`",
    ),
    ("504", "TooSlow", "it took longer than a minute: `too_slow`"),
];
/// The same of a body.
const OF_BODIES: [(&str, &str, &str); 2] = [
    ("413", "TooLarge", "the body is longer than this path takes: `too_large`"),
    (
        "415",
        "UnsupportedType",
        "the body is no JSON, or does not say that it is: `unsupported_type`",
    ),
];
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// How an operation is called in a table.
pub(super) fn operation(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_ascii_uppercase())
}

/// The names of the query's parameters of each operation.
pub(super) fn parameters(document: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut known = BTreeMap::new();
    for (path, item) in members(&document["paths"]) {
        for (method, told) in members(item) {
            let names = told["parameters"].as_array().into_iter().flatten();
            let names = names
                .filter(|it| it["in"] == "query")
                .filter_map(|it| it["name"].as_str().map(str::to_owned));
            known.insert(operation(method, path), names.collect());
        }
    }
    known
}

/// The document with all that is true of it.
pub(super) fn mended(mut document: Value) -> Value {
    // A page holds what it is a page of by name, and not all of it once more.
    for (name, schema) in
        document["components"]["schemas"].as_object_mut().into_iter().flatten()
    {
        if let Some(of) = name.strip_prefix("Page_") {
            schema["properties"]["items"]["items"] =
                json!({ "$ref": format!("#/components/schemas/{of}") });
        }
    }
    let answers = answers(&document);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas.iter_mut().filter(|(it, _)| answers.contains(*it)) {
            always_there(name, schema);
        }
    }
    each_object(&mut document, &mut whole_numbers);
    document["components"]["securitySchemes"] = json!({ "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token, as `itemget token create` makes one. Programs of this machine need none, unless the service was started with `--require-token`.",
    }});
    document["servers"] =
        json!([{ "url": "/", "description": "the service that tells this" }]);
    document["components"]["headers"] = json!({
        "RequestId": {
            "description": "the number of the request, as the log has it",
            "schema": { "type": "string" },
        },
        "RetryAfter": {
            "description": "after how many seconds it is worth asking again",
            "schema": { "type": "integer", "minimum": 1 },
        },
        "Etag": {
            "description": "with `if-none-match`, who has this answer already is told so",
            "schema": { "type": "string" },
        },
    });
    let refusals = REFUSALS.iter().chain(&OF_BODIES);
    let refusals = refusals
        .map(|(status, name, about)| ((*name).to_owned(), refusal(status, about)));
    document["components"]["responses"] = Value::Object(refusals.collect());
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    for (path, item) in paths.iter_mut() {
        for method in METHODS {
            if let Some(told) = item.get_mut(method) {
                of_operation(method, path, told);
            }
        }
    }
    document
}

fn of_operation(method: &str, path: &str, told: &mut Value) {
    let parameters = told.get_mut("parameters").and_then(Value::as_array_mut);
    for schema in parameters.into_iter().flatten().filter_map(|it| it.get_mut("schema")) {
        // In an address there is no null: what is not said is not there.
        not_null(schema);
    }
    // Whoever looks after the process is told nothing else, and asked for nothing.
    if matches!(path, "/healthz" | "/readyz") {
        return;
    }
    let scope = needed(&method.to_ascii_uppercase().parse().unwrap_or_default(), path);
    told["x-itemget-scope"] = json!(scope.word());
    told["security"] = json!([{ "bearer": [] }, {}]);
    let has_body = !told["requestBody"].is_null();
    let bodies = OF_BODIES.iter().filter(|_| has_body);
    let Some(responses) = told["responses"].as_object_mut() else { return };
    for (status, name, _) in REFUSALS.iter().chain(bodies) {
        let refusal = json!({ "$ref": format!("#/components/responses/{name}") });
        responses.entry(*status).or_insert(refusal);
    }
    let is_json = responses
        .get("200")
        .is_some_and(|it| !it["content"]["application/json"].is_null());
    if method == "get" && is_json {
        responses["200"]["headers"]["etag"] = header("Etag");
        let unchanged = json!({ "description": "it is as the client has it already" });
        responses.insert("304".to_owned(), unchanged);
    }
    for response in responses.values_mut().filter(|it| it["$ref"].is_null()) {
        response["headers"]["x-request-id"] = header("RequestId");
    }
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn refusal(status: &str, about: &str) -> Value {
    let mut refusal = json!({
        "description": about,
        "headers": { "x-request-id": header("RequestId") },
        "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Error" },
        }},
    });
    if matches!(status, "429" | "503") {
        refusal["headers"]["retry-after"] = header("RetryAfter");
    }
    refusal
}

/// The schemas that answers are made of, by their names.
fn answers(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, item) in members(&document["paths"]) {
        for (_, told) in members(item) {
            gather(&told["responses"], document, &mut found);
        }
    }
    found
}

fn gather(value: &Value, document: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|it| it.strip_prefix("#/components/schemas/"));
            if let Some(name) = name
                && found.insert(name.to_owned())
            {
                gather(&document["components"]["schemas"][name], document, found);
            }
            members.values().for_each(|it| gather(it, document, found));
        }
        Value::Array(values) => values.iter().for_each(|it| gather(it, document, found)),
        _ => {}
    }
}

/// Says which fields of an answer are always there: all, but those that the tables name.
fn always_there(name: &str, schema: &mut Value) {
    // What is observed of a group is the group's fields and who said them.
    let group = name.strip_prefix("Observed_").unwrap_or(name);
    let left_out = LEFT_OUT.iter().find(|(it, _)| *it == name).map(|(_, fields)| *fields);
    let stays = PARTS.iter().find(|(it, _)| *it == group).map(|(_, fields)| *fields);
    each_object(schema, &mut |object| {
        let Some(properties) =
            object.get_mut("properties").and_then(Value::as_object_mut)
        else {
            return;
        };
        // What a reader takes for what is not there is no business of an answer's.
        for field in properties.values_mut().filter_map(Value::as_object_mut) {
            field.remove("default");
        }
        for field in left_out.into_iter().flatten() {
            if let Some(field) = properties.get_mut(*field) {
                not_null(field);
            }
        }
        let is_there = |field: &str| match (left_out, stays) {
            (Some(fields), _) => !fields.contains(&field),
            (None, Some(fields)) => {
                fields.contains(&field)
                    || matches!(field, "source" | "observed_at") && group != name
            }
            (None, None) => true,
        };
        let fields: Vec<String> =
            properties.keys().filter(|it| is_there(it)).cloned().collect();
        match fields.is_empty() {
            true => drop(object.remove("required")),
            false => drop(object.insert("required".to_owned(), json!(fields))),
        }
    });
}

/// A number without a sign can be larger than one of as many bits with it.
fn whole_numbers(object: &mut Map<String, Value>) {
    let is_unsigned =
        object.get("minimum").and_then(Value::as_f64).is_some_and(|it| it >= 0.0);
    let format = object.get("format").and_then(Value::as_str);
    let most = match format {
        Some("int32") => json!(u32::MAX),
        Some("int64") => json!(u64::MAX),
        _ => return,
    };
    if is_unsigned && !object.contains_key("maximum") {
        object.remove("format");
        object.insert("maximum".to_owned(), most);
    }
}

/// Does something to each object that stands in a schema itself, not behind a reference.
fn each_object(schema: &mut Value, then: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(members) => {
            then(members);
            members.values_mut().for_each(|it| each_object(it, then));
        }
        Value::Array(values) => values.iter_mut().for_each(|it| each_object(it, then)),
        _ => {}
    }
}

/// Takes null out of what a schema allows.
fn not_null(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = members.get_mut("type") {
        types.retain(|it| it != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            members.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(words)) = members.get_mut("enum") {
        words.retain(|it| !it.is_null());
    }
    if let Some(Value::Array(choices)) = members.get_mut("oneOf") {
        choices.retain(|it| it["type"] != "null");
        if let [only] = &choices[..] {
            let only = only.clone();
            members.remove("oneOf");
            // What is said of the field stays beside the reference.
            members.extend(only.as_object().cloned().unwrap_or_default());
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}
