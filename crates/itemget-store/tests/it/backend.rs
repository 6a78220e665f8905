//! The databases that the promises are tested against, each new and empty.

use itemget_store::{DatabaseAddress, Store};

/// An empty database, which is gone when this is dropped.
pub(crate) enum Backend {
    Sqlite(tempfile::TempDir),
    Postgres(String),
}

impl Backend {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// A schema of its own on the server that `cargo xtask test` has started.
    #[expect(
        clippy::disallowed_methods,
        reason = "where the server is, xtask says there"
    )]
    pub(crate) async fn postgres() -> Self {
        let server = std::env::var("ITEMGET_TEST_POSTGRES")
            .expect("`cargo xtask test postgres` starts a server and says where it is");
        let name = format!("test_{:016x}", fastrand::u64(..));
        let (client, connection) =
            tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute(&format!("CREATE SCHEMA {name}")).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        Self::Postgres(format!("{server}?options=-c%20search_path%3D{name}"))
    }

    pub(crate) fn address(&self) -> DatabaseAddress {
        match self {
            Self::Sqlite(folder) => DatabaseAddress::Sqlite(folder.path().join("a.db")),
            Self::Postgres(url) => url.parse().unwrap(),
        }
    }

    /// The store, as another process would open it as well.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.address()).await.unwrap()
    }
}
