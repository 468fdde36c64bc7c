//! Allocations per call: none.
mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use support::publisher::{public_key, rule, signed, SET};
use support::traffic;
use voxguard_rules::{Evaluation, Follower, PublicKeys, RuleSet, Settings, Value};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        System.alloc(layout)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        System.dealloc(pointer, layout)
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        System.realloc(pointer, layout, size)
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(run: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    run();
    ALLOCATIONS.get() - before
}

#[test]
fn neither_the_lookup_nor_the_evaluation_allocates() {
    let directory = tempfile::tempdir().unwrap();
    let published = signed(1, &traffic::rules(1000));
    std::fs::write(directory.path().join("core.rules"), format!("{}\n{}", published.pointer, published.blob)).unwrap();
    let mut settings = Settings::new("redis://127.0.0.1:1", SET, "engine-1");
    settings.public_keys = PublicKeys::empty().with(&public_key()).unwrap();
    settings.names = traffic::names();
    settings.state_dir = Some(directory.path().into());
    let follower = Follower::start(settings, |_| {}).unwrap();
    let (mut reader, mut evaluation) = (follower.reader(), Evaluation::default());
    let mut call = || {
        follower.current().unwrap().evaluate(&traffic::values(), 0, &mut evaluation);
        reader.current().unwrap().evaluate(&traffic::values(), 0, &mut evaluation);
        assert_eq!(evaluation.failed(), 0);
    };
    call();
    assert_eq!(allocations(|| (0..100).for_each(|_| call())), 0);
}

#[test]
fn only_joining_texts_allocates() {
    let published = signed(1, &[rule("a", "call.caller + call.callee == 'ab'", "flag")]);
    let set =
        RuleSet::verified(SET, published.pointer.as_bytes(), published.blob.as_bytes(), &PublicKeys::empty(), &Default::default()).unwrap();
    let mut evaluation = Evaluation::default();
    set.evaluate(&[Value::Text("a"), Value::Text("b")], 0, &mut evaluation);
    assert_eq!(evaluation.fired(), [0]);
    assert!(allocations(|| set.evaluate(&[Value::Text("a"), Value::Text("b")], 0, &mut evaluation)) > 0);
}
