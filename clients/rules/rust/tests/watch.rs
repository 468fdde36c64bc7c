//! The watch program: its output, its flags and its end.
mod support;

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use support::publisher::{public_key, revision, Published, SET};
use support::redis_server::{until, RedisServer};

struct Watch {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Watch {
    fn of(server: &RedisServer, further: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_voxguard-rules-watch"))
            .args(["--store", &server.url(), "--set", SET, "--engine", "watch-1", "--public-key", &public_key()])
            .args(further)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Watch { child, lines }
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn end(mut self, signal: &str) -> Value {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
        let end = self.line();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        end
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_prints_each_set_and_ends_on_a_signal() {
    let server = RedisServer::up();
    server.publish(&revision(1));
    let mut watch = Watch::of(&server, &["--poll-ms", "20"]);
    let applied = watch.line();
    assert_eq!((&applied["event"], &applied["revision"], &applied["count"]), (&"applied".into(), &1.into(), &1.into()));
    assert_eq!((&applied["sha256"], &applied["published_at"]), (&revision(1).sha256().into(), &1767225600000u64.into()));
    assert!(applied["at_ms"].as_u64().unwrap() > 1767225600000);
    let good = revision(2);
    server.publish(&Published { blob: good.blob.replace("block", "allow"), ..good.clone() });
    let refused = watch.line();
    assert_eq!((&refused["event"], &refused["revision"], &refused["running"]), (&"refused".into(), &2.into(), &1.into()));
    assert!(refused["reason"].as_str().unwrap().starts_with("blob: expected the sha256"));
    server.set("{rules:core}:v:2", &good.blob);
    assert_eq!(watch.line()["revision"], 2);
    let end = watch.end("-TERM");
    assert_eq!((&end["event"], &end["applied"], &end["refused"], &end["revision"]), (&"end".into(), &2.into(), &1.into(), &2.into()));
    assert_eq!((&end["unverifiable"], &end["fallen"], &end["sha256"]), (&0.into(), &0.into(), &good.sha256().into()));
    assert!(end["reads"].as_u64().unwrap() >= 3 && end["torn"].as_u64().unwrap() >= 1, "{end}");
}

#[test]
fn no_torn_set_is_seen_flat_out_while_sets_are_published() {
    let server = RedisServer::up();
    server.publish(&revision(1));
    let mut watch = Watch::of(&server, &["--flat-out", "--pipeline", "50"]);
    assert_eq!(watch.line()["revision"], 1);
    const LAST: u64 = 1000;
    for number in 2..=LAST {
        // expires almost at once: a reader of an older pointer must read the pointer again
        server.publish_over(&revision(number), Some((number - 1, number % 3)));
    }
    let mut last = 1;
    while last < LAST {
        let applied = watch.line();
        let number = applied["revision"].as_u64().unwrap();
        assert!(applied["event"] == "applied" && number > last, "{applied}");
        last = number;
    }
    let end = watch.end("-INT");
    assert_eq!((&end["torn"], &end["unverifiable"], &end["fallen"], &end["revision"]), (&0.into(), &0.into(), &0.into(), &LAST.into()));
    assert!(end["reads"].as_u64().unwrap() >= 50, "{end}");
}

#[test]
fn it_waits_for_a_store_that_is_down() {
    let mut server = RedisServer::down();
    let mut watch = Watch::of(&server, &["--poll-ms", "20"]);
    until("it runs", || watch.child.try_wait().unwrap().is_none());
    server.start();
    server.publish(&revision(1));
    assert_eq!(watch.line()["revision"], 1);
    assert_eq!(watch.end("-TERM")["applied"], 1);
}

#[test]
fn a_wrong_flag_ends_it() {
    let watch = Command::new(env!("CARGO_BIN_EXE_voxguard-rules-watch")).args(["--set", "core"]).output().unwrap();
    assert_eq!(watch.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&watch.stderr).starts_with("--store: expected redis://host:port, got nothing"));
}
