//! The experiment on the history store, small: the answers are those of a table of rows.

use crate::engine::Engine;
use crate::experiment::{self, Size};
use crate::{Failure, rows, store, told};

#[test]
fn the_store_answers_as_a_table_of_rows_and_is_smaller() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut engines: Vec<Box<dyn Engine>> = vec![
        Box::new(store::Kept::sqlite(folder.path())?),
        Box::new(rows::Rows::make(folder.path())?),
    ];
    let size = Size { items: 150, sweeps: 20, histories: 41, at_once: 10, rounds: 1 };
    let done = experiment::run(size, &mut engines, |_| {})?;
    assert_eq!(done.observations, 150 * 4 * 20);
    let asked =
        done.engines.iter().map(|it| (it.histories.len(), it.first_histories.len()));
    assert_eq!(asked.collect::<Vec<_>>(), [(41, 5); 2]);
    let [ours, rows] = &done.engines[..] else { panic!("two engines: {done:?}") };
    assert!(ours.bytes < rows.bytes, "{done:?}");
    let line = told::line(&done);
    assert_eq!(line["engines"][0]["name"], "itemget, SQLite", "{line}");
    assert!(line["engines"][1]["lowest"]["wall_ms"].as_f64() > Some(0.0), "{line}");
    Ok(())
}

#[test]
fn an_answer_that_differs_ends_the_experiment() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut engines: Vec<Box<dyn Engine>> = vec![
        Box::new(rows::Rows::make(folder.path())?),
        Box::new(store::Kept::sqlite(folder.path())?),
    ];
    let other = rusqlite::Connection::open(folder.path().join("rows.db"))?;
    other.execute_batch(
        "CREATE TRIGGER lies AFTER INSERT ON observations WHEN new.sale % 50 = 7 \
         BEGIN UPDATE observations SET sale = sale - 1 WHERE rowid = new.rowid; END",
    )?;
    let size = Size { items: 50, sweeps: 10, histories: 200, at_once: 10, rounds: 1 };
    let error = experiment::run(size, &mut engines, |_| {}).unwrap_err().to_string();
    assert!(error.starts_with("itemget, SQLite says otherwise of "), "{error}");
    Ok(())
}
