//! The last good set on disk: its pointer, a line end and its blob, in one file that is replaced atomically.
use crate::refusal::Refusal;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Maximum size of the file: more than a pointer and the largest blob.
const MAX_BYTES: u64 = (512 << 20) + 4096;

pub(crate) struct LastGood {
    directory: PathBuf,
    file: PathBuf,
    temporary: PathBuf,
}

pub(crate) struct SavedSet {
    pub(crate) pointer: Vec<u8>,
    pub(crate) blob: Vec<u8>,
}

impl LastGood {
    pub(crate) fn new(directory: &Path, set: &str) -> Self {
        LastGood {
            directory: directory.to_path_buf(),
            file: directory.join(format!("{set}.rules")),
            temporary: directory.join(format!("{set}.rules.tmp")),
        }
    }

    /// Saves a set. After return it survives a crash of the machine.
    pub(crate) fn save(&self, pointer: &[u8], blob: &[u8]) -> Result<(), Refusal> {
        self.replace(pointer, blob).map_err(|error| Refusal::Disk(format!("expected to write {}, got {error}", self.file.display())))
    }

    fn replace(&self, pointer: &[u8], blob: &[u8]) -> io::Result<()> {
        std::fs::create_dir_all(&self.directory)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.temporary)?;
        file.write_all(pointer)?;
        file.write_all(b"\n")?;
        file.write_all(blob)?;
        file.sync_all()?;
        std::fs::rename(&self.temporary, &self.file)?;
        File::open(&self.directory)?.sync_all()
    }

    /// Returns the saved set, unchecked; `None` if there is no file.
    pub(crate) fn read(&self) -> Result<Option<SavedSet>, Refusal> {
        let unreadable = |error: io::Error| Refusal::Disk(format!("expected to read {}, got {error}", self.file.display()));
        let mut file = match File::open(&self.file) {
            Ok(file) => file.take(MAX_BYTES),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        };
        let mut pointer = Vec::new();
        file.read_to_end(&mut pointer).map_err(unreadable)?;
        match pointer.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                let blob = pointer.split_off(end + 1);
                pointer.truncate(end);
                Ok(Some(SavedSet { pointer, blob }))
            }
            None => Err(Refusal::Disk(format!("expected a pointer and a blob in {}, got no line end", self.file.display()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_set_is_replaced_atomically() {
        let directory = tempfile::tempdir().unwrap();
        let last_good = LastGood::new(&directory.path().join("new"), "core");
        assert!(last_good.read().unwrap().is_none());
        for (pointer, blob) in [("1|a", "{\"long\":\n\"blob\"}"), ("2|b", "{}")] {
            last_good.save(pointer.as_bytes(), blob.as_bytes()).unwrap();
            let kept = last_good.read().unwrap().unwrap();
            assert_eq!((kept.pointer, kept.blob), (pointer.as_bytes().to_vec(), blob.as_bytes().to_vec()));
        }
        assert_eq!(std::fs::read_dir(directory.path().join("new")).unwrap().count(), 1);
    }

    #[test]
    fn failure_to_write_or_read_is_reported() {
        let directory = tempfile::tempdir().unwrap();
        let in_the_way = directory.path().join("file");
        std::fs::write(&in_the_way, "x").unwrap();
        let refusal = LastGood::new(&in_the_way, "core").save(b"1", b"{}").unwrap_err();
        assert!(refusal.to_string().starts_with("disk: expected to write "), "{refusal}");
        std::fs::write(directory.path().join("core.rules"), "no line end").unwrap();
        assert!(LastGood::new(directory.path(), "core").read().is_err());
    }
}
