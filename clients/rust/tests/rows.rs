//! The vectors that the Java, Python and Rust writers agree on.
use serde_json::Value;
use voxguard_client::row::Row;

fn float(value: &Value) -> Option<f32> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.parse().expect("NaN or Infinity")),
        number => Some(number.as_f64().expect("a number") as f32),
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hex")).collect()
}

fn bits(values: &[Option<f32>]) -> Vec<Option<u32>> {
    values.iter().map(|value| value.map(|v| if v.is_nan() { 0x7fc0_0000 } else { v.to_bits() })).collect()
}

#[test]
fn every_vector_is_written_and_read_as_agreed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/wire/row-vectors.jsonl");
    let lines = std::fs::read_to_string(path).expect(path);
    let mut seen = 0;
    for line in lines.lines() {
        let vector: Value = serde_json::from_str(line).expect("JSON");
        let name = &vector["name"];
        let bytes = unhex(vector["hex"].as_str().expect("hex"));
        seen += 1;
        if vector.get("error").is_some() {
            assert!(Row::decode(&bytes).is_err(), "{name}");
            continue;
        }
        let row = Row {
            schema_id: vector["schema_id"].as_u64().expect("schema_id") as u32,
            event_time_ms: vector["event_time_ms"].as_i64().expect("event_time_ms"),
            values: vector["values"].as_array().expect("values").iter().map(float).collect(),
        };
        let read = Row::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((read.schema_id, read.event_time_ms), (row.schema_id, row.event_time_ms), "{name}");
        assert_eq!(bits(&read.values), bits(&row.values), "{name}");
        if vector.get("decode_only").is_none() {
            assert_eq!(row.encode(), bytes, "{name}");
        }
    }
    assert!(seen > 30);
}
