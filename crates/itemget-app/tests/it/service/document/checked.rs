//! A value held against a schema: as much of JSON Schema as the document uses. A field that
//! the schema does not name is a fault as well.

use std::collections::BTreeSet;

use serde_json::Value;

/// A document of OpenAPI.
pub(super) struct Document(Value);

impl Document {
    pub(super) fn of(document: Value) -> Self {
        Self(document)
    }

    /// Complains where an answer is not one that the document has.
    #[track_caller]
    pub(super) fn check(&self, method: &str, route: &str, status: u16, body: &Value) {
        let told = &self.0["paths"][route][method];
        assert!(told.is_object(), "the document has no {method} {route}");
        let answer = self.resolved(&told["responses"][status.to_string()]);
        let schema = &answer["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {route} is not answered {status}: {body}");
        let mut faults = Vec::new();
        self.whole(schema, body, "", &mut faults);
        assert!(faults.is_empty(), "{method} {route} {status}:\n{}", faults.join("\n"));
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
        pointer.and_then(|it| self.0.pointer(it)).unwrap_or(value)
    }

    /// A value and all that is in it.
    fn whole(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let known = self.judge(schema, value, at, faults);
        for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
            if known.as_ref().is_some_and(|known| !known.contains(name)) {
                faults.push(format!("{at}/{name} is not in the document"));
            }
        }
    }

    /// The names of the fields that a schema speaks of; none where it allows any.
    fn judge(
        &self,
        schema: &Value,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) -> Option<BTreeSet<String>> {
        let schema = match schema["$ref"].is_string() {
            true => return self.judge(self.resolved(schema), value, at, faults),
            false => schema,
        };
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            faults.push(format!("{at} is {value} and none of {words:?}"));
        }
        let types = match &schema["type"] {
            Value::Array(types) => types.iter().collect(),
            Value::Null => Vec::new(),
            one => vec![one],
        };
        let is_one = |kind: &&Value| is(kind.as_str().unwrap_or_default(), value);
        if !types.is_empty() && !types.iter().any(is_one) {
            faults.push(format!("{at} is {value} and no {types:?}"));
        }
        if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
            && number < least
        {
            faults.push(format!("{at} is {number} and less than {least}"));
        }
        for (number, item) in value.as_array().into_iter().flatten().enumerate() {
            if schema["items"].is_object() {
                self.whole(&schema["items"], item, &format!("{at}/{number}"), faults);
            }
        }
        let mut known = BTreeSet::new();
        let mut is_open =
            schema["properties"].is_null() && types.iter().any(|it| *it == "object");
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match self.judge(part, value, at, faults) {
                Some(more) => known.extend(more),
                None => is_open = true,
            }
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let mut fits = Vec::new();
            let mut whys = Vec::new();
            for choice in choices {
                let mut why = Vec::new();
                let of_choice = self.judge(choice, value, at, &mut why);
                match why.is_empty() {
                    true => fits.push(of_choice),
                    false => whys.extend(why),
                }
            }
            match &mut fits[..] {
                [Some(more)] => known.append(more),
                [None] => is_open = true,
                [] => faults.push(format!("{at} fits nothing: {}", whys.join("; "))),
                _ => faults.push(format!("{at} fits {} choices", fits.len())),
            }
        }
        if let Some(members) = value.as_object() {
            for name in schema["required"].as_array().into_iter().flatten() {
                let name = name.as_str().unwrap_or_default();
                if !members.contains_key(name) {
                    faults.push(format!("{at}/{name} is missing"));
                }
            }
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                known.insert(name.clone());
                if let Some(value) = members.get(name) {
                    self.whole(field, value, &format!("{at}/{name}"), faults);
                }
            }
        }
        (!is_open).then_some(known)
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn a_fault_is_seen() {
    let document = Document::of(serde_json::json!({ "components": { "schemas": {
        "A": { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] },
        "B": { "allOf": [{ "$ref": "#/components/schemas/A" }, { "type": "object",
            "properties": { "b": { "oneOf": [{ "$ref": "#/components/schemas/A" }, { "type": "null" }] } },
            "required": ["b"] }] },
    }}}));
    let schema = serde_json::json!({ "$ref": "#/components/schemas/B" });
    for (value, is_good) in [
        (serde_json::json!({ "a": "x", "b": null }), true),
        (serde_json::json!({ "a": "x", "b": { "a": "y" } }), true),
        (serde_json::json!({ "a": 1, "b": null }), false),
        (serde_json::json!({ "a": "x" }), false),
        (serde_json::json!({ "a": "x", "b": null, "c": 1 }), false),
        (serde_json::json!({ "a": "x", "b": 1 }), false),
    ] {
        let mut faults = Vec::new();
        document.whole(&schema, &value, "", &mut faults);
        assert_eq!(faults.is_empty(), is_good, "{value} {faults:?}");
    }
}
