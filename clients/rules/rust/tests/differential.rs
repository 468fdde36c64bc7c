//! Random conditions, evaluated here and by the `cel` crate, which must agree. Conditions that lead to NaN are excluded: for the crate,
//! ordering NaN is a failure, which the wire format does not list.
mod support;

use serde_json::{json, Map, Value as Json};
use support::conditions::{compiled, outcome_of, type_of, value, Outcome};
use support::{cel_crate, random};
use voxguard_rules::Names;

const CONDITIONS: usize = 3000;

fn values(random: &mut fastrand::Rng) -> Map<String, Json> {
    let int = |random: &mut fastrand::Rng| [0, 1, -1, 2, 7, 60, i64::MAX, i64::MIN][random.usize(..8)];
    let double = |random: &mut fastrand::Rng| [0.0, 1.0, -1.5, 0.5, 60.0, 1e30][random.usize(..6)];
    let text = |random: &mut fastrand::Rng| ["", "a", "ä", "+14155550100", "trunk-07", "b\u{1F600}"][random.usize(..6)];
    let values = json!({
        "a.i": int(random), "a.j": int(random), "a.d": double(random), "a.e": double(random), "a.b": random.bool(), "a.c": random.bool(),
        "call.caller": text(random), "call.trunk": text(random),
    });
    values.as_object().unwrap().clone()
}

fn seeded() -> (u64, fastrand::Rng) {
    let seed = std::env::var("SEED").map_or_else(|_| fastrand::u64(..), |seed| seed.parse().expect("SEED: a number"));
    println!("SEED={seed}");
    (seed, fastrand::Rng::with_seed(seed))
}

/// Returns the result of a condition by CEL's own rules.
fn theirs(condition: &str, values: &Map<String, Json>) -> Outcome {
    let context = cel_crate::context(values.iter().map(|(name, json)| (name.as_str(), value(json))));
    match cel_crate::evaluated(&cel_crate::program(condition), &context) {
        Some(true) => Outcome::Fired,
        Some(false) => Outcome::Not,
        None => Outcome::Failed,
    }
}

#[test]
fn random_conditions_have_equal_results_in_both() {
    let (seed, mut random) = seeded();
    let (mut fired, mut failed) = (0, 0);
    for _ in 0..CONDITIONS {
        let condition = random::condition(&mut random);
        let values = values(&mut random);
        let declared = Names::declared(values.iter().map(|(name, value)| (name.as_str(), type_of(value)))).unwrap();
        let [ours, with_types] = [Names::open(), declared].map(|names| {
            let set = compiled(&condition, &names).unwrap_or_else(|refusal| panic!("SEED={seed} {condition}: {refusal}"));
            outcome_of(&set, &values)
        });
        assert_eq!(ours, with_types, "SEED={seed} {condition} {values:?}");
        assert_eq!(ours, theirs(&condition, &values), "SEED={seed} {condition} {values:?}");
        fired += usize::from(ours == Outcome::Fired);
        failed += usize::from(ours == Outcome::Failed);
    }
    assert!(fired > CONDITIONS / 10 && failed > CONDITIONS / 50, "{fired} fired, {failed} failed of {CONDITIONS}");
}

#[test]
fn corrupted_conditions_that_compile_are_valid_cel() {
    let (seed, mut random) = seeded();
    let mut compiled_all_the_same = 0;
    for _ in 0..CONDITIONS {
        let condition = random::spoilt(&mut random);
        if compiled(&condition, &Names::open()).is_ok() {
            compiled_all_the_same += 1;
            let parsed = cel::Program::compile(&condition);
            assert!(parsed.is_ok(), "SEED={seed} {condition}: {}", parsed.err().map(|error| error.to_string()).unwrap_or_default());
        }
    }
    assert!(compiled_all_the_same > CONDITIONS / 100, "{compiled_all_the_same} of {CONDITIONS}");
}
