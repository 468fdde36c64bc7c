//! Black-box check: writes features with this crate, scores calls with reqwest, and compares with Python's onnxruntime.
//! Needs VOXGUARD_URL, STORE_URL and VOXGUARD_CASES: run by clients/check.
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use voxguard_client::scoring::{Call, Options, ScoringClient, ScoringError};
use voxguard_client::views::read_views;
use voxguard_client::writer::{FeatureWriter, Features};

const TOLERANCE: f64 = 1e-5;

fn environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run clients/check"))
}

/// The case's entities, under names that the checks of other languages do not use.
fn entity(case: &Value, kind: &str) -> String {
    format!("{}7", case["entities"][kind].as_str().expect(kind))
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.parse().expect("NaN or Infinity")),
        number => number.as_f64(),
    }
}

fn write(cases: &[Value]) {
    let views = read_views(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/feature-views"))).expect("views");
    let client = redis::Client::open(environment("STORE_URL")).expect("STORE_URL");
    let connection = client.get_connection_with_timeout(Duration::from_secs(5)).expect("the store");
    let mut writer = FeatureWriter::new(connection, views);
    for case in cases {
        for row in case["rows"].as_array().expect("rows") {
            let values: BTreeMap<String, f64> = row["features"]
                .as_object()
                .expect("features")
                .iter()
                .filter_map(|(name, value)| float(value).map(|v| (name.clone(), v)))
                .collect();
            let entity = entity(case, row["entity"].as_str().expect("entity"));
            let event_time_ms = case["event_time_ms"].as_i64().expect("event_time_ms");
            let view = row["view"].as_str().expect("view");
            writer.write(&[Features { view, entity: &entity, values, event_time_ms }]).expect("written");
        }
    }
}

fn call(case: &Value, number: usize) -> Call {
    Call {
        call_id: Some(format!("rust-{number}")),
        caller: entity(case, "caller"),
        callee: entity(case, "callee"),
        trunk: Some(entity(case, "trunk")),
        started_at: case["call"]["started_at"].as_str().map(str::to_string),
        context: Some(case["call"]["context"].clone()),
    }
}

#[test]
#[ignore = "needs a running service; clients/check runs it"]
fn every_score_is_that_of_onnxruntime() {
    let cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(environment("VOXGUARD_CASES")).expect("cases")).expect("JSON");
    write(&cases);
    let client = ScoringClient::new(&environment("VOXGUARD_URL"), Duration::from_secs(10)).expect("a client");
    let calls: Vec<Call> = cases.iter().enumerate().map(|(number, case)| call(case, number)).collect();
    for (model, _) in cases[0]["expected"]["scores"].as_object().expect("scores") {
        let options = Options { model: Some(model.clone()), deadline_ms: Some(5000.0), strict: Some(true) };
        let batch = client.score_batch(&calls, &options).expect("a batch");
        for (number, case) in cases.iter().enumerate() {
            let expected = case["expected"]["scores"][model].as_f64().expect("a score");
            let single = client.score(&calls[number], &options).expect("a score");
            assert!((single.score - expected).abs() <= TOLERANCE, "{model} {number}: {} instead of {expected}", single.score);
            assert_eq!(u64::from(single.features.missing), case["expected"]["missing"].as_u64().expect("missing"));
            assert!(single.degraded.is_empty());
            let in_batch = batch[number].as_ref().expect("a result");
            assert!((in_batch.score - expected).abs() <= TOLERANCE, "{model} {number} in a batch");
            assert_eq!(in_batch.call_id, calls[number].call_id);
        }
    }
}

#[test]
#[ignore = "needs a running service; clients/check runs it"]
fn a_call_that_is_none_is_refused_with_its_field() {
    let client = ScoringClient::new(&environment("VOXGUARD_URL"), Duration::from_secs(10)).expect("a client");
    let nobody = Call { caller: "nobody".to_string(), callee: "+442071838750".to_string(), ..Call::default() };
    match client.score(&nobody, &Options::default()) {
        Err(ScoringError::Refused(refusal)) => {
            assert_eq!((refusal.status, refusal.field.as_str()), (400, "caller"));
            assert!(refusal.got.contains("nobody"));
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}
