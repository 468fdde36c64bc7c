//! Publications for tests and benchmarks.
#![allow(dead_code)]
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

pub const SET: &str = "core";
pub const PUBLISHED_AT: u64 = 1767225600000;

/// Pointer with its blob.
#[derive(Clone, Debug)]
pub struct Published {
    pub revision: u64,
    pub pointer: String,
    pub blob: String,
}

impl Published {
    pub fn sha256(&self) -> &str {
        self.pointer.split('|').nth(1).unwrap()
    }
}

pub fn rule(id: &str, condition: &str, action: &str) -> Value {
    json!({"id": id, "name": id, "owner": "fraud-desk", "typology": "irsf", "condition": condition, "action": action, "priority": 100})
}

pub fn blob(rules: &[Value]) -> String {
    json!({"format": "voxguard.rules.v1", "set": SET, "rules": rules}).to_string()
}

/// Returns a set with one rule that names its revision.
pub fn revision(revision: u64) -> Published {
    signed(revision, &[rule(&format!("r-{revision}"), "caller_velocity.calls_1h > 100", "block")])
}

pub fn signed(revision: u64, rules: &[Value]) -> Published {
    signed_at(revision, rules, PUBLISHED_AT)
}

pub fn signed_at(revision: u64, rules: &[Value], published_at: u64) -> Published {
    let blob = blob(rules);
    let unsigned = format!("{revision}|{}|{}|{}|{published_at}|test-key", sha256(blob.as_bytes()), blob.len(), rules.len());
    Published { revision, pointer: with_signature(&unsigned), blob }
}

pub fn unsigned(revision: u64, rules: &[Value]) -> Published {
    let blob = blob(rules);
    let pointer = format!("{revision}|{}|{}|{}|{PUBLISHED_AT}||", sha256(blob.as_bytes()), blob.len(), rules.len());
    Published { revision, pointer, blob }
}

/// Returns a pointer of six fields and their signature.
pub fn with_signature(fields: &str) -> String {
    let signature = key().sign(format!("voxguard.rules.v1|{SET}|{fields}").as_bytes());
    format!("{fields}|{}", STANDARD.encode(signature.to_bytes()))
}

/// Returns the key in the form of the flag and of [`voxguard_rules::PublicKeys::with`].
pub fn public_key() -> String {
    format!("test-key={}", STANDARD.encode(key().verifying_key().to_bytes()))
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
