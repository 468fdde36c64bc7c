//! Saving of replies, which are checked before anything is measured.
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::load::connect;
use crate::reply::Reply;

const TIMEOUT: Duration = Duration::from_secs(10);

/// Sends the requests one after the other over one connection and writes the bodies of the replies as `0.bin`, `1.bin`,
/// whatever their status; `errors` counts those that are not 2xx.
pub fn save(address: SocketAddr, requests: &[Vec<u8>], folder: &Path) -> io::Result<Value> {
    std::fs::create_dir_all(folder)?;
    let mut stream = connect(address)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let mut reply = Reply::default();
    let mut errors = 0;
    let mut first_error = None;
    for (i, request) in requests.iter().enumerate() {
        stream.write_all(request)?;
        reply.clear();
        while !reply.advance().map_err(|reason| io::Error::new(ErrorKind::InvalidData, reason))? {
            if reply.read_from(&stream)? == 0 {
                return Err(io::Error::new(ErrorKind::UnexpectedEof, format!("request {i}: the server closed the connection")));
            }
        }
        if !reply.is_success() {
            errors += 1;
            let text = reply.bytes();
            first_error.get_or_insert_with(|| String::from_utf8_lossy(&text[..text.len().min(300)]).into_owned());
        }
        std::fs::write(folder.join(format!("{i}.bin")), reply.body())?;
    }
    Ok(json!({"saved": requests.len(), "errors": errors, "first_error": first_error}))
}
