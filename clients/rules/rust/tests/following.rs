//! The follower against a real store: publications, and failures of the store.
mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::publisher::{public_key, revision, rule, signed, Published, SET};
use support::redis_server::{until, RedisServer};
use tempfile::TempDir;
use voxguard_rules::{Event, Follower, PublicKeys, Settings, Source, State};

const ENGINE: &str = "engine-1";
const ACK: &str = "{rules:core}:ack:engine-1";

struct Engine {
    follower: Follower,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Engine {
    fn of(server: &RedisServer) -> Self {
        Engine::with(server, |_| {})
    }

    fn with(server: &RedisServer, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::new(server.url(), SET, ENGINE);
        settings.public_keys = PublicKeys::empty().with(&public_key()).unwrap();
        settings.poll = Duration::from_millis(20);
        change(&mut settings);
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = events.clone();
        let follower = Follower::start(settings, move |event| seen.lock().unwrap().push(event.clone())).unwrap();
        Engine { follower, events }
    }

    fn running(&self) -> u64 {
        self.follower.current().map_or(0, |set| set.revision())
    }

    fn runs(&self, revision: u64) {
        until(&format!("revision {revision} runs"), || self.running() == revision);
    }

    fn refuses(&self, expected: &str) {
        until(&format!("a refusal: {expected}"), || {
            self.has(|event| matches!(event, Event::Refused { reason, .. } if reason.starts_with(expected)))
        });
    }

    fn has(&self, wanted: impl Fn(&Event) -> bool) -> bool {
        self.events.lock().unwrap().iter().any(wanted)
    }

    fn state(&self) -> State {
        self.follower.health().state
    }

    /// Waits for some more polls, to show that nothing else happens.
    fn goes_on(&self) {
        let reads = self.follower.counts().reads;
        until("five more polls", || self.follower.counts().reads >= reads + 5);
    }
}

#[test]
fn first_set_and_each_change_are_applied() {
    let server = RedisServer::up();
    let engine = Engine::of(&server);
    until("the store is asked", || engine.has(|event| *event == Event::NothingPublished));
    assert_eq!((engine.running(), engine.state()), (0, State::Error));
    for number in [1, 2, 9] {
        server.publish(&revision(number));
        engine.runs(number);
    }
    until("it is ready", || engine.state() == State::Ready);
    assert_eq!(engine.follower.current().unwrap().sha256(), revision(9).sha256());
    assert_eq!(engine.follower.counts().applied, 3);
}

#[test]
fn hint_triggers_a_poll() {
    let server = RedisServer::up();
    server.publish(&revision(1));
    let engine = Engine::with(&server, |settings| settings.poll = Duration::from_secs(600));
    engine.runs(1);
    until("it listens", || server.subscribers() == 1);
    // what listening itself wakes is over when this read is
    until("the poll that listening brings", || engine.follower.counts().reads >= 2);
    server.publish(&revision(2));
    server.ask::<i64>("PUBLISH rules:core 2");
    engine.runs(2);
}

#[test]
fn lost_subscription_is_renewed() {
    let server = RedisServer::up();
    let engine = Engine::of(&server);
    until("it listens", || server.subscribers() == 1);
    server.ask::<i64>("CLIENT KILL TYPE pubsub");
    server.publish(&revision(1));
    engine.runs(1);
    until("it listens again", || server.subscribers() == 1);
}

#[test]
fn a_falling_revision_is_refused() {
    let server = RedisServer::up();
    server.publish(&revision(7));
    let engine = Engine::of(&server);
    engine.runs(7);
    server.publish(&revision(6));
    engine.refuses("revision: expected 7 or higher, got 6");
    engine.goes_on();
    assert_eq!((engine.running(), engine.state()), (7, State::Error));
    assert!(engine.follower.counts().fallen >= 5);
    server.publish(&signed(7, &[rule("other", "true", "flag")]));
    engine.refuses("revision: expected the same rules");
    server.publish(&revision(8));
    engine.runs(8);
}

#[test]
fn a_tampered_blob_is_refused() {
    let server = RedisServer::up();
    server.publish(&revision(1));
    let engine = Engine::of(&server);
    engine.runs(1);
    let good = revision(2);
    server.publish(&Published { blob: good.blob.replace("block", "allow"), ..good.clone() });
    engine.refuses("blob: expected the sha256");
    engine.goes_on();
    assert_eq!(engine.running(), 1);
    assert!(engine.follower.counts().torn >= 5);
    server.set("{rules:core}:v:2", &good.blob);
    engine.runs(2);
    until("it is ready", || engine.state() == State::Ready);
}

#[test]
fn emptied_store_keeps_the_current_set_which_becomes_stale() {
    let server = RedisServer::up();
    server.publish(&revision(1));
    let engine = Engine::of(&server);
    engine.runs(1);
    server.ask::<()>("FLUSHALL");
    until("it is stale", || engine.state() == State::Stale);
    assert_eq!(engine.running(), 1);
    assert!(engine.follower.health().age_seconds() >= 0.2);
    server.publish(&revision(1));
    until("it is ready", || engine.state() == State::Ready);
}

#[test]
fn restarted_store_is_followed_again() {
    let mut server = RedisServer::up();
    server.publish(&revision(1));
    let engine = Engine::of(&server);
    engine.runs(1);
    server.kill();
    until("it is stale", || engine.state() == State::Stale);
    assert_eq!(engine.running(), 1);
    server.start();
    server.publish(&revision(2));
    engine.runs(2);
    until("it listens again", || server.subscribers() == 1);
    until("it is acknowledged", || server.ask::<Option<String>>(&format!("GET {ACK}")).is_some_and(|ack| ack.starts_with("applied|2|2|")));
    assert_eq!((engine.has(|event| *event == Event::StoreBack), engine.follower.counts().torn), (true, 0));
}

#[test]
fn follower_waits_for_a_store_that_is_down_at_the_start() {
    let mut server = RedisServer::down();
    let engine = Engine::of(&server);
    until("the store is missed", || engine.has(|event| matches!(event, Event::StoreLost { .. })));
    server.start();
    server.publish(&revision(1));
    engine.runs(1);
}

#[test]
fn restart_without_the_store_runs_the_saved_set() {
    let directory = TempDir::new().unwrap();
    let mut server = RedisServer::up();
    server.publish(&revision(3));
    Engine::with(&server, |settings| settings.state_dir = Some(directory.path().into())).runs(3);
    server.kill();
    let engine = Engine::with(&server, |settings| settings.state_dir = Some(directory.path().into()));
    assert_eq!(engine.running(), 3);
    assert!(engine.has(|event| matches!(event, Event::Applied { revision: 3, from: Source::Disk, .. })));
    until("it is stale", || engine.state() == State::Stale);
    server.start();
    server.publish(&revision(2));
    engine.refuses("revision: expected 3 or higher, got 2");
    server.publish(&revision(4));
    engine.runs(4);
}

#[test]
fn applied_and_refused_sets_are_acknowledged() {
    let server = RedisServer::up();
    server.publish(&revision(5));
    let engine = Engine::of(&server);
    engine.runs(5);
    let ack = || server.ask::<Option<String>>(&format!("GET {ACK}")).unwrap_or_default();
    until("it is acknowledged", || ack().starts_with("applied|5|5|"));
    let fields: Vec<String> = ack().split('|').map(str::to_string).collect();
    assert_eq!((fields.len(), fields[4].as_str()), (5, ""));
    let at: i64 = fields[3].parse().unwrap();
    let remaining = server.ask::<i64>(&format!("PTTL {ACK}"));
    assert!((20_000..=30_000).contains(&remaining), "{remaining}");
    let listed = server.ask::<Option<i64>>(&format!("ZSCORE {{rules:core}}:engines {ENGINE}")).unwrap();
    assert!((listed - at).abs() < 20_000, "{listed} {at}");
    server.publish(&signed(6, &[rule("bad", "call.caller.matches('a|b')", "flag")]));
    until("the refusal is acknowledged", || ack().starts_with("refused|6|5|"));
    assert!(ack().ends_with("or size() after the dot, got matches"), "{}", ack());
}

#[test]
fn an_acknowledgement_is_renewed() {
    let server = RedisServer::up();
    server.publish(&revision(1));
    let engine = Engine::of(&server);
    engine.runs(1);
    until("it is acknowledged", || server.ask::<i64>(&format!("PTTL {ACK}")) > 0);
    server.ask::<i64>(&format!("DEL {ACK}"));
    until("it is acknowledged again, after ten seconds", || server.ask::<i64>(&format!("PTTL {ACK}")) > 0);
}

#[test]
fn value_of_another_type_under_the_pointers_key_is_tolerated() {
    let server = RedisServer::up();
    let engine = Engine::of(&server);
    server.ask::<i64>("LPUSH {rules:core}:cur x");
    until("the store is of no use", || engine.has(|event| matches!(event, Event::StoreLost { reason } if reason.contains("WRONGTYPE"))));
    server.ask::<i64>("DEL {rules:core}:cur");
    server.publish(&revision(1));
    engine.runs(1);
}

#[test]
fn silent_store_does_not_block_callers() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", silent.local_addr().unwrap());
    let mut settings = Settings::new(url, SET, ENGINE);
    settings.connect_timeout = Duration::from_millis(200);
    settings.command_timeout = Duration::from_millis(200);
    settings.pipeline = 1000;
    let lost = Arc::new(Mutex::new(false));
    let seen = lost.clone();
    let mut follower = Follower::start(settings, move |event| *seen.lock().unwrap() |= matches!(event, Event::StoreLost { .. })).unwrap();
    until("the store is missed", || *lost.lock().unwrap());
    assert!(follower.stop(), "the threads ended in time");
}
