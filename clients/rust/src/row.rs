//! Rows of the online store, byte for byte as in docs/wire/rows.md.
use prost::Message;

/// Integers up to this magnitude are exact as a float.
pub const MAX_EXACT_INT: i64 = 1 << 24;

#[derive(Clone, PartialEq, Message)]
struct RowMessage {
    #[prost(fixed32, optional, tag = "1")]
    schema_id: Option<u32>,
    #[prost(sfixed64, optional, tag = "2")]
    event_time_ms: Option<i64>,
    #[prost(bytes = "vec", optional, tag = "3")]
    nulls: Option<Vec<u8>>,
    #[prost(float, repeated, tag = "4")]
    values: Vec<f32>,
}

/// Features of one entity in one view; `None` is null.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub schema_id: u32,
    pub event_time_ms: i64,
    pub values: Vec<Option<f32>>,
}

#[derive(Debug, thiserror::Error)]
pub enum RowError {
    #[error("not a row: {0}")]
    Malformed(#[from] prost::DecodeError),
    #[error("not a row: schema_id or event_time_ms is missing")]
    Incomplete,
    #[error("nulls: feature {0} is null, but there are {1} values")]
    NullsBeyondValues(usize, usize),
}

impl Row {
    /// Returns the bytes of the row. Every NaN becomes the canonical one.
    pub fn encode(&self) -> Vec<u8> {
        let mut nulls = vec![0u8; self.values.len().div_ceil(8)];
        let mut values = Vec::with_capacity(self.values.len());
        for (i, value) in self.values.iter().enumerate() {
            match value {
                None => {
                    nulls[i / 8] |= 1 << (i % 8);
                    values.push(0.0);
                }
                Some(v) if v.is_nan() => values.push(f32::from_bits(0x7fc0_0000)),
                Some(v) => values.push(*v),
            }
        }
        while nulls.last() == Some(&0) {
            nulls.pop();
        }
        RowMessage {
            schema_id: Some(self.schema_id),
            event_time_ms: Some(self.event_time_ms),
            nulls: (!nulls.is_empty()).then_some(nulls),
            values,
        }
        .encode_to_vec()
    }

    /// Decodes a row.
    pub fn decode(bytes: &[u8]) -> Result<Row, RowError> {
        let message = RowMessage::decode(bytes)?;
        let schema_id = message.schema_id.filter(|id| *id != 0).ok_or(RowError::Incomplete)?;
        let event_time_ms = message.event_time_ms.ok_or(RowError::Incomplete)?;
        let nulls = message.nulls.unwrap_or_default();
        let is_null = |i: usize| nulls.get(i / 8).is_some_and(|byte| byte & (1 << (i % 8)) != 0);
        let count = message.values.len();
        if let Some(beyond) = (count..8 * nulls.len()).find(|i| is_null(*i)) {
            return Err(RowError::NullsBeyondValues(beyond, count));
        }
        let values = message.values.into_iter().enumerate().map(|(i, value)| (!is_null(i)).then_some(value)).collect();
        Ok(Row { schema_id, event_time_ms, values })
    }
}
