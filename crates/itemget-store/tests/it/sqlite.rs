//! What only a database in a file can do, or can have done to it.

use itemget_store::{DatabaseAddress, Looks, Store, StoreError};

#[tokio::test]
async fn a_backup_is_the_same_store_and_never_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| DatabaseAddress::Sqlite(folder.path().join(name));
    let store = Store::open(&at("a.db")).await.unwrap();
    store.set("colour", "blue").await.unwrap();
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    store.set("colour", "red").await.unwrap();
    let copied = Store::open(&at("copy.db")).await.unwrap();
    assert_eq!(copied.setting("colour").await.unwrap().as_deref(), Some("blue"));
    let again = store.backup(&copy).await.unwrap_err();
    assert!(matches!(again, StoreError::File { .. }), "{again:?}");
    assert_eq!(copied.setting("colour").await.unwrap().as_deref(), Some("blue"));
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_a_store_and_its_copies() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/a.db");
    let store = Store::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap();
    store.set("a", "b").await.unwrap();
    store.backup(&folder.path().join("copy.db")).await.unwrap();
    let wal = path.with_extension("db-wal");
    for file in [path, wal, folder.path().join("copy.db")] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam, ".repeat(100)).unwrap();
    let error = Store::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap_err();
    assert!(error.to_string().contains("letter.txt"), "{error}");
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept.starts_with("Dear Sir or Madam, "));
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(Store::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap());
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute("INSERT INTO shape (version) VALUES (1000)", []).unwrap();
    let error = Store::open(&DatabaseAddress::Sqlite(path)).await.unwrap_err();
    assert!(matches!(error, StoreError::TooNew { found: 1000, .. }), "{error:?}");
}

#[tokio::test]
async fn a_new_worker_forgets_the_batches_of_those_who_are_long_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let remembered = || -> Vec<String> {
        let mut rows =
            raw.prepare("SELECT worker FROM hand_ins ORDER BY worker").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let hand_in = async |worker, batch| {
        store.keep_looks(worker, batch, &Looks::default()).await.unwrap();
    };
    hand_in("gone", 1).await;
    hand_in("here", 1).await;
    let long_ago = "UPDATE hand_ins SET at = at - 8 * 86400 WHERE worker = 'gone'";
    assert_eq!(raw.execute(long_ago, []).unwrap(), 1);
    hand_in("here", 2).await;
    assert_eq!(remembered(), ["gone", "here"], "once for each worker is enough");
    hand_in("new", 1).await;
    assert_eq!(remembered(), ["here", "new"]);
}

#[tokio::test]
async fn a_check_names_the_trail_whose_bytes_were_damaged() {
    use itemget_history::{
        Entry, Kind, Moment, Quantity, Reading, Series, State, TrailKey,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap();
    let key = TrailKey {
        item: "1005006000000001".parse().unwrap(),
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        source: "a".to_owned(),
    };
    let state = State::Value(Quantity::whole(5));
    let entries = vec![Entry { series: Series::of_item(Kind::Stock), state }];
    let day = std::time::Duration::from_secs(86_400);
    let reading = Reading::of_item(Moment::from_seconds(5), day, entries);
    store.append(&[(key.clone(), reading.clone())]).await.unwrap();
    store.compact().await.unwrap();
    store.append(&[(key.clone(), reading)]).await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    for table in ["segments", "head"] {
        let sql = format!("UPDATE {table} SET body = substr(body, 1, length(body) - 1)");
        assert_eq!(raw.execute(&sql, []).unwrap(), 1);
    }
    let faults = store.check().await.unwrap().faults;
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.trail.is_some()), "{faults:?}");
    assert!(store.trail(&key).await.is_err());
}

#[tokio::test]
async fn a_check_of_a_damaged_file_tells_what_is_wrong_and_reads_the_rest() {
    use std::os::unix::fs::FileExt as _;
    let folder = tempfile::tempdir().unwrap();
    let [whole, path] = ["a.db", "b.db"].map(|name| folder.path().join(name));
    drop(Store::open(&DatabaseAddress::Sqlite(whole.clone())).await.unwrap());
    // All of it in one file.
    let copy = format!("VACUUM INTO '{}'", path.display());
    rusqlite::Connection::open(&whole).unwrap().execute(&copy, []).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let of =
        |what: &str| format!("SELECT {what} FROM sqlite_schema WHERE name = 'segments'");
    let page: u32 = raw.query_row(&of("rootpage"), [], |row| row.get(0)).unwrap();
    let size: u32 = raw.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
    drop(raw);
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all_at(&[0xa5; 512], u64::from(page - 1) * u64::from(size)).unwrap();
    let store = Store::open(&DatabaseAddress::Sqlite(path)).await.unwrap();
    let checked = store.check().await.unwrap();
    assert!(checked.faults.len() >= 2, "{checked:?}");
    let unread = checked.faults.iter().any(|it| it.what.contains("malformed"));
    assert!(unread, "{checked:?}");
}

#[tokio::test]
async fn what_compaction_leaves_unused_is_given_back() {
    use itemget_history::{
        Entry, Kind, Moment, Quantity, Reading, Series, State, TrailKey,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap();
    let hour = std::time::Duration::from_secs(3600);
    let trails: Vec<_> = (0..60u32)
        .map(|number| TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: format!("source{number}"),
        })
        .collect();
    for round in 0..200 {
        let readings: Vec<_> = trails
            .iter()
            .map(|key| {
                let state = State::Value(Quantity::whole(round % 2));
                let entries = vec![Entry { series: Series::of_item(Kind::Stock), state }];
                let seen = Moment::from_seconds(3600 * round);
                (key.clone(), Reading::of_item(seen, hour, entries))
            })
            .collect();
        store.append(&readings).await.unwrap();
    }
    let raw = rusqlite::Connection::open(&path).unwrap();
    let count =
        |name| raw.pragma_query_value(None, name, |it| it.get::<_, i64>(0)).unwrap();
    let before = count("page_count");
    assert!(store.compact().await.unwrap().readings > 0);
    let (free, all) = (count("freelist_count"), count("page_count"));
    assert!(all < before, "{all} pages of {before}, {free} of them unused");
    assert!(free <= all / 8, "{free} unused of {all}");
}
