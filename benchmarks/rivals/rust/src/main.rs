//! Typical Rust service for comparison: `--runtime shared` has one runtime for all threads and one connection to the store;
//! `--runtime per-core` has a separate runtime, listener, connection and sessions on each core.
//!
//! Environment: `PORT`, `STORE_URL`, `BENCH_SPEC`, `ORT_DYLIB_PATH`; `WORKERS`, by default the number of cores.
mod features;
mod inference;
mod model;
mod reply;
mod score;
mod service;
mod spec;
mod store;
mod view;

use std::env;
use std::error::Error;
use std::net::SocketAddr;
use std::thread;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use ort::environment::Environment;
use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::service::Service;
use crate::spec::Spec;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BACKLOG: i32 = 1024;

type Failure = Box<dyn Error>;

struct Settings {
    port: u16,
    store_url: String,
    spec: Spec,
    environment: Environment,
}

fn main() -> Result<(), Failure> {
    let settings = Settings {
        port: env::var("PORT")?.parse()?,
        store_url: env::var("STORE_URL")?,
        spec: Spec::read(&env::var("BENCH_SPEC")?)?,
        environment: ort::init().build()?,
    };
    let workers =
        env::var("WORKERS").map_or_else(|_| Ok(thread::available_parallelism()?.get()), |workers| Ok::<_, Failure>(workers.parse()?))?;
    match env::args().skip(1).collect::<Vec<_>>().join(" ").as_str() {
        "--runtime shared" => run(&settings, &Builder::new_multi_thread().worker_threads(workers).enable_all().build()?, workers),
        "--runtime per-core" => thread::scope(|scope| {
            let core = || run_core(&settings).map_err(|error| error.to_string());
            let cores: Vec<_> = (0..workers).map(|_| scope.spawn(core)).collect();
            Ok(cores.into_iter().try_for_each(|core| core.join().expect("a panic ends the process"))?)
        }),
        _ => Err("--runtime shared | per-core".into()),
    }
}

fn run_core(settings: &Settings) -> Result<(), Failure> {
    run(settings, &Builder::new_current_thread().enable_all().build()?, 1)
}

fn run(settings: &Settings, runtime: &Runtime, threads: usize) -> Result<(), Failure> {
    runtime.block_on(async {
        let service = Service::start(&settings.spec, &settings.store_url, &settings.environment, threads).await?;
        let listener = listener(settings.port)?;
        // accepts on a worker, not on the thread that blocks here
        tokio::spawn(serve(listener, service.router())).await??;
        Ok(())
    })
}

async fn serve(listener: TcpListener, router: Router) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), service));
    }
}

/// Returns a listener that shares its port with those of other cores.
fn listener(port: u16) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], port)).into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}
