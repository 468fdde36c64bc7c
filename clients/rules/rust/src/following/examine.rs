//! Which pointers are taken, and which are refused.
use super::{Following, Running};
use crate::blob;
use crate::counts::count;
use crate::event::Source;
use crate::pointer::{revision_of, Pointer};
use crate::refusal::Refusal;
use crate::ruleset::RuleSet;
use crate::store::{Store, StoreFault};

/// How often one poll goes after a pointer whose blob is gone already.
const MOVES: usize = 3;

impl Following {
    pub(super) fn examine_all(&mut self, store: &mut dyn Store) -> Result<(), StoreFault> {
        let mut gone = None;
        for read in store.pointers(self.settings.pipeline)? {
            if gone.is_some() && gone == read {
                // was read before its blob was found to be gone: it says nothing new
                count(&self.shared.counters.reads);
            } else {
                gone = self.examine(read, store)?;
            }
        }
        // only now, for what is read anew is newer than every reply above
        for _ in 0..MOVES {
            let Some(raw) = gone else { return Ok(()) };
            let again = store.pointers(1)?.pop().flatten();
            if again.as_ref() == Some(&raw) {
                count(&self.shared.counters.reads);
                let revision = revision_of(&raw);
                let reason = format!("expected one for revision {revision}, got none while its pointer stands");
                self.refuse(raw, Some(revision), Refusal::Torn(reason));
                return Ok(());
            }
            gone = self.examine(again, store)?;
        }
        // it moves faster than it is read: the next poll
        Ok(())
    }

    /// Examines one reply. Returns the pointer whose blob is gone.
    fn examine(&mut self, read: Option<Vec<u8>>, store: &mut dyn Store) -> Result<Option<Vec<u8>>, StoreFault> {
        count(&self.shared.counters.reads);
        let Some(raw) = read else {
            self.nothing_published();
            return Ok(None);
        };
        self.told.nothing_is_published = false;
        if let Some(running) = self.running.as_ref().filter(|running| running.raw == raw) {
            let revision = running.pointer.revision;
            self.mind_falls(revision);
            self.confirmed();
            return Ok(None);
        }
        if let Some(refused) = self.refused.take_if(|refused| refused.raw == raw && refused.refusal.lasts()) {
            self.refuse(refused.raw, refused.revision, refused.refusal);
            return Ok(None);
        }
        let pointer = match self.genuine(&raw) {
            Ok(pointer) => pointer,
            Err(refusal) => {
                self.refuse(raw, None, refusal);
                return Ok(None);
            }
        };
        let revision = pointer.revision;
        if let Err(refusal) = self.in_order(&pointer) {
            self.refuse(raw, Some(revision), refusal);
            return Ok(None);
        }
        let Some(blob) = store.blob(revision)? else {
            self.mind_falls(revision);
            return Ok(Some(raw));
        };
        if let Err(refusal) = self.take(&raw, pointer, &blob) {
            self.refuse(raw, Some(revision), refusal);
        }
        Ok(None)
    }

    /// A pointer that a publisher stands for, as far as the keys tell.
    fn genuine(&self, raw: &[u8]) -> Result<Pointer, Refusal> {
        let pointer = Pointer::parse(raw)?;
        self.settings.public_keys.verify(&self.settings.set, &pointer)?;
        Ok(pointer)
    }

    fn in_order(&self, pointer: &Pointer) -> Result<(), Refusal> {
        let Some(Running { pointer: running, .. }) = &self.running else { return Ok(()) };
        if pointer.revision < running.revision {
            return Err(Refusal::Revision(format!("expected {} or a higher one, got {}", running.revision, pointer.revision)));
        }
        let same_content = (&pointer.sha256, pointer.bytes, pointer.count) == (&running.sha256, running.bytes, running.count);
        if pointer.revision == running.revision && !same_content {
            let (revision, sha256) = (running.revision, &running.sha256);
            return Err(Refusal::Revision(format!("expected the same rules ({sha256}) under {revision} again, got {}", pointer.sha256)));
        }
        Ok(())
    }

    fn take(&mut self, raw: &[u8], pointer: Pointer, bytes: &[u8]) -> Result<(), Refusal> {
        let is_running = self.running.as_ref().is_some_and(|running| running.pointer.revision == pointer.revision);
        if is_running {
            blob::whole(&pointer, bytes)?;
            self.keep(raw, bytes)?;
            self.mind_falls(pointer.revision);
            self.running = Some(Running { raw: raw.to_vec(), pointer });
            self.confirmed();
            return Ok(());
        }
        let set = RuleSet::compiled(&self.settings.set, &pointer, bytes, &self.settings.names)?;
        self.keep(raw, bytes)?;
        self.mind_falls(pointer.revision);
        self.run(raw.to_vec(), pointer, set, Source::Store);
        self.confirmed();
        Ok(())
    }
}
