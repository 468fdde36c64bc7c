//! Store for one test: a `redis-server` on a free loopback port, stopped by its process id.
#![allow(dead_code)]
use super::publisher::{Published, SET};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const LONG: Duration = Duration::from_secs(20);

pub struct RedisServer {
    port: u16,
    directory: tempfile::TempDir,
    child: Option<Child>,
}

impl RedisServer {
    /// Starts a server.
    pub fn up() -> Self {
        let mut server = RedisServer::down();
        server.start();
        server
    }

    /// Reserves a port without starting a server.
    pub fn down() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        RedisServer { port, directory: tempfile::tempdir().unwrap(), child: None }
    }

    pub fn start(&mut self) {
        let command = ["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"].map(str::to_string);
        let child = Command::new("redis-server").args(command).current_dir(self.directory.path()).stdout(Stdio::null()).spawn();
        self.child = Some(child.expect("redis-server on the PATH"));
        until("the store answers", || self.client().get_connection().is_ok());
    }

    /// Kills the server at once, like a crash.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn client(&self) -> redis::Client {
        redis::Client::open(self.url()).unwrap()
    }

    pub fn ask<T: redis::FromRedisValue>(&self, command: &str) -> T {
        let words: Vec<&str> = command.split(' ').collect();
        redis::cmd(words[0]).arg(&words[1..]).query(&mut self.client().get_connection().unwrap()).unwrap()
    }

    pub fn set(&self, key: &str, value: &str) {
        redis::cmd("SET").arg(key).arg(value).query::<()>(&mut self.client().get_connection().unwrap()).unwrap();
    }

    /// Writes pointer and blob atomically, without a hint.
    pub fn publish(&self, published: &Published) {
        self.publish_over(published, None);
    }

    /// Publishes, and lets the blob of a former revision expire after some milliseconds.
    pub fn publish_over(&self, published: &Published, former: Option<(u64, u64)>) {
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        pipeline.cmd("SET").arg(format!("{{rules:{SET}}}:v:{}", published.revision)).arg(&published.blob).ignore();
        pipeline.cmd("SET").arg(format!("{{rules:{SET}}}:cur")).arg(&published.pointer).ignore();
        if let Some((revision, milliseconds)) = former {
            pipeline.cmd("PEXPIRE").arg(format!("{{rules:{SET}}}:v:{revision}")).arg(milliseconds).ignore();
        }
        pipeline.query::<()>(&mut self.client().get_connection().unwrap()).unwrap();
    }

    pub fn subscribers(&self) -> i64 {
        self.ask::<(String, i64)>(&format!("PUBSUB NUMSUB rules:{SET}")).1
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits for a condition, up to a limit.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LONG, "expected within {LONG:?}: {what}");
        std::thread::yield_now();
        std::thread::sleep(Duration::from_millis(2));
    }
}
