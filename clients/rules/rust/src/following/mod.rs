//! State of following a set. Used by one thread.
mod examine;
mod outcome;
#[cfg(test)]
mod tests;

use crate::ack::{sanitized, Acknowledgement};
use crate::current::Swap;
use crate::disk::LastGood;
use crate::event::{Event, Source};
use crate::pointer::Pointer;
use crate::refusal::Refusal;
use crate::ruleset::RuleSet;
use crate::settings::Settings;
use crate::shared::{now_ms, Shared};
use crate::store::Store;
use std::sync::Arc;
use std::time::Instant;

pub(crate) type Observer = Box<dyn Fn(&Event) + Send>;

pub(crate) struct Following {
    settings: Settings,
    shared: Arc<Shared>,
    observer: Observer,
    last_good: Option<LastGood>,
    swap: Swap,
    running: Option<Running>,
    refused: Option<Refused>,
    highest_read: u64,
    ack: Acknowledgement,
    reported: Reported,
}

struct Running {
    raw: Vec<u8>,
    pointer: Pointer,
}

struct Refused {
    raw: Vec<u8>,
    /// Set if the pointer's signature is valid.
    revision: Option<u64>,
    refusal: Refusal,
}

/// Conditions already reported, so that they are not reported at every poll.
#[derive(Default)]
struct Reported {
    store_lost: bool,
    acknowledgement_rejected: bool,
    nothing_published: bool,
}

impl Following {
    pub(crate) fn new(settings: Settings, shared: Arc<Shared>, observer: Observer) -> Self {
        Following {
            last_good: settings.state_dir.as_deref().map(|directory| LastGood::new(directory, &settings.set)),
            swap: Swap::new(shared.current.clone()),
            settings,
            shared,
            observer,
            running: None,
            refused: None,
            highest_read: 0,
            ack: Acknowledgement::default(),
            reported: Reported::default(),
        }
    }

    /// Puts the saved set into force, checked as if it came from the store.
    pub(crate) fn begin_from_disk(&mut self) {
        let Some(last_good) = &self.last_good else { return };
        let taken = last_good.read().and_then(|saved| {
            let Some(saved) = saved else { return Ok(None) };
            let pointer = Pointer::parse(&saved.pointer)?;
            self.settings.public_keys.verify(&self.settings.set, &pointer)?;
            let set = RuleSet::compiled(&self.settings.set, &pointer, &saved.blob, &self.settings.names)?;
            Ok(Some((saved.pointer, pointer, set)))
        });
        match taken {
            Ok(Some((raw, pointer, set))) => {
                self.highest_read = pointer.revision;
                self.run(raw, pointer, set, Source::Disk);
            }
            Ok(None) => {}
            Err(refusal) => (self.observer)(&Event::DiskIgnored { reason: sanitized(&refusal.to_string()) }),
        }
    }

    /// Polls once; returns whether the store answered.
    pub(crate) fn poll(&mut self, store: &mut dyn Store) -> bool {
        let answered = self.examine_all(store);
        match answered {
            Ok(()) => {
                self.store_answers();
                self.acknowledge(store);
                true
            }
            Err(fault) => {
                if !std::mem::replace(&mut self.reported.store_lost, true) {
                    (self.observer)(&Event::StoreLost { reason: sanitized(&fault.to_string()) });
                }
                false
            }
        }
    }

    pub(crate) fn free_unused(&mut self) {
        self.swap.free_unused();
    }

    fn store_answers(&mut self) {
        if std::mem::take(&mut self.reported.store_lost) {
            self.ack.store_is_back(Instant::now());
            (self.observer)(&Event::StoreBack);
        }
    }

    fn acknowledge(&mut self, store: &mut dyn Store) {
        let now = Instant::now();
        let Some(value) = self.ack.due(now) else { return };
        match store.acknowledge(value, now_ms()) {
            Ok(()) => {
                self.ack.sent(now);
                self.reported.acknowledgement_rejected = false;
            }
            Err(fault) => {
                self.ack.not_sent(now);
                if !std::mem::replace(&mut self.reported.acknowledgement_rejected, true) {
                    (self.observer)(&Event::AcknowledgementRejected { reason: sanitized(&fault.to_string()) });
                }
            }
        }
    }
}
