//! Writer of features to the online store.
use crate::row::{Row, MAX_EXACT_INT};
use crate::views::{FeatureType, View};
use std::collections::BTreeMap;

const BEYOND_TTL_MS: u64 = 3_600_000;

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("view: no view {0}")]
    UnknownView(String),
    #[error("{0}: the view has no feature {1}")]
    UnknownFeature(String, String),
    #[error("{0}:{1}: expected {2}, got {3}")]
    WrongValue(String, String, &'static str, f64),
    #[error("the store did not take it: {0}")]
    Store(#[from] redis::RedisError),
}

/// Writes are idempotent: repeat them when in doubt.
pub struct FeatureWriter<C> {
    connection: C,
    views: BTreeMap<String, View>,
}

/// Features of one entity in one view; omitted ones are null.
pub struct Features<'a> {
    pub view: &'a str,
    pub entity: &'a str,
    pub values: BTreeMap<String, f64>,
    pub event_time_ms: i64,
}

impl<C: redis::ConnectionLike> FeatureWriter<C> {
    pub fn new(connection: C, views: BTreeMap<String, View>) -> Self {
        FeatureWriter { connection, views }
    }

    /// Writes all in one round trip; all are checked before any is sent.
    pub fn write(&mut self, rows: &[Features]) -> Result<(), WriteError> {
        let mut pipeline = redis::pipe();
        for features in rows {
            let view = self.views.get(features.view).ok_or_else(|| WriteError::UnknownView(features.view.to_string()))?;
            let ttl = view.ttl_ms().unwrap_or(0) + BEYOND_TTL_MS;
            let row = row(view, features)?.encode();
            pipeline.cmd("SET").arg(view.key(features.entity)).arg(row).arg("PX").arg(ttl).ignore();
        }
        pipeline.query::<()>(&mut self.connection)?;
        Ok(())
    }
}

fn row(view: &View, features: &Features) -> Result<Row, WriteError> {
    if let Some(unknown) = features.values.keys().find(|name| view.features.iter().all(|feature| feature.name != **name)) {
        return Err(WriteError::UnknownFeature(view.name.clone(), unknown.clone()));
    }
    let mut values = Vec::with_capacity(view.features.len());
    for feature in &view.features {
        let value = features.values.get(&feature.name).copied();
        if let Some(v) = value {
            let expected = match feature.kind {
                FeatureType::Int32 if !v.is_nan() && (v.fract() != 0.0 || v.abs() > MAX_EXACT_INT as f64) => Some("an integer up to 16777216"),
                FeatureType::Bool if v != 0.0 && v != 1.0 => Some("0 or 1"),
                _ => None,
            };
            if let Some(expected) = expected {
                return Err(WriteError::WrongValue(view.name.clone(), feature.name.clone(), expected, v));
            }
        }
        values.push(value.map(|v| v as f32));
    }
    Ok(Row { schema_id: view.schema_id(), event_time_ms: features.event_time_ms, values })
}
