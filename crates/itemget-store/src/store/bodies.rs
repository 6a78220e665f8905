//! Bodies as they came: packed, and each kept once however often it came.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use itemget_history::{Moment, TrailKey};
use sha2::{Digest as _, Sha256};

use super::{Store, TrailId};
use crate::db::{Dialect, Transaction, Value, values};
use crate::error::{Doing as _, StoreError};

/// A body that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Of which trail it is a reading.
    pub trail: TrailKey,
    /// When it came.
    pub at: Moment,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Bodies that nothing refers to any more.
    pub bodies: u64,
    /// Times at which a body was seen.
    pub sightings: u64,
}

const KEEPING: &str = "keep what the platform sent";

impl Store {
    /// Keeps bodies: all of them or none. One that is kept already costs a row of a few
    /// bytes; one of the same trail and second is left as it is.
    pub async fn keep_bodies(&self, bodies: &[Body]) -> Result<(), StoreError> {
        if bodies.is_empty() {
            return Ok(());
        }
        let rows = self.body_rows(bodies).await?;
        let mut work = self.database.begin().await.doing(KEEPING)?;
        keep(&mut *work, rows).await?;
        work.commit().await.doing(KEEPING)
    }

    /// The rows of bodies, in one order for everybody: two that keep the same bodies would
    /// wait for each other otherwise.
    pub(super) async fn body_rows(
        &self,
        bodies: &[Body],
    ) -> Result<BodyRows, StoreError> {
        let keys: Vec<&TrailKey> = bodies.iter().map(|body| &body.trail).collect();
        let trails = self.trail_ids(&keys).await?;
        let again = match self.database.dialect() {
            // One transaction writes at a time.
            Dialect::Sqlite => "NOTHING",
            // Written, so that nobody forgets it before its sighting is there.
            Dialect::Postgres => "UPDATE SET size = excluded.size",
        };
        let mut rows = BodyRows { again, ..BodyRows::default() };
        for (trail, body) in trails.iter().zip(bodies) {
            let digest = Sha256::digest(&body.bytes).to_vec();
            let size = i64::try_from(body.bytes.len()).unwrap_or(i64::MAX);
            rows.bodies.push(values![digest.clone(), size, packed(&body.bytes)]);
            rows.sightings.push(values![trail.0, body.at.seconds(), digest]);
        }
        rows.bodies.sort_unstable();
        rows.sightings.sort_unstable();
        Ok(rows)
    }

    /// The last body of a trail that came at `at` or before, and when it came.
    pub async fn body(
        &self,
        key: &TrailKey,
        at: Moment,
    ) -> Result<Option<(Moment, Vec<u8>)>, StoreError> {
        const LAST: &str = "SELECT sightings.at, size, packed FROM sightings \
             JOIN bodies ON bodies.digest = sightings.digest \
             WHERE trail = $1 AND at <= $2 ORDER BY at DESC LIMIT 1";
        let doing = "read what the platform sent";
        let trails = self.trails(Some(key.item)).await?;
        let Some((trail, _)) = trails.into_iter().find(|(_, it)| it == key) else {
            return Ok(None);
        };
        let values = values![trail.0, at.seconds()];
        let mut rows = self.database.query(LAST, values).await.doing(doing)?;
        let Some(row) = rows.first_mut() else { return Ok(None) };
        let at = Moment::from_seconds(row.int(0).doing(doing)?);
        let size = row.int(1).doing(doing)?;
        Ok(Some((at, unpacked(&row.bytes(2).doing(doing)?, size)?)))
    }

    /// Forgets the bodies that came before `before`, but for those that came later as well.
    pub async fn forget_bodies(&self, before: Moment) -> Result<Forgotten, StoreError> {
        const SIGHTINGS: &str = "DELETE FROM sightings WHERE at < $1";
        let doing = FORGETTING;
        let mut work = self.database.begin().await.doing(doing)?;
        let sightings = work.execute(SIGHTINGS, values![before.seconds()]).await;
        let sightings = sightings.doing(doing)?;
        let bodies = self.forget_unseen(&mut *work).await?;
        work.commit().await.doing(doing)?;
        Ok(Forgotten { bodies, sightings })
    }
}

impl Store {
    /// Forgets the bodies of each of these trails that came before its moment; those of other
    /// trails stay.
    pub async fn forget_bodies_each(
        &self,
        trails: &[(TrailId, Moment)],
    ) -> Result<Forgotten, StoreError> {
        const SIGHTINGS: &str = "DELETE FROM sightings WHERE trail = $1 AND at < $2";
        let rows = trails.iter().map(|(id, before)| values![id.0, before.seconds()]);
        let mut work = self.database.begin().await.doing(FORGETTING)?;
        let sightings = work.execute_many(SIGHTINGS, rows.collect()).await;
        let sightings = sightings.doing(FORGETTING)?;
        let bodies = self.forget_unseen(&mut *work).await?;
        work.commit().await.doing(FORGETTING)?;
        Ok(Forgotten { bodies, sightings })
    }

    /// Forgets the bodies that nothing refers to any more. They are held first and looked
    /// at once more then: somebody may have kept the same body meanwhile. Those that
    /// somebody else holds are left for another time.
    async fn forget_unseen(&self, work: &mut dyn Transaction) -> Result<u64, StoreError> {
        let skip_locked = self.database.dialect().skip_locked();
        let hold = format!("SELECT digest FROM bodies WHERE {UNSEEN}{skip_locked}");
        let forget = format!("DELETE FROM bodies WHERE digest = $1 AND {UNSEEN}");
        let held = work.query(&hold, values![]).await.doing(FORGETTING)?;
        let held = held.into_iter().map(|mut row| {
            let digest = row.bytes(0).doing(FORGETTING)?;
            Ok(values![digest])
        });
        let held: Vec<Vec<Value>> = held.collect::<Result<_, StoreError>>()?;
        work.execute_many(&forget, held).await.doing(FORGETTING)
    }
}

const FORGETTING: &str = "forget what the platform sent";

const UNSEEN: &str = "NOT EXISTS \
     (SELECT 1 FROM sightings WHERE sightings.digest = bodies.digest)";

/// Bodies and when they were seen, as rows.
#[derive(Default)]
pub(super) struct BodyRows {
    /// What is done with a body that is there already.
    again: &'static str,
    bodies: Vec<Vec<Value>>,
    sightings: Vec<Vec<Value>>,
}

/// Keeps bodies.
pub(super) async fn keep(
    work: &mut dyn Transaction,
    rows: BodyRows,
) -> Result<(), StoreError> {
    const SIGHTING: &str = "INSERT INTO sightings (trail, at, digest) \
         VALUES ($1, $2, $3) ON CONFLICT (trail, at) DO NOTHING";
    let body = format!(
        "INSERT INTO bodies (digest, size, packed) VALUES ($1, $2, $3) \
         ON CONFLICT (digest) DO {}",
        rows.again
    );
    work.execute_many(&body, rows.bodies).await.doing(KEEPING)?;
    work.execute_many(SIGHTING, rows.sightings).await.doing(KEEPING)?;
    Ok(())
}

pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    packed.expect("nothing fails that writes into memory")
}

pub(super) fn unpacked(packed: &[u8], size: i64) -> Result<Vec<u8>, StoreError> {
    let size = u64::try_from(size).unwrap_or(0);
    let mut bytes = Vec::new();
    // Not more than was put in, whatever the bytes say.
    let read = DeflateDecoder::new(packed).take(size + 1).read_to_end(&mut bytes);
    match read {
        Ok(read) if read as u64 == size => Ok(bytes),
        _ => Err(StoreError::damaged("a body that was kept cannot be unpacked")),
    }
}
