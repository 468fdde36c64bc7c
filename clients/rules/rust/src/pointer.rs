//! The pointer: `<revision>|<sha256>|<bytes>|<count>|<published_at>|<key_id>|<signature>`.
use crate::refusal::Refusal;
use base64::engine::general_purpose::STANDARD;
use base64::Engine;

pub(crate) const MAX_REVISION: u64 = (1 << 53) - 1;
/// Largest string that Redis stores.
const MAX_BYTES: u64 = 512 << 20;
const FIELDS: usize = 7;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pointer {
    pub(crate) revision: u64,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) count: u64,
    /// Unix milliseconds.
    pub(crate) published_at: u64,
    pub(crate) key_id: String,
    pub(crate) signature: Option<[u8; 64]>,
    unsigned: String,
}

impl Pointer {
    pub(crate) fn parse(raw: &[u8]) -> Result<Pointer, Refusal> {
        let text = std::str::from_utf8(raw).map_err(|_| Refusal::Pointer("expected text, got bytes that are not UTF-8".into()))?;
        let fields: Vec<&str> = text.split('|').collect();
        let Ok([revision, sha256, bytes, count, published_at, key_id, signature]) = <[&str; FIELDS]>::try_from(fields) else {
            return Err(Refusal::Pointer(format!("expected {FIELDS} fields, got {}", text.split('|').count())));
        };
        let pointer = Pointer {
            revision: number("revision", revision, 1, MAX_REVISION)?,
            sha256: digest(sha256)?,
            bytes: number("bytes", bytes, 1, MAX_BYTES)?,
            count: number("count", count, 0, MAX_REVISION)?,
            published_at: number("published_at", published_at, 0, MAX_REVISION)?,
            key_id: name("key_id", key_id, "", 64)?,
            signature: signed(signature)?,
            unsigned: text[..text.len() - signature.len() - 1].to_string(),
        };
        match (pointer.key_id.is_empty(), pointer.signature.is_none()) {
            (true, false) => malformed("key_id", "the name of the key that signed", ""),
            (false, true) => malformed("signature", format!("one by {}", pointer.key_id), ""),
            _ => Ok(pointer),
        }
    }

    /// Returns the text that the signature covers.
    pub(crate) fn signed_text(&self, set: &str) -> String {
        format!("voxguard.rules.v1|{set}|{}", self.unsigned)
    }
}

/// Returns the revision of a pointer even if its other fields are malformed; 0 if it cannot be read.
pub(crate) fn revision_of(raw: &[u8]) -> u64 {
    let field = raw.split(|byte| *byte == b'|').next().unwrap_or_default();
    std::str::from_utf8(field).ok().and_then(|text| number("revision", text, 1, MAX_REVISION).ok()).unwrap_or(0)
}

/// Checks a name of `A-Z a-z 0-9 - _ .` and `further`, at max `max` long; it may be empty.
pub(crate) fn name(field: &str, text: &str, further: &str, max: usize) -> Result<String, Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) || further.as_bytes().contains(&byte);
    match text.len() <= max && text.bytes().all(allowed) {
        true => Ok(text.to_string()),
        false => malformed(field, format!("up to {max} of A-Z a-z 0-9 - _ . {further}").trim_end(), text),
    }
}

fn number(field: &str, text: &str, min: u64, max: u64) -> Result<u64, Refusal> {
    let is_canonical = text == "0" || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match text.parse() {
        Ok(value) if is_canonical && (min..=max).contains(&value) => Ok(value),
        _ => malformed(field, format!("{min} to {max} in digits"), text),
    }
}

fn digest(text: &str) -> Result<String, Refusal> {
    match text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        true => Ok(text.to_string()),
        false => malformed("sha256", "64 lower-case hexadecimal digits", text),
    }
}

fn signed(text: &str) -> Result<Option<[u8; 64]>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    match STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()) {
        Some(signature) => Ok(Some(signature)),
        None => malformed("signature", "64 bytes in base64", text),
    }
}

fn malformed<T>(field: &str, expected: impl AsRef<str>, got: &str) -> Result<T, Refusal> {
    let got: String = if got.is_empty() { "nothing".into() } else { got.chars().take(80).collect() };
    Err(Refusal::Pointer(format!("{field}: expected {}, got {got}", expected.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA256: &str = "3af8b75ec1743eaf788dcad25516049462e7790dff80bb0f05b389fd2478062a";

    fn with(at: usize, field: &str) -> String {
        let signature = STANDARD.encode([7; 64]);
        let mut fields = ["42", SHA256, "720", "3", "1767225600123", "key-1", &signature];
        fields[at] = field;
        fields.join("|")
    }

    fn refusal(text: &str) -> String {
        Pointer::parse(text.as_bytes()).expect_err(text).to_string()
    }

    #[test]
    fn every_field_of_a_pointer_is_read() {
        let pointer = Pointer::parse(with(0, "42").as_bytes()).unwrap();
        assert_eq!((pointer.revision, pointer.bytes, pointer.count, pointer.published_at), (42, 720, 3, 1767225600123));
        assert_eq!((pointer.sha256.as_str(), pointer.key_id.as_str(), pointer.signature), (SHA256, "key-1", Some([7; 64])));
        assert_eq!(pointer.signed_text("core"), format!("voxguard.rules.v1|core|42|{SHA256}|720|3|1767225600123|key-1"));
    }

    #[test]
    fn an_unsigned_pointer_ends_with_two_empty_fields() {
        let pointer = Pointer::parse(format!("{MAX_REVISION}|{SHA256}|2|0|0||").as_bytes()).unwrap();
        assert_eq!((pointer.revision, pointer.count, pointer.signature), (MAX_REVISION, 0, None));
        assert_eq!(pointer.signed_text("core"), format!("voxguard.rules.v1|core|{MAX_REVISION}|{SHA256}|2|0|0|"));
    }

    #[test]
    fn malformed_field_is_named() {
        let (upper, long) = (SHA256.to_uppercase(), "k".repeat(65));
        let wrong = [
            (0, "revision", vec!["", "0", "007", "+1", "-1", "1.0", " 1", "9007199254740992", "99999999999999999999", "x"]),
            (1, "sha256", vec!["", &SHA256[1..], &upper]),
            (2, "bytes", vec!["", "0", "01", "-1", "536870913", "x"]),
            (3, "count", vec!["", "00", "03", "-1", "x"]),
            (4, "published_at", vec!["", "01", "-1", "1e3", "x"]),
            (5, "key_id", vec!["", "a b", "ä", "a:b", &long]),
            (6, "signature", vec!["", "AAAA", "====", "-"]),
        ];
        for (at, field, texts) in wrong {
            for text in texts {
                let refusal = refusal(&with(at, text));
                assert!(refusal.starts_with(&format!("pointer: {field}: expected ")), "{field} {text:?}: {refusal}");
            }
        }
    }

    #[test]
    fn base64_without_padding_is_refused_as_a_signature() {
        let bare = STANDARD.encode([7; 64]).trim_end_matches('=').to_string();
        assert!(refusal(&with(6, &bare)).starts_with("pointer: signature: expected 64 bytes in base64"));
    }

    #[test]
    fn the_number_of_fields_is_checked() {
        assert_eq!(refusal("42"), "pointer: expected 7 fields, got 1");
        assert_eq!(refusal(&format!("{}|", with(0, "42"))), "pointer: expected 7 fields, got 8");
        assert_eq!(Pointer::parse(&[0xff]).unwrap_err().to_string(), "pointer: expected text, got bytes that are not UTF-8");
    }

    #[test]
    fn revision_is_read_even_if_other_fields_are_malformed() {
        assert_eq!(revision_of(b"42|nonsense"), 42);
        assert_eq!(revision_of(b"042|nonsense"), 0);
        assert_eq!(revision_of(b""), 0);
    }
}
