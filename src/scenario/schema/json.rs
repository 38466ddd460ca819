//! The JSON Schema of the format, for editors.

use serde_json::{Map as Object, Value, json};

use super::ROOT;
use super::range::Range;
use super::shape::{Field, Names, Number, Presence, SHARE, Shape, Table};
use crate::random::distribution::Kind;

/// Whether a table may leave to a file that it extends what it does not say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Completeness {
    Partial,
    Whole,
}

/// The JSON Schema (draft 2020-12) of a scenario file.
#[must_use]
pub fn json_schema() -> Value {
    let mut root = table(&ROOT, Completeness::Partial);
    if let Some(object) = root.as_object_mut() {
        object.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        object.insert("title".to_owned(), json!("Tiercast scenario"));
        object.insert("$defs".to_owned(), definitions());
    }
    root
}

fn definitions() -> Value {
    let number = r"[+-]?[0-9](_?[0-9])*(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9]+)?";
    let known = json!({ "anyOf": [
        { "type": "number" },
        { "type": "string", "pattern": format!("^\\s*{number}\\s*%\\s*$") },
    ] });
    json!({
        "known": known,
        "interval": {
            "type": "string",
            "pattern": format!("^\\s*{number}\\s*%?\\s+to\\s+{number}\\s*%?\\s*$"),
            "description": "A 90 % interval: 5th and 95th percentile.",
        },
        "distribution": distribution(),
        "amount": { "anyOf": [
            { "$ref": "#/$defs/known" },
            { "$ref": "#/$defs/interval" },
            { "$ref": "#/$defs/distribution" },
        ] },
        "month": { "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" },
    })
}

fn distribution() -> Value {
    let known = json!({ "$ref": "#/$defs/known" });
    let form = |required: &[&str], optional: &[&str]| {
        let properties: Object<String, Value> = required
            .iter()
            .chain(optional)
            .map(|name| ((*name).to_owned(), known.clone()))
            .collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    let moments = form(&["mean", "sd"], &["min", "max"]);
    let three = form(&["min", "mode", "max"], &[]);
    let numbers = json!({ "type": "array", "items": { "$ref": "#/$defs/known" }, "minItems": 1 });
    json!({
        "type": "object",
        "description": "A distribution: drawn once per path.",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
        "properties": {
            "normal": moments,
            "lognormal": moments,
            "beta": moments,
            "gamma": moments,
            "uniform": form(&["min", "max"], &[]),
            "triangular": three,
            "pert": three,
            "discrete": {
                "type": "object",
                "properties": { "values": numbers, "weights": numbers },
                "required": ["values", "weights"],
                "additionalProperties": false,
            },
        },
    })
}

fn table(table: &Table, completeness: Completeness) -> Value {
    let properties: Object<String, Value> = table
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field, completeness)))
        .collect();
    let mut object =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if completeness == Completeness::Whole {
        let required = table.fields.iter().filter(|field| field.is_required());
        object["required"] = required.map(|field| json!(field.name)).collect();
        if !table.choices.is_empty() {
            object["oneOf"] = table
                .choices
                .iter()
                .map(|keys| json!({ "required": keys }))
                .collect();
        }
    }
    object
}

fn property(field: &Field, completeness: Completeness) -> Value {
    let mut value = form(&field.shape, completeness);
    value["description"] = json!(field.doc);
    match field.presence {
        Presence::Default(_) if matches!(field.shape, Shape::Flag) => {
            value["default"] = json!(false);
        }
        Presence::Default(number) if !matches!(field.shape, Shape::List(_)) => {
            value["default"] = json!(number);
        }
        Presence::DefaultWord(word) => value["default"] = json!(word),
        _ => {}
    }
    value
}

fn form(shape: &Shape, completeness: Completeness) -> Value {
    match shape {
        Shape::Number(amount) => number(amount),
        Shape::Share => json!({ "anyOf": [{ "const": "rest" }, number(&SHARE)] }),
        Shape::Constant(range) => bounded("number", range),
        Shape::Integer(least, most) => {
            let mut value = json!({ "type": "integer" });
            value["minimum"] = json!(u64::try_from(*least).unwrap_or(0));
            value["maximum"] = json!(u64::try_from(*most).unwrap_or(u64::MAX));
            value
        }
        Shape::Month => json!({ "$ref": "#/$defs/month" }),
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Name(_) => json!({ "type": "string" }),
        Shape::List(list) => json!({
            "type": "array",
            "items": form(&list.element, Completeness::Whole),
            "minItems": list.least,
            "maxItems": list.most,
        }),
        Shape::Map(map) => {
            let mut value =
                json!({ "type": "object", "additionalProperties": form(&map.entry, completeness) });
            value["maxProperties"] = json!(map.most());
            if map.names != Names::Keys {
                value["propertyNames"] = json!({ "pattern": r#"^[^\s.,:;()\[\]{}'"]{1,64}$"# });
            }
            value
        }
        Shape::Table(inner) => table(inner, completeness),
        Shape::OneOf(variants) => {
            let mut value = table(
                &Table {
                    fields: variants,
                    choices: &[],
                },
                completeness,
            );
            value["minProperties"] = json!(1);
            value["maxProperties"] = json!(1);
            value
        }
        Shape::Set => json!({ "type": "object", "additionalProperties": { "anyOf": [
            { "$ref": "#/$defs/amount" },
            { "const": "none" },
            { "type": "array", "items": { "$ref": "#/$defs/amount" } },
            {
                "type": "object",
                "properties": { "price": { "$ref": "#/$defs/amount" }, "periods": { "type": "integer" } },
                "additionalProperties": false,
            },
        ] } }),
        Shape::Scale => {
            json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/amount" } })
        }
    }
}

fn number(number: &Number) -> Value {
    if number.whole {
        return bounded("integer", &number.range);
    }
    let interval = match number.kind {
        Kind::Real => "normal",
        Kind::Positive => "log-normal",
        Kind::Probability => "logit-normal",
    };
    json!({ "anyOf": [
        bounded("number", &number.range),
        { "type": "string", "pattern": r"^\s*[+-]?[0-9._eE+-]+\s*%\s*$" },
        { "$ref": "#/$defs/interval", "description": format!("A 90 % interval, {interval}.") },
        { "$ref": "#/$defs/distribution" },
    ] })
}

fn bounded(kind: &str, range: &Range) -> Value {
    let mut value = json!({ "type": kind });
    if range.min.is_finite() {
        let word = if range.with_min {
            "minimum"
        } else {
            "exclusiveMinimum"
        };
        value[word] = json!(range.min);
    }
    if range.max.is_finite() {
        let word = if range.with_max {
            "maximum"
        } else {
            "exclusiveMaximum"
        };
        value[word] = json!(range.max);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_schema_describes_every_key_of_a_plan() {
        let schema = json_schema();
        let plan = &schema["properties"]["plans"]["additionalProperties"]["properties"];
        assert!(
            plan["price"]["description"]
                .as_str()
                .is_some_and(|text| text.contains("VAT"))
        );
        assert_eq!(plan["demand"]["default"], json!(1.0));
        assert!(plan["retention"]["properties"]["sbg"].is_object());
    }

    #[test]
    fn json_schema_refuses_unknown_keys_everywhere() {
        let schema = json_schema();
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(
            schema["properties"]["costs"]["additionalProperties"],
            json!(false)
        );
    }
}
