//! Scores calls over HTTP.
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// Call; fields that are `None` are not sent.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Call {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    pub caller: String,
    pub callee: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trunk: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Value>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct FeatureCounts {
    pub present: u32,
    pub missing: u32,
    pub stale: u32,
    pub defaulted: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Degradation {
    pub view: String,
    pub reason: String,
}

/// Score; `degraded` is empty if the answer is complete.
#[derive(Clone, Debug, Deserialize)]
pub struct Score {
    pub call_id: Option<String>,
    pub decision: String,
    pub score: f64,
    pub features: FeatureCounts,
    pub degraded: Vec<Degradation>,
}

/// Error returned by the service.
#[derive(Clone, Debug, Deserialize)]
pub struct Refusal {
    pub status: u16,
    pub field: String,
    pub expected: String,
    pub got: String,
    pub message: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ScoringError {
    #[error("{}: {}", .0.status, .0.message)]
    Refused(Refusal),
    #[error("no answer: {0}")]
    NoAnswer(#[from] reqwest::Error),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer<T> {
    Refused { error: Refusal },
    Good(T),
}

#[derive(Deserialize)]
struct Results {
    results: Vec<Answer<Score>>,
}

pub struct ScoringClient {
    url: String,
    http: reqwest::blocking::Client,
}

impl ScoringClient {
    /// `timeout` bounds each request as a whole.
    pub fn new(url: &str, timeout: Duration) -> Result<Self, ScoringError> {
        let http = reqwest::blocking::Client::builder().timeout(timeout).build()?;
        Ok(ScoringClient { url: url.trim_end_matches('/').to_string(), http })
    }

    pub fn score(&self, call: &Call, options: &Options) -> Result<Score, ScoringError> {
        #[derive(Serialize)]
        struct Request<'a> {
            #[serde(flatten)]
            call: &'a Call,
            #[serde(flatten)]
            options: &'a Options,
        }
        let reply = self.http.post(format!("{}/v1/score", self.url)).json(&Request { call, options }).send()?;
        good(reply.json()?)
    }

    /// Scores calls; returns one result or refusal per call, in order.
    pub fn score_batch(&self, calls: &[Call], options: &Options) -> Result<Vec<Result<Score, Refusal>>, ScoringError> {
        #[derive(Serialize)]
        struct Request<'a> {
            calls: &'a [Call],
            #[serde(flatten)]
            options: &'a Options,
        }
        let reply = self.http.post(format!("{}/v1/score/batch", self.url)).json(&Request { calls, options }).send()?;
        let answers: Results = good(reply.json()?)?;
        Ok(answers
            .results
            .into_iter()
            .map(|answer| match answer {
                Answer::Good(score) => Ok(score),
                Answer::Refused { error } => Err(error),
            })
            .collect())
    }
}

fn good<T>(answer: Answer<T>) -> Result<T, ScoringError> {
    match answer {
        Answer::Good(value) => Ok(value),
        Answer::Refused { error } => Err(ScoringError::Refused(error)),
    }
}
