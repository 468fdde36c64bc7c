//! The blob: the rules of a set in JSON. Unknown fields are ignored.
use crate::pointer::Pointer;
use crate::refusal::Refusal;
use crate::rule::Rule;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

const FORMAT: &str = "voxguard.rules.v1";
const MAX_TEXT_CHARS: usize = 200;
const MAX_CONDITION_CHARS: usize = 4096;
const PRIORITIES: std::ops::RangeInclusive<i64> = -1_000_000..=1_000_000;

#[derive(Deserialize)]
struct Blob {
    format: String,
    set: String,
    rules: Vec<Rule>,
}

/// Field that determines whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    format: String,
}

/// Returns the rules of a blob, after checking it against its pointer.
pub(crate) fn rules(set: &str, pointer: &Pointer, bytes: &[u8]) -> Result<Vec<Rule>, Refusal> {
    check_integrity(pointer, bytes)?;
    let blob = parse(bytes)?;
    if blob.set != set {
        return Err(Refusal::Rules(format!("set: expected {set}, got {:?}", blob.set)));
    }
    if blob.rules.len() as u64 != pointer.count {
        return Err(Refusal::Rules(format!("rules: expected {} of them, got {}", pointer.count, blob.rules.len())));
    }
    check(&blob.rules)?;
    Ok(blob.rules)
}

/// Checks a blob against the length and the hash in its pointer.
pub(crate) fn check_integrity(pointer: &Pointer, bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() as u64 != pointer.bytes {
        return Err(Refusal::Torn(format!("expected {} bytes, got {}", pointer.bytes, bytes.len())));
    }
    let sha256 = hexadecimal(&Sha256::digest(bytes));
    if sha256 != pointer.sha256 {
        return Err(Refusal::Torn(format!("expected the sha256 {}, got {sha256}", pointer.sha256)));
    }
    Ok(())
}

fn parse(bytes: &[u8]) -> Result<Blob, Refusal> {
    let known = |format: &str| match format {
        FORMAT => Ok(()),
        other => Err(Refusal::Rules(format!("format: expected {FORMAT}, got {other:?}"))),
    };
    if let Ok(blob) = serde_json::from_slice::<Blob>(bytes) {
        return known(&blob.format).map(|()| blob);
    }
    // parsed again to get the path of the error; a blob of another format is reported as such
    if let Ok(head) = serde_json::from_slice::<Head>(bytes) {
        known(&head.format)?;
    }
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes))
        .map_err(|error| Refusal::Rules(format!("{}: {}", error.path(), error.inner())))
}

fn check(rules: &[Rule]) -> Result<(), Refusal> {
    let mut ids = HashSet::with_capacity(rules.len());
    for (index, rule) in rules.iter().enumerate() {
        let wrong = |field: &str, expected: &str, got: String| {
            Err(Refusal::Rules(format!("rules[{index}].{field}: expected {expected}, got {got}")))
        };
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        if rule.id.is_empty() || rule.id.len() > 64 || !rule.id.bytes().all(is_id) {
            return wrong("id", "1 to 64 of A-Z a-z 0-9 - _ . :", format!("{:?}", rule.id));
        }
        if !ids.insert(&rule.id) {
            return wrong("id", "a unique id", format!("duplicate id {}", rule.id));
        }
        for (field, text) in [("name", &rule.name), ("owner", &rule.owner), ("typology", &rule.typology)] {
            if text.chars().count() > MAX_TEXT_CHARS || text.contains(char::is_control) {
                return wrong(field, "up to 200 characters without control characters", format!("{text:?}"));
            }
        }
        if !PRIORITIES.contains(&rule.priority) {
            return wrong("priority", "-1000000 to 1000000", rule.priority.to_string());
        }
        if rule.condition.len() > MAX_CONDITION_CHARS && rule.condition.chars().count() > MAX_CONDITION_CHARS {
            return wrong("condition", "up to 4096 characters", rule.condition.chars().count().to_string());
        }
        if rule.condition.bytes().any(|byte| byte < b' ' && !b"\t\n\r".contains(&byte)) {
            return wrong("condition", "no control characters but tabs and line ends", format!("{:?}", rule.condition));
        }
    }
    Ok(())
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[digit as usize] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(blob: &str, count: u64) -> Result<Vec<Rule>, Refusal> {
        let sha256 = hexadecimal(&Sha256::digest(blob.as_bytes()));
        let pointer = Pointer::parse(format!("1|{sha256}|{}|{count}|0||", blob.len()).as_bytes()).unwrap();
        rules("core", &pointer, blob.as_bytes())
    }

    fn with_rule(rule: &str) -> String {
        let good = r#"{"action":"flag","condition":"true","id":"first","priority":1}"#;
        format!(r#"{{"format":"voxguard.rules.v1","rules":[{good},{rule}],"set":"core"}}"#)
    }

    fn refused(rule: &str) -> String {
        read(&with_rule(rule), 2).unwrap_err().to_string()
    }

    #[test]
    fn unknown_fields_are_ignored_in_any_order() {
        let blob = r#"{"set":"core","more":{"x":[1]},"rules":[{"priority":-3,"x":null,"id":"a","condition":"true","action":"flag"}],"format":"voxguard.rules.v1"}"#;
        let rules = read(blob, 1).unwrap();
        assert_eq!((&*rules[0].id, rules[0].priority, rules[0].valid_from), ("a", -3, None));
    }

    #[test]
    fn blob_of_another_format_set_or_count_is_refused() {
        let blob = |format: &str, set: &str| format!(r#"{{"format":"{format}","rules":[],"set":"{set}"}}"#);
        assert_eq!(read(&blob("voxguard.rules.v1", "core"), 0), Ok(vec![]));
        assert_eq!(
            read(&blob("voxguard.rules.v2", "core"), 0).unwrap_err().to_string(),
            "format: expected voxguard.rules.v1, got \"voxguard.rules.v2\""
        );
        assert_eq!(read(&blob("voxguard.rules.v1", "test"), 0).unwrap_err().to_string(), "set: expected core, got \"test\"");
        assert_eq!(read(&blob("voxguard.rules.v1", "core"), 1).unwrap_err().to_string(), "rules: expected 1 of them, got 0");
        assert_eq!(
            read(r#"{"format":"voxguard.rules.v2","groups":[]}"#, 0).unwrap_err().to_string(),
            "format: expected voxguard.rules.v1, got \"voxguard.rules.v2\""
        );
    }

    #[test]
    fn wrong_field_is_named() {
        let rule = |id: &str, rest: &str| format!(r#"{{"action":"flag","condition":"true","id":"{id}",{rest}}}"#);
        assert!(refused(&rule("b", r#""priority":"5""#)).starts_with("rules[1].priority: invalid type: string"));
        assert!(refused(&rule("b", r#""priority":1.5"#)).starts_with("rules[1].priority: invalid type: floating point"));
        assert!(refused(&rule("b", r#""owner":"x""#)).contains("missing field `priority`"));
        assert!(
            refused(r#"{"action":"deny","condition":"true","id":"b","priority":1}"#).starts_with("rules[1].action: unknown variant `deny`")
        );
        assert_eq!(refused(&rule("b", r#""priority":1000001"#)), "rules[1].priority: expected -1000000 to 1000000, got 1000001");
        assert_eq!(refused(&rule("a b", r#""priority":1"#)), "rules[1].id: expected 1 to 64 of A-Z a-z 0-9 - _ . :, got \"a b\"");
        assert_eq!(refused(&rule("first", r#""priority":1"#)), "rules[1].id: expected a unique id, got duplicate id first");
        let long = format!(r#"{{"action":"flag","condition":"{}","id":"b","priority":1}}"#, "é".repeat(4097));
        assert_eq!(refused(&long), "rules[1].condition: expected up to 4096 characters, got 4097");
        let bell = r#"{"action":"flag","condition":"'\u0007' == ''","id":"b","priority":1}"#;
        assert_eq!(refused(bell), r#"rules[1].condition: expected no control characters but tabs and line ends, got "'\u{7}' == ''""#);
        let text = |field: &str, text: &str| rule("b", &format!(r#""priority":1,"{field}":"{text}""#));
        for field in ["name", "owner", "typology"] {
            let expected = format!("rules[1].{field}: expected up to 200 characters without control characters, got \"a\\u{{85}}\"");
            assert_eq!(refused(&text(field, "a\\u0085")), expected);
            assert!(refused(&text(field, &"ä".repeat(201))).starts_with(&format!("rules[1].{field}: ")));
            assert!(read(&with_rule(&text(field, &"😀\u{a0}".repeat(100))), 2).is_ok());
        }
        assert!(read("[]", 0).is_err() && read("{", 0).is_err());
    }

    #[test]
    fn length_and_hash_are_checked_against_the_pointer() {
        let pointer = Pointer::parse(format!("1|{}|5|0|0||", "0".repeat(64)).as_bytes()).unwrap();
        assert_eq!(rules("core", &pointer, b"abc").unwrap_err(), Refusal::Torn("expected 5 bytes, got 3".into()));
        assert!(
            matches!(rules("core", &pointer, b"abcde").unwrap_err(), Refusal::Torn(reason) if reason.starts_with("expected the sha256 0000"))
        );
    }
}
