//! Cost of rules in an engine: lookup of the current set, evaluation of a call, verification and compilation of a new set. For
//! comparison, the `cel` crate's parser and interpreter on the same conditions.
use criterion::{criterion_group, criterion_main, BatchSize, Criterion, Throughput};
use std::hint::black_box;
use std::time::Duration;
use voxguard_rules::{Evaluation, Follower, PublicKeys, RuleSet, Settings};

#[path = "../tests/support/cel_crate.rs"]
mod cel_crate;
#[path = "../tests/support/publisher.rs"]
mod publisher;
#[path = "../tests/support/traffic.rs"]
mod traffic;
use publisher::{public_key, signed, Published, SET};

const NOW: i64 = 1767225600000;

fn keys() -> PublicKeys {
    PublicKeys::empty().with(&public_key()).unwrap()
}

fn verified(published: &Published) -> RuleSet {
    RuleSet::verified(SET, published.pointer.as_bytes(), published.blob.as_bytes(), &keys(), &traffic::names()).unwrap()
}

fn lookup(criterion: &mut Criterion) {
    // rules from disk, without a store: a lookup does not use it
    let directory = tempfile::tempdir().unwrap();
    let published = signed(1, &traffic::rules(1000));
    std::fs::write(directory.path().join("core.rules"), format!("{}\n{}", published.pointer, published.blob)).unwrap();
    let mut settings = Settings::new("redis://127.0.0.1:1", SET, "bench");
    settings.public_keys = keys();
    settings.names = traffic::names();
    settings.state_dir = Some(directory.path().into());
    let follower = Follower::start(settings, |_| {}).unwrap();
    let mut reader = follower.reader();
    let mut group = criterion.benchmark_group("lookup");
    group.bench_function("current", |bencher| bencher.iter(|| black_box(follower.current().unwrap().revision())));
    group.bench_function("reader", |bencher| bencher.iter(|| black_box(reader.current().unwrap().revision())));
    group.finish();
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluation");
    for count in [10, 100, 1000] {
        group.throughput(Throughput::Elements(count));
        let set = verified(&signed(1, &traffic::rules(count as usize)));
        let mut evaluation = Evaluation::default();
        group.bench_function(format!("ours/{count}"), |bencher| {
            bencher.iter(|| {
                set.evaluate(black_box(&traffic::values()), NOW, &mut evaluation);
                black_box(evaluation.ruling())
            })
        });
        let programs: Vec<_> = (0..count as usize).map(|number| cel_crate::program(&traffic::condition(number))).collect();
        group.bench_function(format!("cel/{count}"), |bencher| {
            bencher.iter(|| {
                let context = cel_crate::context(traffic::CALL.iter().map(|(name, _, value)| (*name, *value)));
                programs.iter().filter(|program| cel_crate::evaluated(program, &context) == Some(true)).count()
            })
        });
    }
    group.finish();
}

fn one_condition(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one condition of each kind");
    for kind in 0..8 {
        let set = verified(&signed(1, &(0..100).map(|number| renamed(number, kind)).collect::<Vec<_>>()));
        let mut evaluation = Evaluation::default();
        group.throughput(Throughput::Elements(100));
        group.bench_function(traffic::condition(kind), |bencher| {
            bencher.iter(|| set.evaluate(black_box(&traffic::values()), NOW, &mut evaluation))
        });
    }
    group.finish();
}

fn renamed(number: usize, kind: usize) -> serde_json::Value {
    publisher::rule(&format!("rule-{number}"), &traffic::condition(kind), "flag")
}

fn new_set(criterion: &mut Criterion) {
    const RULES: usize = 100_000;
    let published = signed(1, &traffic::rules(RULES));
    let mut group = criterion.benchmark_group("a set of 100000 rules");
    group.sample_size(10).measurement_time(Duration::from_secs(10)).throughput(Throughput::Elements(RULES as u64));
    group.bench_function("verify and compile", |bencher| bencher.iter_batched(|| (), |()| verified(&published), BatchSize::PerIteration));
    group.bench_function("verify and compile, names open", |bencher| {
        let (pointer, blob, keys) = (published.pointer.as_bytes(), published.blob.as_bytes(), keys());
        bencher.iter_batched(
            || (),
            |()| RuleSet::verified(SET, pointer, blob, &keys, &Default::default()).unwrap(),
            BatchSize::PerIteration,
        )
    });
    group.finish();
    let conditions: Vec<String> = (0..1000).map(traffic::condition).collect();
    let thousand = signed(1, &traffic::rules(1000));
    let mut group = criterion.benchmark_group("1000 conditions");
    group.sample_size(10).throughput(Throughput::Elements(1000));
    group.bench_function("ours, with the blob", |bencher| bencher.iter(|| verified(&thousand)));
    group.bench_function("cel, parsed alone", |bencher| {
        bencher.iter(|| conditions.iter().map(|condition| cel_crate::program(condition)).collect::<Vec<_>>())
    });
    group.finish();
}

criterion_group!(benches, lookup, evaluation, one_condition, new_set);
criterion_main!(benches);
