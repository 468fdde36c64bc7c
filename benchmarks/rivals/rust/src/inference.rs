//! `/v2/models/{model}/infer`: the Open Inference Protocol, FP32 in, JSON or binary tensors.
use std::borrow::Cow;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use ort::session::SessionOutputs;
use ort::value::{DynValue, TensorElementType};
use serde::{Deserialize, Serialize};

use crate::reply::{Json, Refused, bad_request, parse};
use crate::service::Serving;

const LENGTH: HeaderName = HeaderName::from_static("inference-header-content-length");

#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    inputs: Vec<Input<'a>>,
    #[serde(borrow, default)]
    outputs: Vec<Wanted<'a>>,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize)]
struct Input<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    datatype: Cow<'a, str>,
    shape: Vec<usize>,
    #[serde(default)]
    data: Vec<f32>,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize)]
struct Wanted<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    binary_data_size: Option<usize>,
    binary_data: Option<bool>,
    binary_data_output: Option<bool>,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    model_name: &'a str,
    model_version: &'static str,
    outputs: Vec<Output<'a>>,
}

#[derive(Serialize)]
struct Output<'a> {
    name: &'a str,
    datatype: &'static str,
    shape: &'a [i64],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Size>,
}

#[derive(Serialize, Clone, Copy)]
#[serde(untagged)]
enum Data<'a> {
    Fp32(&'a [f32]),
    Int64(&'a [i64]),
}

#[derive(Serialize)]
struct Size {
    binary_data_size: usize,
}

/// The JSON of an answer, and the binary tensors behind it, if any.
struct Written {
    body: Vec<u8>,
    json: Option<usize>,
}

pub async fn infer(State(service): Serving, Path(model): Path<String>, headers: HeaderMap, body: Bytes) -> Result<Response, Refused> {
    let model = service.model(&model)?;
    let (header, binary) = match headers.get(&LENGTH) {
        None => (&body[..], &[][..]),
        Some(length) => {
            header_length(length).and_then(|length| body.split_at_checked(length)).ok_or_else(|| bad_request("the header's length"))?
        }
    };
    let mut asked: Asked = parse(header)?;
    let input = match asked.inputs.as_mut_slice() {
        [input] if input.name == model.spec.input && input.datatype == "FP32" => input,
        _ => return Err(bad_request(format!("one input {}, FP32", model.spec.input))),
    };
    if let Some(size) = input.parameters.binary_data_size {
        let (values, []) = binary.as_chunks() else { return Err(bad_request("binary data: not of 4 bytes each")) };
        if binary.len() != size {
            return Err(bad_request(format!("binary data: {size} bytes said, {} sent", binary.len())));
        }
        input.data = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    }
    let input = &asked.inputs[0];
    if input.shape.iter().product::<usize>() != input.data.len() {
        return Err(bad_request(format!("{} values for shape {:?}", input.data.len(), input.shape)));
    }
    let written = model.infer(&input.shape, &input.data, |outputs| Ok(write(&asked, &model.name, outputs)))??;
    Ok(written.into_response())
}

fn header_length(value: &HeaderValue) -> Option<usize> {
    value.to_str().ok()?.parse().ok()
}

fn write(asked: &Asked, model: &str, values: &SessionOutputs) -> Result<Written, Refused> {
    let all_binary = asked.parameters.binary_data_output.unwrap_or(false);
    let wanted: Vec<_> = match asked.outputs.as_slice() {
        [] => values.keys().map(|name| (name, all_binary)).collect(),
        some => some.iter().map(|output| (&*output.name, output.parameters.binary_data.unwrap_or(all_binary))).collect(),
    };
    let (mut outputs, mut binary) = (Vec::new(), Vec::new());
    for (name, as_binary) in wanted {
        let value = values.get(name).ok_or_else(|| bad_request(format!("no output {name}")))?;
        outputs.push(output(name, value, as_binary, &mut binary)?);
    }
    let is_binary = outputs.iter().any(|output| output.parameters.is_some());
    let answer = Answer { id: asked.id.as_deref(), model_name: model, model_version: "1", outputs };
    let Json(mut body) = Json::of(&answer)?;
    let json = is_binary.then_some(body.len());
    body.append(&mut binary);
    Ok(Written { body, json })
}

fn output<'a>(name: &'a str, value: &'a DynValue, as_binary: bool, binary: &mut Vec<u8>) -> Result<Output<'a>, Refused> {
    let (datatype, shape, data) = match value.dtype().tensor_type() {
        Some(TensorElementType::Float32) => {
            let (shape, data) = value.try_extract_tensor()?;
            ("FP32", shape, Data::Fp32(data))
        }
        Some(TensorElementType::Int64) => {
            let (shape, data) = value.try_extract_tensor()?;
            ("INT64", shape, Data::Int64(data))
        }
        _ => return Err(bad_request(format!("output {name} is neither FP32 nor INT64"))),
    };
    if !as_binary {
        return Ok(Output { name, datatype, shape, data: Some(data), parameters: None });
    }
    let before = binary.len();
    match data {
        Data::Fp32(values) => binary.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        Data::Int64(values) => binary.extend(values.iter().flat_map(|value| value.to_le_bytes())),
    }
    Ok(Output { name, datatype, shape, data: None, parameters: Some(Size { binary_data_size: binary.len() - before }) })
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        match self.json {
            None => Json(self.body).into_response(),
            Some(length) => {
                let binary = HeaderValue::from_static("application/octet-stream");
                ([(CONTENT_TYPE, binary), (LENGTH, HeaderValue::from(length))], self.body).into_response()
            }
        }
    }
}
