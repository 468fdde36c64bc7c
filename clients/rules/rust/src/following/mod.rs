//! What a poll comes to. One thread has it.
mod examine;
mod outcome;
#[cfg(test)]
mod tests;

use crate::ack::{sentence, Acknowledgement};
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
    told: Told,
}

struct Running {
    raw: Vec<u8>,
    pointer: Pointer,
}

struct Refused {
    raw: Vec<u8>,
    /// Where a publisher stands for it.
    revision: Option<u64>,
    refusal: Refusal,
}

/// What was said last, so that it is not said at every poll.
#[derive(Default)]
struct Told {
    store_is_lost: bool,
    ack_is_not_taken: bool,
    nothing_is_published: bool,
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
            told: Told::default(),
        }
    }

    /// Runs what is on disk, checked as if it came from the store.
    pub(crate) fn begin_from_disk(&mut self) {
        let Some(last_good) = &self.last_good else { return };
        let taken = last_good.read().and_then(|kept| {
            let Some(kept) = kept else { return Ok(None) };
            let pointer = Pointer::parse(&kept.pointer)?;
            self.settings.public_keys.verify(&self.settings.set, &pointer)?;
            let set = RuleSet::compiled(&self.settings.set, &pointer, &kept.blob, &self.settings.names)?;
            Ok(Some((kept.pointer, pointer, set)))
        });
        match taken {
            Ok(Some((raw, pointer, set))) => {
                self.highest_read = pointer.revision;
                self.run(raw, pointer, set, Source::Disk);
            }
            Ok(None) => {}
            Err(refusal) => (self.observer)(&Event::DiskIgnored { reason: sentence(&refusal.to_string()) }),
        }
    }

    /// Whether the store answered.
    pub(crate) fn poll(&mut self, store: &mut dyn Store) -> bool {
        let answered = self.examine_all(store);
        match answered {
            Ok(()) => {
                self.store_answers();
                self.acknowledge(store);
                true
            }
            Err(fault) => {
                if !std::mem::replace(&mut self.told.store_is_lost, true) {
                    (self.observer)(&Event::StoreLost { reason: sentence(&fault.to_string()) });
                }
                false
            }
        }
    }

    pub(crate) fn free_unused(&mut self) {
        self.swap.free_unused();
    }

    fn store_answers(&mut self) {
        if std::mem::take(&mut self.told.store_is_lost) {
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
                self.told.ack_is_not_taken = false;
            }
            Err(fault) => {
                self.ack.not_sent(now);
                if !std::mem::replace(&mut self.told.ack_is_not_taken, true) {
                    (self.observer)(&Event::AcknowledgementNotTaken { reason: sentence(&fault.to_string()) });
                }
            }
        }
    }
}
