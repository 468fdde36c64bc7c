//! What people and tests read: sets on standard output, the rest on standard error.
use serde_json::{json, Value};
use std::io::Write;
use voxguard_rules::{Event, Follower, Source};

pub fn tell(event: &Event) {
    match event {
        Event::Applied { revision, sha256, count, at, published_at, from } => print(&json!({
            "event": "applied", "revision": revision, "sha256": sha256, "count": count, "at_ms": at, "published_at": published_at,
            "from": match from { Source::Store => "store", Source::Disk => "disk" },
        })),
        Event::Refused { revision, running, reason } => {
            print(&json!({"event": "refused", "revision": revision, "running": running, "reason": reason}));
        }
        Event::DiskIgnored { reason } => eprintln!("what is on disk is ignored: {reason}"),
        Event::StoreLost { reason } => eprintln!("no answer: {reason}"),
        Event::StoreBack => eprintln!("the store answers"),
        Event::AcknowledgementNotTaken { reason } => eprintln!("no acknowledgement: {reason}"),
        Event::NothingPublished => eprintln!("nothing is published"),
    }
}

pub fn end(follower: &Follower) {
    let counts = follower.counts();
    let (revision, sha256) = follower.current().map_or((0, String::new()), |set| (set.revision(), set.sha256().to_string()));
    print(&json!({
        "event": "end", "reads": counts.reads, "applied": counts.applied, "refused": counts.refused, "torn": counts.torn,
        "unverifiable": counts.unverifiable, "fallen": counts.fallen, "revision": revision, "sha256": sha256,
    }));
}

fn print(line: &Value) {
    let mut out = std::io::stdout().lock();
    // where nobody reads any more there is nobody to tell
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
