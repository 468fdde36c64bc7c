//! Output for people and tests: rule sets on standard output, everything else on standard error.
use serde_json::{json, Value};
use std::io::Write;
use voxguard_rules::{Event, Follower, Source};

pub fn print_event(event: &Event) {
    match event {
        Event::Applied { revision, sha256, count, at, published_at, from } => print_line(&json!({
            "event": "applied", "revision": revision, "sha256": sha256, "count": count, "at_ms": at, "published_at": published_at,
            "from": match from { Source::Store => "store", Source::Disk => "disk" },
        })),
        Event::Refused { revision, running, reason } => {
            print_line(&json!({"event": "refused", "revision": revision, "running": running, "reason": reason}));
        }
        Event::DiskIgnored { reason } => eprintln!("ignoring rules on disk: {reason}"),
        Event::StoreLost { reason } => eprintln!("the store does not answer: {reason}"),
        Event::StoreBack => eprintln!("the store answers again"),
        Event::AcknowledgementRejected { reason } => eprintln!("cannot acknowledge: {reason}"),
        Event::NothingPublished => eprintln!("no rules are published"),
    }
}

pub fn print_end(follower: &Follower) {
    let counts = follower.counts();
    let (revision, sha256) = follower.current().map_or((0, String::new()), |set| (set.revision(), set.sha256().to_string()));
    print_line(&json!({
        "event": "end", "reads": counts.reads, "applied": counts.applied, "refused": counts.refused, "torn": counts.torn,
        "unverifiable": counts.unverifiable, "fallen": counts.fallen, "revision": revision, "sha256": sha256,
    }));
}

fn print_line(line: &Value) {
    let mut out = std::io::stdout().lock();
    // the reader of standard output may be gone
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
