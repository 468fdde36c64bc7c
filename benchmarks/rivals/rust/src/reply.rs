//! Replies: JSON, and errors as JSON.
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sonic_rs::json;

use crate::store::Fault;

/// JSON of a reply.
pub struct Json(pub Vec<u8>);

/// Refusal of a request, with the reason.
pub struct Refused(pub StatusCode, pub String);

impl Json {
    pub fn of(value: &impl Serialize) -> Result<Self, Refused> {
        Ok(Json(sonic_rs::to_vec(value).map_err(internal)?))
    }
}

impl IntoResponse for Json {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], self.0).into_response()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({"error": {"status": self.0.as_u16(), "message": self.1}});
        (self.0, Json(sonic_rs::to_vec(&body).unwrap_or_default())).into_response()
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        let status = match fault {
            Fault::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Fault::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Refused(status, format!("the store: {}", fault.reason()))
    }
}

impl From<ort::Error> for Refused {
    fn from(error: ort::Error) -> Self {
        internal(error)
    }
}

/// Parses the request in a body.
pub fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refused> {
    sonic_rs::from_slice(body).map_err(|error| bad_request(error.to_string()))
}

pub fn bad_request(message: impl Into<String>) -> Refused {
    Refused(StatusCode::BAD_REQUEST, message.into())
}

pub fn unknown_model(name: &str) -> Refused {
    Refused(StatusCode::NOT_FOUND, format!("no model {name}"))
}

fn internal(error: impl ToString) -> Refused {
    Refused(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

/// Health of a service that only listens once it is ready.
pub async fn healthy() -> Json {
    Json(Bytes::from_static(br#"{"live":true,"ready":true}"#).into())
}
