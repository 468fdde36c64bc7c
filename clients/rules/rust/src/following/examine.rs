//! Examination of pointers: whether they are accepted or refused.
use super::{Following, Running};
use crate::blob;
use crate::counts::count;
use crate::event::Source;
use crate::pointer::{revision_of, Pointer};
use crate::refusal::Refusal;
use crate::ruleset::RuleSet;
use crate::store::{Store, StoreFault};

/// Number of times that one poll reads the pointer again if its blob has expired.
const MAX_REREADS: usize = 3;

impl Following {
    pub(super) fn examine_all(&mut self, store: &mut dyn Store) -> Result<(), StoreFault> {
        let mut gone = None;
        for read in store.pointers(self.settings.pipeline)? {
            if gone.is_some() && gone == read {
                // read before its blob was found missing: the same pointer
                count(&self.shared.counters.reads);
            } else {
                gone = self.examine(read, store)?;
            }
        }
        // after the replies above, since a new read is newer than all of them
        for _ in 0..MAX_REREADS {
            let Some(raw) = gone else { return Ok(()) };
            let again = store.pointers(1)?.pop().flatten();
            if again.as_ref() == Some(&raw) {
                count(&self.shared.counters.reads);
                let revision = revision_of(&raw);
                let reason = format!("expected one for revision {revision}, got nothing although the pointer exists");
                self.refuse(raw, Some(revision), Refusal::Torn(reason));
                return Ok(());
            }
            gone = self.examine(again, store)?;
        }
        // the pointer changes faster than it is read: left to the next poll
        Ok(())
    }

    /// Examines one reply. Returns the pointer if its blob is missing.
    fn examine(&mut self, read: Option<Vec<u8>>, store: &mut dyn Store) -> Result<Option<Vec<u8>>, StoreFault> {
        count(&self.shared.counters.reads);
        let Some(raw) = read else {
            self.nothing_published();
            return Ok(None);
        };
        self.reported.nothing_published = false;
        if let Some(running) = self.running.as_ref().filter(|running| running.raw == raw) {
            let revision = running.pointer.revision;
            self.note_revision(revision);
            self.confirmed();
            return Ok(None);
        }
        if let Some(refused) = self.refused.take_if(|refused| refused.raw == raw && refused.refusal.is_permanent()) {
            self.refuse(refused.raw, refused.revision, refused.refusal);
            return Ok(None);
        }
        let pointer = match self.verified_pointer(&raw) {
            Ok(pointer) => pointer,
            Err(refusal) => {
                self.refuse(raw, None, refusal);
                return Ok(None);
            }
        };
        let revision = pointer.revision;
        if let Err(refusal) = self.check_order(&pointer) {
            self.refuse(raw, Some(revision), refusal);
            return Ok(None);
        }
        let Some(blob) = store.blob(revision)? else {
            self.note_revision(revision);
            return Ok(Some(raw));
        };
        if let Err(refusal) = self.accept(&raw, pointer, &blob) {
            self.refuse(raw, Some(revision), refusal);
        }
        Ok(None)
    }

    /// Parses a pointer and verifies its signature.
    fn verified_pointer(&self, raw: &[u8]) -> Result<Pointer, Refusal> {
        let pointer = Pointer::parse(raw)?;
        self.settings.public_keys.verify(&self.settings.set, &pointer)?;
        Ok(pointer)
    }

    fn check_order(&self, pointer: &Pointer) -> Result<(), Refusal> {
        let Some(Running { pointer: running, .. }) = &self.running else { return Ok(()) };
        if pointer.revision < running.revision {
            return Err(Refusal::Revision(format!("expected {} or higher, got {}", running.revision, pointer.revision)));
        }
        let same_content = (&pointer.sha256, pointer.bytes, pointer.count) == (&running.sha256, running.bytes, running.count);
        if pointer.revision == running.revision && !same_content {
            let (revision, sha256) = (running.revision, &running.sha256);
            return Err(Refusal::Revision(format!("expected the same rules ({sha256}) under {revision} again, got {}", pointer.sha256)));
        }
        Ok(())
    }

    fn accept(&mut self, raw: &[u8], pointer: Pointer, bytes: &[u8]) -> Result<(), Refusal> {
        let is_running = self.running.as_ref().is_some_and(|running| running.pointer.revision == pointer.revision);
        if is_running {
            blob::check_integrity(&pointer, bytes)?;
            self.save(raw, bytes)?;
            self.note_revision(pointer.revision);
            self.running = Some(Running { raw: raw.to_vec(), pointer });
            self.confirmed();
            return Ok(());
        }
        let set = RuleSet::compiled(&self.settings.set, &pointer, bytes, &self.settings.names)?;
        self.save(raw, bytes)?;
        self.note_revision(pointer.revision);
        self.run(raw.to_vec(), pointer, set, Source::Store);
        self.confirmed();
        Ok(())
    }
}
