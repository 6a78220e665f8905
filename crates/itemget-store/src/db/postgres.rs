//! PostgreSQL 15 and newer: one database for many machines.

mod value;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Client, Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod,
    Runtime,
};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use rustls::ClientConfig;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;
use url::Url;

use super::{Asked, Database, DbError, Dialect, HeadRow, Row, Transaction, Value};
use crate::error::{Doing as _, StoreError};

/// How many connections one process has at most.
const CONNECTIONS: usize = 8;
/// How many statements are sent before the first one is answered.
const IN_FLIGHT: usize = 256;
/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// After so long a silence it is asked whether the server is still there.
const SILENCE: Duration = Duration::from_secs(10);
/// How long what was sent may stay without a sign that it arrived.
const UNHEARD: Duration = Duration::from_secs(20);

/// How long the server keeps what a machine held that is gone: its silence is noticed after
/// half a minute, and a transaction in which nothing happens is ended in any case.
const LEAVE: &str = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; \
     SET tcp_keepalives_count = 4; SET idle_in_transaction_session_timeout = '5min'";

/// A database on a server.
#[derive(Debug)]
pub(super) struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Connects to the server.
    pub(super) async fn open(url: &Url) -> Result<Self, StoreError> {
        let doing = "connect to the database";
        let mut config: tokio_postgres::Config =
            url.as_str().parse().map_err(DbError::from).doing(doing)?;
        if config.get_application_name().is_none() {
            config.application_name("itemget");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.keepalives_idle(SILENCE);
        config.keepalives_interval(SILENCE / 2);
        config.keepalives_retries(3);
        config.tcp_user_timeout(UNHEARD);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let is_local = url
            .host_str()
            .is_none_or(|host| matches!(host, "" | "localhost" | "127.0.0.1" | "[::1]"));
        let says_nothing = !url.query_pairs().any(|(name, _)| name == "sslmode");
        if !is_local && says_nothing {
            // Consents and a password cross the network: never in the clear unless somebody
            // says so.
            config.ssl_mode(SslMode::Require);
        }
        let manager = match is_local {
            true => Manager::from_config(config, NoTls, recycling),
            false => Manager::from_config(config, tls().doing(doing)?, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .post_create(Hook::async_fn(|client, _| {
                let set = async move {
                    client.batch_execute(LEAVE).await.map_err(HookError::Backend)
                };
                Box::pin(set)
            }))
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .build()
            .map_err(DbError::from)
            .doing(doing)?;
        let database = Self { pool };
        drop(database.client().await.doing(doing)?);
        Ok(database)
    }

    async fn client(&self) -> Result<Client, DbError> {
        Ok(self.pool.get().await?)
    }
}

/// TLS as the rest of the program has it: what the system trusts, with ring.
fn tls() -> Result<MakeRustlsConnect, DbError> {
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

impl Database for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query<'a>(&'a self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        async move { query(&self.client().await?, sql, &values).await }.boxed()
    }

    fn query_many<'a>(
        &'a self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>> {
        async move { query_many(&self.client().await?, sql, rows).await }.boxed()
    }

    fn begin(&self) -> Asked<'_, Box<dyn Transaction>> {
        async {
            let client = self.client().await?;
            client.batch_execute("BEGIN").await?;
            let open: Box<dyn Transaction> = Box::new(Open { client: Some(client) });
            Ok(open)
        }
        .boxed()
    }

    fn append(&self, rows: Vec<HeadRow>) -> Asked<'_, ()> {
        async move {
            let client = self.client().await?;
            let sql = "COPY head (trail, at, body) FROM STDIN BINARY";
            // A copy is one statement, and so happens whole or not at all.
            let sink = client.copy_in::<_, bytes::Bytes>(sql).await?;
            let types = [Type::INT8, Type::INT8, Type::BYTEA];
            let mut writer = Box::pin(BinaryCopyInWriter::new(sink, &types));
            for row in &rows {
                writer.as_mut().write(&[&row.trail, &row.at, &row.body]).await?;
            }
            writer.as_mut().finish().await?;
            Ok(())
        }
        .boxed()
    }

    fn integrity(&self) -> Asked<'_, Vec<String>> {
        // `pg_amcheck` looks at a server's files, and needs the rights for it.
        async { Ok(Vec::new()) }.boxed()
    }

    fn size(&self) -> Asked<'_, u64> {
        const SIZE: &str = "SELECT CAST(sum(pg_total_relation_size(oid)) AS BIGINT) \
             FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";
        async {
            let mut rows = self.query(SIZE, Vec::new()).await?;
            let size = rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0))?;
            Ok(u64::try_from(size.unwrap_or(0))?)
        }
        .boxed()
    }

    fn backup(&self, _path: PathBuf) -> BoxFuture<'_, Result<(), StoreError>> {
        async { Err(StoreError::NotHere) }.boxed()
    }

    fn trim(&self) -> Asked<'_, ()> {
        // The server does so by itself.
        async { Ok(()) }.boxed()
    }

    fn vacuum(&self) -> Asked<'_, ()> {
        async {
            self.client().await?.batch_execute("VACUUM (ANALYZE) segments, head").await?;
            Ok(())
        }
        .boxed()
    }
}

/// A transaction on a connection of its own.
struct Open {
    /// There until the commit.
    client: Option<Client>,
}

impl Open {
    fn client(&self) -> &Client {
        self.client.as_ref().expect("only a commit takes the connection away")
    }
}

impl Transaction for Open {
    fn query<'a>(&'a mut self, sql: &'a str, values: Vec<Value>) -> Asked<'a, Vec<Row>> {
        async move { query(self.client(), sql, &values).await }.boxed()
    }

    fn query_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, Vec<Vec<Row>>> {
        async move { query_many(self.client(), sql, rows).await }.boxed()
    }

    fn execute<'a>(&'a mut self, sql: &'a str, values: Vec<Value>) -> Asked<'a, u64> {
        async move {
            let client = self.client();
            let statement = client.prepare_cached(sql).await?;
            Ok(client.execute(&statement, &parameters(&values)).await?)
        }
        .boxed()
    }

    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> Asked<'a, u64> {
        async move {
            let client = self.client();
            let statement = &client.prepare_cached(sql).await?;
            // Sent without waiting for each answer, and carried out in their order.
            let all = rows.into_iter().map(|values| one(client, statement, values));
            let mut all = futures_util::stream::iter(all).buffered(IN_FLIGHT);
            let mut changed = 0;
            while let Some(one) = all.try_next().await? {
                changed += one;
            }
            Ok(changed)
        }
        .boxed()
    }

    fn script<'a>(&'a mut self, sql: &'a str) -> Asked<'a, ()> {
        async move { Ok(self.client().batch_execute(sql).await?) }.boxed()
    }

    fn commit(mut self: Box<Self>) -> Asked<'static, ()> {
        async move {
            let client = self.client.take().expect("a commit is the last thing");
            match client.batch_execute("COMMIT").await {
                Ok(()) => Ok(()),
                Err(error) => {
                    discard(client);
                    Err(error.into())
                }
            }
        }
        .boxed()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            discard(client);
        }
    }
}

/// Closes a connection in the middle of a transaction, which takes it back: it must not
/// go to the pool as it is.
fn discard(client: Client) {
    drop(Client::take(client));
}

async fn query(
    client: &Client,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Row>, DbError> {
    let statement = client.prepare_cached(sql).await?;
    let rows = client.query(&statement, &parameters(values)).await?;
    rows.iter().map(value::row).collect()
}

/// Sent without waiting for each answer, and carried out in their order.
async fn query_many(
    client: &Client,
    sql: &str,
    rows: Vec<Vec<Value>>,
) -> Result<Vec<Vec<Row>>, DbError> {
    let all = rows.into_iter().map(|values| async move {
        // Prepared once, and found again.
        query(client, sql, &values).await
    });
    futures_util::stream::iter(all).buffered(IN_FLIGHT).try_collect().await
}

async fn one(
    client: &Client,
    statement: &Statement,
    values: Vec<Value>,
) -> Result<u64, tokio_postgres::Error> {
    client.execute(statement, &parameters(&values)).await
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Whether the server was not reached, went away, or had two transactions in each other's
/// way.
pub(super) fn is_transient(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    is_lost(error)
        || code(error).is_some_and(|code| {
            [
                SqlState::T_R_SERIALIZATION_FAILURE,
                SqlState::T_R_DEADLOCK_DETECTED,
                SqlState::LOCK_NOT_AVAILABLE,
            ]
            .contains(code)
        })
}

/// Whether the server was not reached or went away.
pub(super) fn is_lost(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    match (code(error), error.downcast_ref::<PoolError>()) {
        // Connection failures, too many of them, a server that stops or starts.
        (Some(code), _) => {
            (matches!(&code.code()[..2], "08" | "53" | "57")
                && *code != SqlState::DISK_FULL)
                || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
        }
        (None, Some(_)) => true,
        (None, None) => error.is::<tokio_postgres::Error>(),
    }
}

/// Whether the server's disk is full.
pub(super) fn is_full(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    let error = error.downcast_ref::<tokio_postgres::Error>();
    error.and_then(tokio_postgres::Error::code) == Some(&SqlState::DISK_FULL)
}

/// What the server said, if it is that.
fn code<'a>(error: &'a (dyn Error + Send + Sync + 'static)) -> Option<&'a SqlState> {
    let of_pool = match error.downcast_ref::<PoolError>() {
        Some(PoolError::Backend(error)) => Some(error),
        _ => None,
    };
    of_pool.or(error.downcast_ref::<tokio_postgres::Error>())?.code()
}
