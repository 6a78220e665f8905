//! A document of OpenAPI as a page shows it: operations by their tags, and schemas. Pure.

use serde_json::Value;

/// All of it.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) sections: Vec<Section>,
    pub(super) schemas: Vec<Schema>,
}

/// The operations with one tag.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) about: Vec<Piece>,
    pub(super) operations: Vec<Operation>,
}

/// What can be asked.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: Vec<Piece>,
    pub(super) about: Vec<Piece>,
    /// What a token must allow; none where no token is asked for.
    pub(super) scope: Option<String>,
    pub(super) parameters: Vec<Field>,
    pub(super) bodies: Vec<Content>,
    pub(super) answers: Vec<Answer>,
}

/// A parameter, or a field of a schema.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// Where a parameter stands: `path`, `query`, `header`.
    pub(super) place: String,
    /// Whether it must be given, or is always there.
    pub(super) required: bool,
    pub(super) shape: Vec<Piece>,
    pub(super) about: Vec<Piece>,
}

/// A body of one type.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) media: String,
    pub(super) shape: Vec<Piece>,
}

/// What can be answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: String,
    pub(super) about: Vec<Piece>,
    pub(super) contents: Vec<Content>,
}

/// A schema with a name.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: String,
    pub(super) about: Vec<Piece>,
    pub(super) shape: Vec<Piece>,
    pub(super) fields: Vec<Field>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Code(String),
    /// The name of a schema that is on the page.
    Link(String),
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

impl Reading {
    /// The document, as a page shows it.
    pub(super) fn of(document: &Value) -> Self {
        let tags = list(&document["tags"]).map(|tag| {
            let name = text(&tag["name"]);
            let about = words(&text(&tag["description"]));
            Section { operations: operations(document, &name), name, about }
        });
        let schemas = members(&document["components"]["schemas"]);
        let schemas = schemas.map(|(name, schema)| Schema {
            name: name.to_owned(),
            about: words(&text(&schema["description"])),
            shape: match schema["properties"].is_null() {
                true => shape(schema),
                false => Vec::new(),
            },
            fields: fields(schema),
        });
        Self { sections: tags.collect(), schemas: schemas.collect() }
    }
}

/// The operations with a tag, by their paths.
fn operations(document: &Value, tag: &str) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in members(&document["paths"]) {
        for method in METHODS {
            let told = &item[method];
            if list(&told["tags"]).any(|it| it == tag) {
                found.push(operation(document, path, method, told));
            }
        }
    }
    found
}

fn operation(document: &Value, path: &str, method: &str, told: &Value) -> Operation {
    let parameters = list(&told["parameters"]).map(|it| {
        let own = text(&it["description"]);
        let about = match own.is_empty() {
            true => text(&it["schema"]["description"]),
            false => own,
        };
        Field {
            name: text(&it["name"]),
            place: text(&it["in"]),
            required: it["required"] == true,
            shape: shape(&it["schema"]),
            about: words(&about),
        }
    });
    let answers = members(&told["responses"]).map(|(status, answer)| {
        let answer = resolved(document, answer);
        Answer {
            status: status.to_owned(),
            about: words(&text(&answer["description"])),
            contents: contents(&answer["content"]),
        }
    });
    Operation {
        id: text(&told["operationId"]),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        summary: words(&text(&told["summary"])),
        about: words(&text(&told["description"])),
        scope: told["x-itemget-scope"].as_str().map(str::to_owned),
        parameters: parameters.collect(),
        bodies: contents(&told["requestBody"]["content"]),
        answers: answers.collect(),
    }
}

fn contents(value: &Value) -> Vec<Content> {
    let contents = members(value).map(|(media, content)| Content {
        media: media.to_owned(),
        shape: shape(&content["schema"]),
    });
    contents.collect()
}

/// The fields of an object, and of what it is made up of.
fn fields(schema: &Value) -> Vec<Field> {
    let required: Vec<&Value> = list(&schema["required"]).collect();
    let own = members(&schema["properties"]).map(|(name, field)| Field {
        name: name.to_owned(),
        place: String::new(),
        required: required.iter().any(|it| *it == name),
        shape: shape(field),
        about: words(&described(field)),
    });
    let parts = list(&schema["allOf"]).flat_map(fields);
    own.chain(parts).collect()
}

/// What is said of a field: beside it, or beside the reference in it.
fn described(field: &Value) -> String {
    let own = text(&field["description"]);
    if !own.is_empty() {
        return own;
    }
    list(&field["oneOf"]).map(|it| text(&it["description"])).collect()
}

/// A schema in a line: `Item or null`, `list of Variant`, `string (date-time)`.
fn shape(schema: &Value) -> Vec<Piece> {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        return vec![Piece::Link(name.to_owned())];
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values.iter().map(|it| vec![Piece::Code(plain(it))]);
        return joined(values, " or ");
    }
    for (kind, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " with ")] {
        if schema[kind].is_array() {
            return joined(list(&schema[kind]).map(shape), between);
        }
    }
    if !schema["properties"].is_null() {
        let names = members(&schema["properties"]);
        let fields = names.map(|(name, field)| {
            let mut one =
                vec![Piece::Code(name.to_owned()), Piece::Text(": ".to_owned())];
            one.extend(shape(field));
            one
        });
        let mut whole = vec![Piece::Text("{ ".to_owned())];
        whole.extend(joined(fields, ", "));
        whole.push(Piece::Text(" }".to_owned()));
        return whole;
    }
    let kinds: Vec<String> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(plain).collect(),
        Value::Null => vec!["anything".to_owned()],
        kind => vec![plain(kind)],
    };
    let kinds = kinds.into_iter().map(|kind| match kind.as_str() {
        "array" => {
            let mut of = vec![Piece::Text("list of ".to_owned())];
            of.extend(shape(&schema["items"]));
            of
        }
        "string" if schema["format"].is_string() => {
            vec![Piece::Text(format!("string ({})", plain(&schema["format"])))]
        }
        _ => vec![Piece::Text(kind)],
    });
    joined(kinds, " or ")
}

fn joined(parts: impl Iterator<Item = Vec<Piece>>, between: &str) -> Vec<Piece> {
    let mut line = Vec::new();
    for part in parts {
        if !line.is_empty() {
            line.push(Piece::Text(between.to_owned()));
        }
        line.extend(part);
    }
    line
}

/// A sentence, with what stands in backticks as code.
fn words(text: &str) -> Vec<Piece> {
    let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    let pieces = parts.map(|(at, part)| match at % 2 {
        0 => Piece::Text(part.to_owned()),
        _ => Piece::Code(part.to_owned()),
    });
    pieces.collect()
}

/// What a reference leads to; itself, where it is none.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    pointer.and_then(|it| document.pointer(it)).unwrap_or(value)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A value without quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_is_told_in_a_line() {
        for (schema, expected) in [
            (json!({ "type": "string" }), "string"),
            (
                json!({ "type": ["string", "null"], "format": "date-time" }),
                "string (date-time) or null",
            ),
            (json!({ "$ref": "#/components/schemas/Item" }), "[Item]"),
            (
                json!({ "oneOf": [{ "$ref": "#/x/Item" }, { "type": "null" }] }),
                "[Item] or null",
            ),
            (
                json!({ "type": "array", "items": { "$ref": "#/x/Item" } }),
                "list of [Item]",
            ),
            (json!({ "enum": ["a", null] }), "`a` or `null`"),
            (json!({ "properties": { "a": { "type": "integer" } } }), "{ `a`: integer }"),
            (json!({}), "anything"),
        ] {
            assert_eq!(line(&shape(&schema)), expected, "{schema}");
        }
        assert_eq!(line(&words("it is `x`, or not")), "it is `x`, or not");
    }

    #[test]
    fn every_operation_and_every_schema_is_on_the_page() {
        let document = crate::service::document();
        let reading = Reading::of(document);
        let shown: usize = reading.sections.iter().map(|it| it.operations.len()).sum();
        let told: usize =
            members(&document["paths"]).map(|(_, item)| members(item).count()).sum();
        assert_eq!(shown, told);
        let all = members(&document["components"]["schemas"]).count();
        assert_eq!(reading.schemas.len(), all);
        let mut operations = reading.sections.iter().flat_map(|it| &it.operations);
        assert!(operations.all(
            |it| !it.summary.is_empty() && it.answers.len() > 1 || it.scope.is_none()
        ));
    }

    fn line(pieces: &[Piece]) -> String {
        let texts = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Code(text) => format!("`{text}`"),
            Piece::Link(text) => format!("[{text}]"),
        });
        texts.collect()
    }
}
