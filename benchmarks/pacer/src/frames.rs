//! Requests from a file of frames: `[u32 LE][head][u32 LE][body]`, where the head is the request line and the
//! headers, each with its line end, without Content-Length and the blank line.
use std::io::{self, ErrorKind};
use std::path::Path;

/// Returns the requests of the file in wire format, in order.
pub fn requests(file: &Path) -> io::Result<Vec<Vec<u8>>> {
    let bytes = std::fs::read(file)?;
    let mut rest = bytes.as_slice();
    let mut requests = Vec::new();
    while !rest.is_empty() {
        let head = part(&mut rest)?;
        if !head.ends_with(b"\r\n") {
            return Err(unsound(&format!("frame {}: the head's last line is not ended", requests.len())));
        }
        requests.push(request(head, part(&mut rest)?));
    }
    if requests.is_empty() {
        return Err(unsound("no requests"));
    }
    Ok(requests)
}

fn request(head: &[u8], body: &[u8]) -> Vec<u8> {
    [head, format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn part<'a>(rest: &mut &'a [u8]) -> io::Result<&'a [u8]> {
    let cut_short = || unsound("the last frame is cut short");
    let (length, after) = rest.split_first_chunk().ok_or_else(cut_short)?;
    let (part, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(cut_short)?;
    *rest = after;
    Ok(part)
}

fn unsound(reason: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, reason)
}
