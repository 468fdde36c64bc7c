//! ONNX models, run on the calling thread, with one session per worker thread.
use std::sync::{Mutex, MutexGuard};

use ort::Result;
use ort::environment::Environment;
use ort::inputs;
use ort::memory::MemoryInfo;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{HasSelectedOutputs, IoBinding, OutputSelector, RunOptions, Session, SessionOutputs};
use ort::value::{Tensor, TensorRef};

use crate::spec::ModelSpec;

pub struct Model {
    pub name: String,
    pub spec: ModelSpec,
    features: usize,
    runners: Vec<Mutex<Runner>>,
}

/// Session with an input of one row, which is bound once and filled in place:
/// on the CPU, the session reads the tensor itself, not a copy.
struct Runner {
    session: Session,
    row: Tensor<f32>,
    binding: IoBinding,
    scored: RunOptions<HasSelectedOutputs>,
}

impl Model {
    pub fn load(environment: &Environment, name: &str, spec: &ModelSpec, features: usize, sessions: usize) -> Result<Self> {
        let runner = || Runner::load(environment, spec, features).map(Mutex::new);
        let runners = (0..sessions).map(|_| runner()).collect::<Result<_>>()?;
        Ok(Model { name: name.to_owned(), spec: spec.clone(), features, runners })
    }

    /// Scores the row that `fill` writes; returns the score and the result of `fill`.
    pub fn score_row<T>(&self, fill: impl FnOnce(&mut [f32]) -> T) -> Result<(f32, T)> {
        let runner = &mut *self.free();
        let filled = fill(runner.row.extract_tensor_mut().1);
        let outputs = runner.session.run_binding(&runner.binding)?;
        Ok((self.scores(&outputs)?.next().unwrap_or(f32::NAN), filled))
    }

    /// Returns the scores of contiguous rows.
    pub fn score_rows(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let runner = &mut *self.free();
        let tensor = TensorRef::from_array_view(([rows.len() / self.features, self.features], rows))?;
        let outputs = runner.session.run_with_options(inputs![self.spec.input.as_str() => tensor], &runner.scored)?;
        Ok(self.scores(&outputs)?.collect())
    }

    /// Runs the model on a tensor, and passes all outputs to `write`.
    pub fn infer<T>(&self, shape: &[usize], data: &[f32], write: impl FnOnce(&SessionOutputs) -> Result<T>) -> Result<T> {
        let runner = &mut *self.free();
        let tensor = TensorRef::from_array_view((shape, data))?;
        write(&runner.session.run(inputs![self.spec.input.as_str() => tensor])?)
    }

    fn scores<'a>(&self, outputs: &'a SessionOutputs) -> Result<impl Iterator<Item = f32> + use<'a>> {
        let (shape, values) = outputs[self.spec.output.as_str()].try_extract_tensor::<f32>()?;
        let width = shape.get(1).map_or(1, |width| *width as usize);
        Ok(values.iter().skip(self.spec.column).step_by(width).copied())
    }

    fn free(&self) -> MutexGuard<'_, Runner> {
        let free = self.runners.iter().find_map(|runner| runner.try_lock().ok());
        free.unwrap_or_else(|| self.runners[0].lock().expect("a panic ends the process"))
    }
}

impl Runner {
    fn load(environment: &Environment, spec: &ModelSpec, features: usize) -> Result<Self> {
        let session = Session::builder(environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_parallel_execution(false)?
            .with_intra_threads(1)?
            .with_inter_threads(1)?
            .commit_from_file(&spec.onnx)?;
        let row = Tensor::from_array(([1, features], vec![0f32; features]))?;
        let mut binding = session.create_binding()?;
        binding.bind_input(&spec.input, &row)?;
        binding.bind_output_to_device(&spec.output, &MemoryInfo::default())?;
        let scored = RunOptions::new()?.with_outputs(OutputSelector::no_default().with(&spec.output));
        Ok(Runner { session, row, binding, scored })
    }
}
