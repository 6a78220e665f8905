//! The promises, by what they are of.

mod alerts;
mod api_tokens;
mod door_keys;
mod history;
mod jobs;
mod notes;
mod part;
mod rates;
mod shape;
mod shared;
mod tracking;
mod workers;

/// Makes of each promise a test against each database. A promise is an `async fn` that
/// takes the database.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(&crate::backend::Backend::sqlite()).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            #[ignore = "needs PostgreSQL: cargo xtask test"]
            async fn $promise() {
                super::$promise(&crate::backend::Backend::postgres().await).await;
            })*
        }
    };
}
pub(crate) use promises;
