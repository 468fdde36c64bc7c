use crate::blob;
use crate::condition::{Compiler, Names, Node, Program, Truth};
use crate::evaluation::Evaluation;
use crate::keys::PublicKeys;
use crate::pointer::Pointer;
use crate::refusal::Refusal;
use crate::rule::Rule;
use crate::value::Value;
use std::sync::Arc;

/// A published set, verified and compiled as a whole. Never changes; any number of threads evaluate it at once.
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

/// What is read of every rule for every call.
#[derive(Debug)]
struct Gate {
    from: i64,
    to: i64,
    condition: Node,
}

impl RuleSet {
    /// The set of a pointer and its blob: signed by one of `keys` where there are any, whole, of this format and set, and with conditions
    /// that all compile. Else nothing of it.
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

    /// Of the blob, in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Unix milliseconds.
    pub fn published_at(&self) -> u64 {
        self.published_at
    }

    /// In the order in which they are evaluated.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule that fired.
    pub fn rule(&self, fired: u32) -> &Rule {
        &self.rules[fired as usize]
    }

    /// The name of each value that [`evaluate`](RuleSet::evaluate) takes, in their order.
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// The values of a call in the order of the names, for engines that have them by name. Finds each name anew: where it counts, find
    /// them once per set, or declare them.
    pub fn values<'v>(&self, mut value: impl FnMut(&str) -> Value<'v>) -> Vec<Value<'v>> {
        self.names.iter().map(|name| value(name)).collect()
    }

    /// Evaluates the rules that are valid at `now`, in Unix milliseconds, on the values of one call, in the order of
    /// [`names`](RuleSet::names). A value that is left out, missing, or not of the type that a condition needs makes that condition fail.
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
