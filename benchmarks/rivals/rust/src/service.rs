//! State used by every request, namely the view, the models and the store; and the routes.
use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use ort::environment::Environment;

use crate::model::Model;
use crate::reply::{Refused, healthy, unknown_model};
use crate::spec::Spec;
use crate::store::Store;
use crate::view::View;
use crate::{features, inference, score};

const BODY_BYTES: usize = 16 << 20;

pub struct Service {
    pub view: View,
    pub store: Store,
    models: Vec<Model>,
}

pub type Serving = State<Arc<Service>>;

impl Service {
    /// Creates a service for a number of threads.
    pub async fn start(spec: &Spec, store_url: &str, environment: &Environment, threads: usize) -> Result<Self, Box<dyn Error>> {
        let models = spec.models.iter().map(|(name, model)| Model::load(environment, name, model, spec.features.len(), threads));
        let models = models.collect::<Result<_, _>>()?;
        Ok(Service { view: View::new(spec), store: Store::connect(store_url).await?, models })
    }

    pub fn model(&self, name: &str) -> Result<&Model, Refused> {
        self.models.iter().find(|model| model.name == name).ok_or_else(|| unknown_model(name))
    }

    pub fn router(self) -> Router {
        Router::new()
            .route("/v1/score", post(score::one))
            .route("/v1/score/batch", post(score::batch))
            .route("/get-online-features", post(features::online))
            .route("/v2/models/{model}/infer", post(inference::infer))
            .route("/v2/health/live", get(healthy))
            .route("/v2/health/ready", get(healthy))
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .with_state(Arc::new(self))
    }
}
