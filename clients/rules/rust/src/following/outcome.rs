//! Effects of putting a set into force, confirming it, or refusing one.
use super::{Following, Refused, Running};
use crate::ack::sanitized;
use crate::counts::count;
use crate::event::{Event, Source};
use crate::pointer::{revision_of, Pointer};
use crate::refusal::Refusal;
use crate::ruleset::RuleSet;
use crate::shared::now_ms;
use std::sync::Arc;
use std::time::Instant;

impl Following {
    pub(super) fn save(&self, raw: &[u8], blob: &[u8]) -> Result<(), Refusal> {
        self.last_good.as_ref().map_or(Ok(()), |last_good| last_good.save(raw, blob))
    }

    pub(super) fn run(&mut self, raw: Vec<u8>, pointer: Pointer, set: RuleSet, from: Source) {
        let (revision, sha256, count_of_rules) = (pointer.revision, pointer.sha256.clone(), set.rules().len());
        let published_at = pointer.published_at;
        self.swap.to(Arc::new(set));
        let at = now_ms();
        self.running = Some(Running { raw, pointer });
        self.refused = None;
        {
            let mut health_inputs = self.shared.health_inputs();
            health_inputs.revision = revision;
            health_inputs.refusal = None;
        }
        self.ack.applied(revision, at);
        count(&self.shared.counters.applied);
        (self.observer)(&Event::Applied { revision, sha256, count: count_of_rules, at, published_at, from });
    }

    /// Records that the current set is the published one.
    pub(super) fn confirmed(&mut self) {
        self.no_longer_refused();
        self.shared.health_inputs().confirmed_at = Instant::now();
    }

    pub(super) fn nothing_published(&mut self) {
        self.no_longer_refused();
        if !std::mem::replace(&mut self.reported.nothing_published, true) {
            (self.observer)(&Event::NothingPublished);
        }
    }

    fn no_longer_refused(&mut self) {
        if self.refused.take().is_none() {
            return;
        }
        self.shared.health_inputs().refusal = None;
        if let Some(running) = &self.running {
            self.ack.applied(running.pointer.revision, now_ms());
        }
    }

    pub(super) fn refuse(&mut self, raw: Vec<u8>, verified_revision: Option<u64>, refusal: Refusal) {
        match refusal {
            Refusal::Torn(_) => count(&self.shared.counters.torn),
            Refusal::Pointer(_) | Refusal::Signature(_) => count(&self.shared.counters.unverifiable),
            _ => {}
        }
        if let Some(revision) = verified_revision {
            self.note_revision(revision);
        }
        let reason = sanitized(&refusal.to_string());
        let revision = revision_of(&raw);
        let refused = Refused { raw, revision: verified_revision, refusal };
        let before = self.refused.replace(refused);
        let is_new = self.shared.health_inputs().refusal.replace(reason.clone()).as_deref() != Some(reason.as_str());
        let is_other = before.is_some_and(|before| Some(&before.raw) != self.refused.as_ref().map(|now| &now.raw));
        if is_new || is_other {
            let running = self.running.as_ref().map_or(0, |running| running.pointer.revision);
            self.ack.refused(revision, running, now_ms(), &reason);
            count(&self.shared.counters.refused);
            (self.observer)(&Event::Refused { revision, running, reason });
        }
    }

    pub(super) fn note_revision(&mut self, revision: u64) {
        if revision < self.highest_read {
            count(&self.shared.counters.fallen);
        }
        self.highest_read = self.highest_read.max(revision);
    }
}
