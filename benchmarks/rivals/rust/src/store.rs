//! Rows from the store, over one multiplexed connection that is reopened when it breaks.
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{Client, Cmd, IntoConnectionInfo, RedisResult, Value};

#[derive(Clone)]
pub struct Store {
    connection: ConnectionManager,
}

/// Reason for missing rows.
#[derive(Clone, Copy)]
pub enum Fault {
    TimedOut,
    Unavailable,
}

impl Fault {
    pub fn reason(self) -> &'static str {
        match self {
            Fault::TimedOut => "timed_out",
            Fault::Unavailable => "unavailable",
        }
    }
}

impl Store {
    pub async fn connect(url: &str) -> RedisResult<Self> {
        let info = url.into_connection_info()?.set_tcp_settings(TcpSettings::default().set_nodelay(true));
        let unlimited = ConnectionManagerConfig::new().set_response_timeout(None);
        Ok(Store { connection: Client::open(info)?.get_connection_manager_with_config(unlimited).await? })
    }

    /// Reads the row of one key.
    pub async fn get(&self, key: &str, limit: Duration) -> Result<Option<Vec<u8>>, Fault> {
        let mut command = Cmd::with_capacity(2, key.len() + 3);
        command.arg("GET").arg(key);
        row(self.ask(&command, limit).await?)
    }

    /// Reads the rows of the keys, in order.
    pub async fn get_all(&self, keys: &[String], limit: Duration) -> Result<Vec<Option<Vec<u8>>>, Fault> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = Cmd::with_capacity(1 + keys.len(), 4 + keys.iter().map(String::len).sum::<usize>());
        command.arg("MGET").arg(keys);
        match self.ask(&command, limit).await? {
            Value::Array(rows) if rows.len() == keys.len() => rows.into_iter().map(row).collect(),
            _ => Err(Fault::Unavailable),
        }
    }

    async fn ask(&self, command: &Cmd, limit: Duration) -> Result<Value, Fault> {
        let mut connection = self.connection.clone();
        match tokio::time::timeout(limit, connection.send_packed_command(command)).await {
            Err(_) => Err(Fault::TimedOut),
            Ok(answer) => answer.map_err(|_| Fault::Unavailable),
        }
    }
}

fn row(value: Value) -> Result<Option<Vec<u8>>, Fault> {
    match value {
        Value::BulkString(bytes) => Ok(Some(bytes)),
        Value::Nil => Ok(None),
        _ => Err(Fault::Unavailable),
    }
}
