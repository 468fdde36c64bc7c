//! The feature view and its rows, read in place: docs/wire/rows.md.
use std::time::{SystemTime, UNIX_EPOCH};

use crate::spec::Spec;

/// Maximum skew: later event times are from the future.
const AHEAD_MS: i64 = 60_000;

pub struct View {
    pub name: String,
    pub features: Vec<String>,
    pub defaults: Vec<f32>,
    key_prefix: String,
    schema: u32,
    ttl_ms: i64,
}

/// Answer of the store for one entity.
pub enum Outcome<'a> {
    Fresh(Row<'a>),
    Stale(Row<'a>),
    Missing,
    Future(Row<'a>),
    Unreadable,
    UnknownSchema,
}

#[derive(Clone, Copy)]
pub struct Row<'a> {
    schema: u32,
    pub event_time_ms: i64,
    nulls: &'a [u8],
    values: &'a [[u8; 4]],
}

/// Value of a feature in a row; NaN and infinities are invalid.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    Present(f32),
    Null,
    NeverWritten,
    Invalid,
}

impl View {
    pub fn new(spec: &Spec) -> Self {
        View {
            name: spec.view.clone(),
            features: spec.features.clone(),
            defaults: spec.defaults.clone(),
            key_prefix: spec.key_prefix.clone(),
            schema: spec.view_id << 8 | spec.schema_version,
            ttl_ms: spec.ttl_seconds * 1000,
        }
    }

    pub fn key(&self, entity: &str) -> String {
        [&self.key_prefix, "{", entity, "}:", &self.name].concat()
    }

    /// Returns the index of a feature requested as `view:feature`.
    pub fn feature(&self, name: &str) -> Option<usize> {
        let name = name.strip_prefix(&self.name)?.strip_prefix(':')?;
        self.features.iter().position(|feature| feature == name)
    }

    pub fn read<'a>(&self, bytes: Option<&'a [u8]>, now_ms: i64) -> Outcome<'a> {
        match bytes.map(Row::parse) {
            None => Outcome::Missing,
            Some(None) => Outcome::Unreadable,
            Some(Some(row)) if row.schema >> 8 != self.schema >> 8 => Outcome::UnknownSchema,
            Some(Some(row)) if row.event_time_ms - now_ms > AHEAD_MS => Outcome::Future(row),
            Some(Some(row)) if now_ms - row.event_time_ms > self.ttl_ms => Outcome::Stale(row),
            Some(Some(row)) => Outcome::Fresh(row),
        }
    }
}

impl<'a> Row<'a> {
    /// Fields in the order of all writers.
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (schema, rest) = bytes.strip_prefix(&[0x0d])?.split_first_chunk()?;
        let (event_time, rest) = rest.strip_prefix(&[0x11])?.split_first_chunk()?;
        let (nulls, rest) = match rest.strip_prefix(&[0x1a]) {
            Some(rest) => length_delimited(rest)?,
            None => (&[][..], rest),
        };
        let (values, rest) = length_delimited(rest.strip_prefix(&[0x22])?)?;
        let (values, []) = values.as_chunks() else { return None };
        let sound = rest.is_empty() && nulls.len() <= values.len().div_ceil(8);
        let event_time_ms = i64::from_le_bytes(*event_time);
        sound.then_some(Row { schema: u32::from_le_bytes(*schema), event_time_ms, nulls, values })
    }

    pub fn value(&self, feature: usize) -> Value {
        let Some(bytes) = self.values.get(feature) else { return Value::NeverWritten };
        if self.nulls.get(feature / 8).is_some_and(|byte| byte >> (feature % 8) & 1 == 1) {
            return Value::Null;
        }
        let value = f32::from_le_bytes(*bytes);
        if value.is_finite() { Value::Present(value) } else { Value::Invalid }
    }
}

fn length_delimited(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0;
    for (i, byte) in bytes.iter().enumerate().take(4) {
        length |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return bytes[i + 1..].split_at_checked(length);
        }
    }
    None
}

pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(nulls: &[u8], values: &[f32]) -> Vec<u8> {
        let mut bytes = vec![0x0d];
        bytes.extend((77u32 << 8 | 1).to_le_bytes());
        bytes.push(0x11);
        bytes.extend(1_000_000i64.to_le_bytes());
        if !nulls.is_empty() {
            bytes.extend([0x1a, nulls.len() as u8]);
            bytes.extend(nulls);
        }
        bytes.push(0x22);
        let length = 4 * values.len();
        if length < 128 {
            bytes.push(length as u8)
        } else {
            bytes.extend([length as u8 | 0x80, (length >> 7) as u8])
        }
        values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes
    }

    fn view(id: u32) -> View {
        let name = "caller_bench".to_owned();
        View { name, features: vec![], defaults: vec![], key_prefix: "fv:".into(), schema: id << 8 | 1, ttl_ms: 60_000 }
    }

    #[test]
    fn values_nulls_and_features_never_written_are_told_apart() {
        let bytes = row(&[0b10], &[1.5, 0.0, f32::NAN]);
        let Outcome::Fresh(row) = view(77).read(Some(&bytes), 1_000_000) else { panic!() };
        let values = [0, 1, 2, 3].map(|feature| row.value(feature));
        assert_eq!(values, [Value::Present(1.5), Value::Null, Value::Invalid, Value::NeverWritten]);
    }

    #[test]
    fn long_rows_have_a_length_of_two_bytes() {
        let values: Vec<f32> = (0..40).map(|i| i as f32).collect();
        let bytes = row(&[], &values);
        let Outcome::Fresh(row) = view(77).read(Some(&bytes), 1_000_000) else { panic!() };
        assert_eq!(row.value(39), Value::Present(39.0));
    }

    #[test]
    fn a_row_is_judged_by_its_event_time_and_schema() {
        let bytes = row(&[], &[1.0]);
        assert!(matches!(view(77).read(Some(&bytes), 1_060_001), Outcome::Stale(_)));
        assert!(matches!(view(77).read(Some(&bytes), 939_999), Outcome::Future(_)));
        assert!(matches!(view(77).read(None, 0), Outcome::Missing));
        assert!(matches!(view(78).read(Some(&bytes), 1_000_000), Outcome::UnknownSchema));
    }

    #[test]
    fn a_row_cut_anywhere_is_unreadable() {
        let bytes = row(&[0b10], &[1.5, 0.0]);
        for length in 0..bytes.len() {
            let read = view(77).read(Some(&bytes[..length]), 1_000_000);
            assert!(matches!(read, Outcome::Unreadable), "cut to {length}");
        }
    }
}
