use crate::blob;
use crate::condition::{Compiler, Names, Node, Program, Truth};
use crate::evaluation::Evaluation;
use crate::keys::PublicKeys;
use crate::pointer::Pointer;
use crate::refusal::Refusal;
use crate::rule::Rule;
use crate::value::Value;
use std::sync::Arc;

/// Published set, verified and compiled as a whole. Immutable; any number of threads may evaluate it at once.
#[derive(Debug)]
pub struct RuleSet {
    revision: u64,
    sha256: String,
    published_at: u64,
    rules: Box<[Rule]>,
    gates: Box<[Gate]>,
    program: Program,
    names: Arc<[Box<str>]>,
}

/// Fields of a rule that are read for every call.
#[derive(Debug)]
struct Gate {
    from: i64,
    to: i64,
    condition: Node,
}

impl RuleSet {
    /// Verifies and compiles the set of a pointer and its blob. It must be signed by one of `keys` if there are any, be complete, have this
    /// format and set name, and all its conditions must compile.
    pub fn verified(set: &str, pointer: &[u8], blob: &[u8], keys: &PublicKeys, names: &Names) -> Result<RuleSet, Refusal> {
        let pointer = Pointer::parse(pointer)?;
        keys.verify(set, &pointer)?;
        RuleSet::compiled(set, &pointer, blob, names)
    }

    pub(crate) fn compiled(set: &str, pointer: &Pointer, blob: &[u8], names: &Names) -> Result<RuleSet, Refusal> {
        let rules = blob::rules(set, pointer, blob)?;
        let mut compiler = Compiler::new(names);
        let mut gates = Vec::with_capacity(rules.len());
        for (index, rule) in rules.iter().enumerate() {
            let condition = compiler
                .condition(&rule.condition)
                .map_err(|error| Refusal::Rules(format!("rules[{index}].condition of {}: {error}", rule.id)))?;
            gates.push(Gate { from: rule.valid_from.unwrap_or(i64::MIN), to: rule.valid_to.unwrap_or(i64::MAX), condition });
        }
        let (program, names) = compiler.finish();
        Ok(RuleSet {
            revision: pointer.revision,
            sha256: pointer.sha256.clone(),
            published_at: pointer.published_at,
            rules: rules.into(),
            gates: gates.into(),
            program,
            names,
        })
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns the hash of the blob in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Returns the time of publication, Unix milliseconds.
    pub fn published_at(&self) -> u64 {
        self.published_at
    }

    /// Returns the rules in the order of evaluation.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns a rule that fired.
    pub fn rule(&self, fired: u32) -> &Rule {
        &self.rules[fired as usize]
    }

    /// Returns the names of the values that [`evaluate`](RuleSet::evaluate) takes, in order.
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// Returns the values of a call in the order of the names, for engines that have them by name. Looks up every name in each call; if
    /// that is too slow, look them up once per set, or declare them.
    pub fn values<'v>(&self, mut value: impl FnMut(&str) -> Value<'v>) -> Vec<Value<'v>> {
        self.names.iter().map(|name| value(name)).collect()
    }

    /// Evaluates the rules that are valid at `now`, in Unix milliseconds, on the values of one call, in the order of
    /// [`names`](RuleSet::names). A value that is omitted, missing, or of another type than a condition needs makes that condition fail.
    pub fn evaluate(&self, values: &[Value<'_>], now: i64, evaluation: &mut Evaluation) {
        evaluation.begin();
        for (index, gate) in self.gates.iter().enumerate() {
            if now < gate.from || now >= gate.to {
                continue;
            }
            match self.program.truth(gate.condition, values) {
                Truth::False => {}
                Truth::True => evaluation.fire(index),
                Truth::Failed => evaluation.fail(),
            }
        }
        evaluation.end(|fired| self.rules[fired as usize].action);
    }
}
