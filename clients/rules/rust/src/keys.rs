//! Public keys of publishers.
use crate::pointer::{name, Pointer};
use crate::refusal::Refusal;
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use ed25519_dalek::{Signature, VerifyingKey};
use std::collections::HashMap;

/// Ed25519 keys by name. If there are any, a pointer must be signed by one of them.
#[derive(Clone, Debug, Default)]
pub struct PublicKeys(HashMap<String, VerifyingKey>);

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("public key: {0}")]
pub struct KeyError(String);

impl PublicKeys {
    pub fn empty() -> Self {
        PublicKeys::default()
    }

    /// Adds a key, as `ID=BASE64` of its 32 bytes.
    pub fn with(mut self, text: &str) -> Result<Self, KeyError> {
        let Some((id, key)) = text.split_once('=') else {
            return Err(KeyError(format!("expected ID=BASE64, got {text}")));
        };
        if id.is_empty() || name("id", id, "", 64).is_err() {
            return Err(KeyError(format!("id: expected 1 to 64 of A-Z a-z 0-9 - _ ., got {id:?}")));
        }
        let raw: Option<[u8; 32]> = STANDARD.decode(key).ok().and_then(|bytes| bytes.try_into().ok());
        match raw.and_then(|raw| VerifyingKey::from_bytes(&raw).ok()) {
            Some(key) => self.0.insert(id.to_string(), key),
            None => return Err(KeyError(format!("{id}: expected the 32 bytes of an Ed25519 key in base64, got {key}"))),
        };
        Ok(self)
    }

    pub(crate) fn verify(&self, set: &str, pointer: &Pointer) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let Some(signature) = pointer.signature else {
            return Err(Refusal::Signature(format!("expected one by a known key ({}), got an unsigned pointer", self.ids())));
        };
        let Some(key) = self.0.get(&pointer.key_id) else {
            return Err(Refusal::Signature(format!("expected one by a known key ({}), got one by {}", self.ids(), pointer.key_id)));
        };
        key.verify_strict(pointer.signed_text(set).as_bytes(), &Signature::from_bytes(&signature))
            .map_err(|_| Refusal::Signature(format!("expected one by {}, got an invalid one", pointer.key_id)))
    }

    fn ids(&self) -> String {
        let mut ids: Vec<&str> = self.0.keys().map(String::as_str).collect();
        ids.sort_unstable();
        ids.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_key_is_refused() {
        let refused = |text: &str| PublicKeys::empty().with(text).unwrap_err().to_string();
        assert_eq!(refused("key-1"), "public key: expected ID=BASE64, got key-1");
        assert!(refused("=AAAA").starts_with("public key: id: expected 1 to 64"));
        assert!(refused("a b=AAAA").starts_with("public key: id: expected 1 to 64"));
        assert!(refused("key-1=AAAA").starts_with("public key: key-1: expected the 32 bytes"));
    }

    #[test]
    fn base64_may_itself_end_with_equals_signs() {
        assert!(PublicKeys::empty().with("test-1=0IspUkrwfIUiTppUlTPCGB6aOpGeU78yzR83moFDJG4=").is_ok());
    }
}
