//! docs/wire/rules-sample.json: a pointer and a blob signed by another program, unchanged and with any one bit flipped.
mod support;

use serde_json::Value as Json;
use voxguard_rules::{Decision, Evaluation, Names, PublicKeys, Refusal, RuleSet, Ruling, Value};

const SAMPLE: &str = include_str!("../../../../docs/wire/rules-sample.json");

struct Sample {
    pointer: Vec<u8>,
    blob: Vec<u8>,
    keys: PublicKeys,
}

fn sample() -> Sample {
    let sample: Json = serde_json::from_str(SAMPLE).unwrap();
    let bytes = |name: &str| sample[name].as_str().unwrap().as_bytes().to_vec();
    let key = format!("test-1={}", sample["public_keys"]["test-1"]["raw"].as_str().unwrap());
    Sample { pointer: bytes("pointer"), blob: bytes("blob"), keys: PublicKeys::empty().with(&key).unwrap() }
}

fn verified(pointer: &[u8], blob: &[u8], keys: &PublicKeys) -> Result<RuleSet, Refusal> {
    RuleSet::verified("core", pointer, blob, keys, &Names::open())
}

/// Returns all copies with one bit flipped.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..bytes.len() * 8).map(|bit| {
        let mut copy = bytes.to_vec();
        copy[bit / 8] ^= 1 << (bit % 8);
        copy
    })
}

#[test]
fn sample_is_accepted_and_evaluated() {
    let Sample { pointer, blob, keys } = sample();
    let set = verified(&pointer, &blob, &keys).unwrap();
    assert_eq!((set.revision(), set.rules().len(), set.published_at()), (42, 3, 1767225600123));
    assert_eq!(&*set.rules()[1].name, "Many calls to premium numbers — «IRSF»");
    let mut evaluation = Evaluation::default();
    let call = |caller: &'static str| {
        set.values(move |name| match name {
            "call.caller" => Value::Text(caller),
            "caller_velocity.calls_1h" => Value::Int(101),
            _ => Value::Double(0.75),
        })
    };
    set.evaluate(&call("+14155550100"), 1767225600000, &mut evaluation);
    assert_eq!((evaluation.fired(), evaluation.ruling()), (&[1, 2][..], Ruling::AtLeast(Decision::Block)));
    set.evaluate(&call("+442071838750"), 1767225600000, &mut evaluation);
    assert_eq!((evaluation.fired(), evaluation.ruling()), (&[0, 1, 2][..], Ruling::Decided(Decision::Allow)));
    set.evaluate(&call("+14155550100"), 1767225599999, &mut evaluation);
    assert!(evaluation.fired().is_empty());
    set.evaluate(&call("+14155550100"), 4102444800000, &mut evaluation);
    assert_eq!(evaluation.fired(), [1]);
}

#[test]
fn any_flipped_bit_of_the_blob_is_detected() {
    let Sample { pointer, blob, keys } = sample();
    for copy in flipped(&blob) {
        assert!(matches!(verified(&pointer, &copy, &keys), Err(Refusal::Torn(_))));
    }
}

#[test]
fn any_flipped_bit_of_the_pointer_or_its_signature_is_detected() {
    let Sample { pointer, blob, keys } = sample();
    for copy in flipped(&pointer) {
        let refusal = verified(&copy, &blob, &keys).expect_err(&String::from_utf8_lossy(&copy));
        assert!(matches!(refusal, Refusal::Pointer(_) | Refusal::Signature(_)), "{refusal}");
    }
}

#[test]
fn signature_is_valid_for_this_set_only() {
    let Sample { pointer, blob, keys } = sample();
    let refusal = RuleSet::verified("test", &pointer, &blob, &keys, &Names::open()).unwrap_err();
    assert!(matches!(refusal, Refusal::Signature(_)), "{refusal}");
}
