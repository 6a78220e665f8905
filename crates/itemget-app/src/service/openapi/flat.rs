//! What serde flattens, laid flat: a schema that is "all of these" becomes one object, and
//! one with a choice in it a choice of objects. It says the same, and the generators of
//! clients understand it. Pure.

use serde_json::{Map, Value, json};

/// Lays all schemas of a document flat.
pub(super) fn flattened(document: &mut Value) {
    let known = document["components"]["schemas"].clone();
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for schema in schemas.values_mut() {
        flatten(schema, &known);
    }
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        named.extend(name_parts(name, schema));
    }
    schemas.extend(named);
}

fn flatten(schema: &mut Value, known: &Value) {
    if schema["allOf"].is_null() && schema["oneOf"].is_null() {
        return;
    }
    // A choice among others than objects is one already.
    let Some(choices) = choices(schema, known) else { return };
    let about = schema["description"].clone();
    let mut choices = united(choices);
    *schema = match choices.len() {
        1 => Value::Object(choices.remove(0)),
        _ => json!({ "oneOf": choices }),
    };
    if !about.is_null() {
        schema["description"] = about;
    }
}

/// The objects that a schema allows; none where it allows others as well.
fn choices(schema: &Value, known: &Value) -> Option<Vec<Map<String, Value>>> {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        return choices(&known[name], known);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = vec![Map::new()];
        for part in parts {
            let part = choices(part, known)?;
            let joined =
                whole.iter().flat_map(|it| part.iter().map(|more| both(it, more)));
            whole = joined.collect();
        }
        return Some(whole);
    }
    if let Some(parts) = schema["oneOf"].as_array() {
        let parts: Option<Vec<_>> = parts.iter().map(|it| choices(it, known)).collect();
        return Some(parts?.into_iter().flatten().collect());
    }
    let is_object = schema["type"] == "object" && schema["properties"].is_object();
    is_object.then(|| schema.as_object().cloned()).flatten().map(|it| vec![it])
}

/// An object with the fields of both.
fn both(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = Map::new();
    whole.insert("type".to_owned(), json!("object"));
    let of = |it: &Map<String, Value>, what: &str| it.get(what).cloned();
    let mut properties = Map::new();
    let mut required = Vec::new();
    for it in [one, other] {
        if let Some(Value::Object(more)) = of(it, "properties") {
            properties.extend(more);
        }
        if let Some(Value::Array(more)) = of(it, "required") {
            required.extend(more);
        }
        if let Some(about) = of(it, "description") {
            whole.insert("description".to_owned(), about);
        }
    }
    required.sort_by_key(ToString::to_string);
    required.dedup();
    whole.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        whole.insert("required".to_owned(), Value::Array(required));
    }
    whole
}

/// Objects that differ in the words of one field alone, as one.
fn united(choices: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    let mut united: Vec<Map<String, Value>> = Vec::new();
    for choice in choices {
        let fits = united.iter_mut().find_map(|it| Some((tag(it, &choice)?, it)));
        let Some((tag, it)) = fits else {
            united.push(choice);
            continue;
        };
        let more = choice["properties"][&tag]["enum"].as_array().cloned();
        if let Some(words) = it["properties"][&tag]["enum"].as_array_mut() {
            words.extend(more.unwrap_or_default());
        }
        // What was said of one of them is not true of all.
        it.remove("description");
    }
    united
}

/// The one field in whose words two objects differ.
fn tag(one: &Map<String, Value>, other: &Map<String, Value>) -> Option<String> {
    let fields = one["properties"].as_object()?;
    let others = other["properties"].as_object()?;
    let is_alike =
        fields.keys().eq(others.keys()) && one.get("required") == other.get("required");
    let mut differing =
        fields.iter().filter(|(name, field)| others.get(*name) != Some(field));
    let (name, field) = differing.next().filter(|_| is_alike)?;
    let is_tag = field["enum"].is_array() && others[name]["enum"].is_array();
    (is_tag && differing.next().is_none()).then(|| name.clone())
}

/// Gives the objects inside of a choice names of their own, and puts these in their place.
fn name_parts(name: &str, schema: &mut Value) -> Vec<(String, Value)> {
    let mut named = Vec::new();
    let choices = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for choice in choices.into_iter().flatten() {
        let fields = choice.get_mut("properties").and_then(Value::as_object_mut);
        for (field, value) in fields.into_iter().flatten() {
            if value["properties"].is_object() {
                let own = format!("{name}{}", camel(field));
                let reference = json!({ "$ref": format!("#/components/schemas/{own}") });
                named.push((own, std::mem::replace(value, reference)));
            }
        }
    }
    named
}

/// `two_words` as `TwoWords`.
fn camel(field: &str) -> String {
    let words = field.split('_').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(fields: &Value, required: &[&str]) -> Value {
        json!({ "type": "object", "properties": fields, "required": required })
    }

    #[test]
    fn what_is_flattened_is_laid_flat_with_every_choice() {
        let word = |word: &str| json!({ "type": "string", "enum": [word] });
        let text = json!({ "type": "string" });
        let mut document = json!({ "components": { "schemas": {
            "Figure": object(&json!({ "amount": text }), &["amount"]),
            "Told": { "oneOf": [
                { "allOf": [
                    { "$ref": "#/components/schemas/Figure" },
                    object(&json!({ "state": word("value") }), &["state"]),
                ] },
                object(&json!({ "state": word("absent"), "why": text }), &["state", "why"]),
                object(&json!({ "state": word("unknown"), "why": text }), &["state", "why"]),
            ] },
            "Step": { "description": "a step", "allOf": [
                { "$ref": "#/components/schemas/Told" },
                object(&json!({ "from": text }), &["from"]),
            ] },
            "Mixed": { "oneOf": [word("a"), object(&json!({
                "two_words": object(&json!({ "x": text }), &["x"]),
            }), &["two_words"])] },
        }}});
        flattened(&mut document);
        let schemas = &document["components"]["schemas"];
        let state = json!({ "type": "string", "enum": ["absent", "unknown"] });
        assert_eq!(
            schemas["Step"],
            json!({ "description": "a step", "oneOf": [
                object(
                    &json!({ "amount": text, "from": text, "state": word("value") }),
                    &["amount", "from", "state"],
                ),
                object(
                    &json!({ "from": text, "state": state, "why": text }),
                    &["from", "state", "why"],
                ),
            ] })
        );
        let part = json!({ "$ref": "#/components/schemas/MixedTwoWords" });
        assert_eq!(schemas["Mixed"]["oneOf"][1]["properties"]["two_words"], part);
        assert_eq!(schemas["MixedTwoWords"], object(&json!({ "x": text }), &["x"]));
        assert_eq!(schemas["Figure"], object(&json!({ "amount": text }), &["amount"]));
    }
}
