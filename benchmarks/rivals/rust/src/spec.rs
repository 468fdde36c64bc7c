//! Configuration file of the service.
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Spec {
    pub view: String,
    pub view_id: u32,
    pub schema_version: u32,
    pub key_prefix: String,
    pub features: Vec<String>,
    pub defaults: Vec<f32>,
    pub ttl_seconds: i64,
    pub models: BTreeMap<String, ModelSpec>,
}

/// Scoring model: its input, the output and column of the score, and the thresholds of review and block.
#[derive(Deserialize, Clone)]
pub struct ModelSpec {
    pub onnx: PathBuf,
    pub input: String,
    pub output: String,
    pub column: usize,
    pub review: f32,
    pub block: f32,
}

impl Spec {
    pub fn read(file: &str) -> Result<Self, Box<dyn Error>> {
        Ok(sonic_rs::from_slice(&std::fs::read(file)?)?)
    }
}
