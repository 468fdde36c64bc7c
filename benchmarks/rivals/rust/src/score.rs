//! `/v1/score` and `/v1/score/batch`: the caller's row, the model's input, the decision.
use std::borrow::Cow;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use serde::{Deserialize, Serialize, Serializer};

use crate::model::Model;
use crate::reply::{Json, Refused, parse};
use crate::service::{Service, Serving};
use crate::spec::ModelSpec;
use crate::view::{Outcome, Row, Value, View, now_ms};

const MODEL: &str = "bench-gbm";
const DEADLINE_MS: f64 = 10.0;
/// Share of the deadline for the store; the rest is for the model.
const STORE_SHARE: f64 = 0.8;

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    call_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    caller: Cow<'a, str>,
    /// For a single call only.
    #[serde(borrow)]
    model: Option<Cow<'a, str>>,
    deadline_ms: Option<f64>,
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    calls: Vec<Call<'a>>,
    #[serde(borrow)]
    model: Option<Cow<'a, str>>,
    deadline_ms: Option<f64>,
}

#[derive(Serialize)]
struct Results<'a> {
    results: Vec<Scored<'a>>,
}

#[derive(Serialize)]
struct Scored<'a> {
    call_id: Option<&'a str>,
    decision: &'static str,
    score: f32,
    model: Served<'a>,
    features: Counts,
    #[serde(serialize_with = "as_list")]
    degraded: Option<Degraded<'a>>,
}

#[derive(Serialize)]
struct Served<'a> {
    name: &'a str,
    version: &'static str,
}

/// Counts of the model's inputs; `defaulted` is the sum of `missing` and `stale`.
#[derive(Serialize)]
struct Counts {
    present: usize,
    missing: usize,
    stale: usize,
    defaulted: usize,
}

#[derive(Serialize)]
struct Degraded<'a> {
    view: &'a str,
    reason: &'static str,
}

/// Sources of one row of the model's input.
struct Filled {
    present: usize,
    stale: bool,
    reason: Option<&'static str>,
}

pub async fn one(State(service): Serving, body: Bytes) -> Result<Json, Refused> {
    let call: Call = parse(&body)?;
    let model = service.model(call.model.as_deref().unwrap_or(MODEL))?;
    let row = service.store.get(&service.view.key(&call.caller), limit(call.deadline_ms)).await;
    let now = now_ms();
    let (score, filled) = model.score_row(|input| match &row {
        Ok(row) => service.view.fill(row.as_deref(), now, input),
        Err(fault) => service.view.fill_defaults(input, Some(fault.reason())),
    })?;
    Json::of(&scored(&call, score, filled, model, &service))
}

pub async fn batch(State(service): Serving, body: Bytes) -> Result<Json, Refused> {
    let batch: Batch = parse(&body)?;
    let model = service.model(batch.model.as_deref().unwrap_or(MODEL))?;
    let keys: Vec<_> = batch.calls.iter().map(|call| service.view.key(&call.caller)).collect();
    let rows = service.store.get_all(&keys, limit(batch.deadline_ms)).await;
    let now = now_ms();
    let width = service.view.features.len();
    let mut input = vec![0f32; keys.len() * width];
    let filled: Vec<_> = (input.chunks_exact_mut(width).enumerate())
        .map(|(i, input)| match &rows {
            Ok(rows) => service.view.fill(rows[i].as_deref(), now, input),
            Err(fault) => service.view.fill_defaults(input, Some(fault.reason())),
        })
        .collect();
    let scores = if keys.is_empty() { Vec::new() } else { model.score_rows(&input)? };
    let results = batch.calls.iter().zip(scores).zip(filled);
    Json::of(&Results { results: results.map(|((call, score), filled)| scored(call, score, filled, model, &service)).collect() })
}

fn scored<'a>(call: &'a Call, score: f32, filled: Filled, model: &'a Model, service: &'a Service) -> Scored<'a> {
    let defaulted = service.view.features.len() - filled.present;
    let stale = if filled.stale { defaulted } else { 0 };
    Scored {
        call_id: call.call_id.as_deref(),
        decision: decision(score, &model.spec),
        score,
        model: Served { name: &model.name, version: "1" },
        features: Counts { present: filled.present, missing: defaulted - stale, stale, defaulted },
        degraded: filled.reason.map(|reason| Degraded { view: &service.view.name, reason }),
    }
}

fn decision(score: f32, model: &ModelSpec) -> &'static str {
    if score >= model.block {
        "block"
    } else if score >= model.review {
        "review"
    } else {
        "allow"
    }
}

fn limit(deadline_ms: Option<f64>) -> Duration {
    Duration::from_secs_f64(deadline_ms.unwrap_or(DEADLINE_MS).clamp(1.0, 10_000.0) / 1000.0 * STORE_SHARE)
}

impl View {
    fn fill(&self, row: Option<&[u8]>, now_ms: i64, input: &mut [f32]) -> Filled {
        match self.read(row, now_ms) {
            Outcome::Fresh(row) => self.fill_from(&row, input),
            Outcome::Stale(_) => Filled { stale: true, ..self.fill_defaults(input, None) },
            Outcome::Missing => self.fill_defaults(input, None),
            Outcome::Future(_) => self.fill_defaults(input, Some("future")),
            Outcome::Unreadable => self.fill_defaults(input, Some("unreadable")),
            Outcome::UnknownSchema => self.fill_defaults(input, Some("unknown_schema")),
        }
    }

    fn fill_from(&self, row: &Row, input: &mut [f32]) -> Filled {
        let mut present = 0;
        for (i, (cell, default)) in input.iter_mut().zip(&self.defaults).enumerate() {
            *cell = match row.value(i) {
                Value::Present(value) => {
                    present += 1;
                    value
                }
                _ => *default,
            };
        }
        Filled { present, stale: false, reason: None }
    }

    fn fill_defaults(&self, input: &mut [f32], reason: Option<&'static str>) -> Filled {
        input.copy_from_slice(&self.defaults);
        Filled { present: 0, stale: false, reason }
    }
}

fn as_list<T: Serialize, S: Serializer>(one: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(one)
}
