//! `/get-online-features`, as Feast's server answers: one column per feature.
use std::borrow::Cow;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;

use crate::reply::{Json, Refused, bad_request, parse};
use crate::service::Serving;
use crate::view::{Outcome, Row, Value, now_ms};

const LIMIT: Duration = Duration::from_secs(2);
const PRESENT: &[u8] = b"\"PRESENT\"";
const EPOCH: &[u8] = b"\"1970-01-01T00:00:00Z\"";

#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(borrow)]
    entities: Entities<'a>,
    #[serde(borrow)]
    features: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Entities<'a> {
    #[serde(borrow)]
    caller: Vec<Cow<'a, str>>,
}

pub async fn online(State(service): Serving, body: Bytes) -> Result<Json, Refused> {
    let asked: Asked = parse(&body)?;
    let view = &service.view;
    let features = asked.features.iter().map(|name| (view.feature(name)).ok_or_else(|| bad_request(format!("no feature {name}"))));
    let features = features.collect::<Result<Vec<_>, _>>()?;
    let callers = &asked.entities.caller;
    let keys: Vec<_> = callers.iter().map(|caller| view.key(caller)).collect();
    let rows = match keys.as_slice() {
        [key] => vec![service.store.get(key, LIMIT).await?],
        keys => service.store.get_all(keys, LIMIT).await?,
    };
    let now = now_ms();
    let outcomes: Vec<_> = rows.iter().map(|row| view.read(row.as_deref(), now)).collect();
    Ok(Json(reply(callers, &features, &view.features, &outcomes)))
}

fn reply(callers: &[Cow<str>], features: &[usize], names: &[String], outcomes: &[Outcome]) -> Vec<u8> {
    let mut json = Vec::with_capacity(200 + callers.len() * (features.len() + 1) * 48);
    json.extend_from_slice(b"{\"metadata\":{\"feature_names\":[\"caller\"");
    for feature in features {
        json.push(b',');
        text(&mut json, &names[*feature]);
    }
    json.extend_from_slice(b"]},\"results\":[{\"values\":");
    list(&mut json, callers, |json, caller| text(json, caller));
    let (mut present, mut times) = (Vec::with_capacity(callers.len() * 10), Vec::with_capacity(callers.len() * 28));
    list(&mut present, callers, |json, _| json.extend_from_slice(PRESENT));
    list(&mut times, outcomes, time);
    json.extend_from_slice(b",\"statuses\":");
    json.extend_from_slice(&present);
    json.extend_from_slice(b",\"event_timestamps\":");
    list(&mut json, callers, |json, _| json.extend_from_slice(EPOCH));
    for feature in features {
        json.extend_from_slice(b"},{\"values\":");
        list(&mut json, outcomes, |json, outcome| value(json, outcome, *feature));
        json.extend_from_slice(b",\"statuses\":");
        if outcomes.iter().all(|outcome| status(outcome, *feature) == PRESENT) {
            json.extend_from_slice(&present);
        } else {
            list(&mut json, outcomes, |json, outcome| json.extend_from_slice(status(outcome, *feature)));
        }
        json.extend_from_slice(b",\"event_timestamps\":");
        json.extend_from_slice(&times);
    }
    json.extend_from_slice(b"}]}");
    json
}

fn list<T>(json: &mut Vec<u8>, items: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    json.push(b'[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            json.push(b',');
        }
        write(json, item);
    }
    json.push(b']');
}

fn text(json: &mut Vec<u8>, text: &str) {
    sonic_rs::to_writer(json, text).expect("a text is JSON");
}

fn value(json: &mut Vec<u8>, outcome: &Outcome, feature: usize) {
    match outcome {
        Outcome::Fresh(row) | Outcome::Stale(row) if let Value::Present(value) = row.value(feature) => {
            json.extend_from_slice(zmij::Buffer::new().format_finite(value).as_bytes());
        }
        _ => json.extend_from_slice(b"null"),
    }
}

fn status(outcome: &Outcome, feature: usize) -> &'static [u8] {
    let written = |row: &Row, present: &'static [u8]| match row.value(feature) {
        Value::Present(_) => present,
        Value::Null => b"\"NULL_VALUE\"",
        Value::NeverWritten => b"\"NOT_FOUND\"",
        Value::Invalid => b"\"INVALID\"",
    };
    match outcome {
        Outcome::Fresh(row) => written(row, PRESENT),
        Outcome::Stale(row) => written(row, b"\"OUTSIDE_MAX_AGE\""),
        Outcome::Missing => b"\"NOT_FOUND\"",
        Outcome::Future(_) | Outcome::Unreadable | Outcome::UnknownSchema => b"\"INVALID\"",
    }
}

fn time(json: &mut Vec<u8>, outcome: &Outcome) {
    use std::io::Write;
    match outcome {
        Outcome::Fresh(row) | Outcome::Stale(row) | Outcome::Future(row)
            if let Ok(time) = Timestamp::from_millisecond(row.event_time_ms) =>
        {
            write!(json, "\"{time}\"").expect("memory does not fail");
        }
        _ => json.extend_from_slice(EPOCH),
    }
}
