//! Store over the Redis protocol. One connection, opened on demand and dropped at its first fault, so that a late reply is never taken for
//! the next command's.
use crate::settings::{wrong, SettingError, Settings};
use crate::store::{Store, StoreFault};
use redis::{cmd, from_owned_redis_value, Client, Cmd, Connection, FromRedisValue, RedisResult};
use std::time::Duration;

const ACKNOWLEDGEMENT_TTL_MS: u64 = 30_000;

/// Returns a client for a store's URL. The error does not repeat the URL, which may contain a password.
pub(crate) fn client(url: &str) -> Result<Client, SettingError> {
    match Client::open(url) {
        Ok(client) => Ok(client),
        Err(error) => wrong("store", "redis://host:port", error.to_string()),
    }
}

/// Returns a connection with a timeout on every wait.
pub(crate) fn connect(client: &Client, connect_timeout: Duration, command_timeout: Duration) -> RedisResult<Connection> {
    let connection = client.get_connection_with_timeout(connect_timeout)?;
    connection.set_read_timeout(Some(command_timeout))?;
    connection.set_write_timeout(Some(command_timeout))?;
    Ok(connection)
}

pub(crate) struct RedisStore {
    client: Client,
    connection: Option<Connection>,
    connect_timeout: Duration,
    command_timeout: Duration,
    prefix: String,
    engine: String,
    get_pointer: Vec<u8>,
}

impl RedisStore {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingError> {
        let prefix = format!("{{rules:{}}}", settings.set);
        Ok(RedisStore {
            client: client(&settings.store)?,
            connection: None,
            connect_timeout: settings.connect_timeout,
            command_timeout: settings.command_timeout,
            get_pointer: cmd("GET").arg(format!("{prefix}:cur")).get_packed_command(),
            prefix,
            engine: settings.engine.clone(),
        })
    }

    /// Sends commands together and returns their replies. Stops at the first reply that times out; the crate's own pipeline would wait for
    /// each of the others in turn.
    fn exchange<T: FromRedisValue>(&mut self, commands: &[u8], replies: usize) -> Result<Vec<T>, StoreFault> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(&self.client, self.connect_timeout, self.command_timeout).map_err(fault)?,
        };
        connection.send_packed_command(commands).map_err(fault)?;
        let received = (0..replies).map(|_| connection.recv_response()).collect::<RedisResult<Vec<_>>>().map_err(fault)?;
        // all replies have arrived: an error among them is the store's answer, and the connection is usable
        self.connection = Some(connection);
        received.into_iter().map(|reply| from_owned_redis_value(reply.extract_error()?)).collect::<RedisResult<_>>().map_err(fault)
    }

    fn packed(commands: &[&Cmd]) -> Vec<u8> {
        commands.iter().flat_map(|command| command.get_packed_command()).collect()
    }
}

fn fault(error: redis::RedisError) -> StoreFault {
    StoreFault(error.to_string())
}

impl Store for RedisStore {
    fn pointers(&mut self, times: usize) -> Result<Vec<Option<Vec<u8>>>, StoreFault> {
        self.exchange(&self.get_pointer.repeat(times), times)
    }

    fn blob(&mut self, revision: u64) -> Result<Option<Vec<u8>>, StoreFault> {
        let command = cmd("GET").arg(format!("{}:v:{revision}", self.prefix)).get_packed_command();
        self.exchange(&command, 1).map(|mut replies| replies.pop().flatten())
    }

    fn acknowledge(&mut self, value: &str, now: u64) -> Result<(), StoreFault> {
        let mut set = cmd("SET");
        set.arg(format!("{}:ack:{}", self.prefix, self.engine)).arg(value).arg("PX").arg(ACKNOWLEDGEMENT_TTL_MS);
        let mut list = cmd("ZADD");
        list.arg(format!("{}:engines", self.prefix)).arg(now).arg(&self.engine);
        self.exchange::<redis::Value>(&RedisStore::packed(&[&set, &list]), 2).map(drop)
    }
}
