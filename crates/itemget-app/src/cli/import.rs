//! `itemget import`: history back from an export, or from another tracker's files.

mod shown;

use std::path::{Path, PathBuf};

use clap::Args;
use itemget::{Clock as _, Country, Currency};
use itemget_exchange::Manifest;
use itemget_exchange::map::{Mapping, built_in};
use itemget_history::Moment;
use itemget_store::Store;
use tokio::sync::watch;

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use super::interrupt::Interrupt;
use super::progress::{Begin, Progress, ProgressForm};
use crate::config::{ObjectStoreSettings, Settings};
use crate::database::{self, World};
use crate::depot::{Depot, DepotAddress};
use crate::exit::Exit;
use crate::import::{self, ForeignFile, ImportError, Imported, Kept, read_foreign};
use shown::Outcome;

/// Take history back from an export, or from files of other trackers
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[arg(value_name = "DIR|FILE", help = FROM_HELP)]
    from: Vec<String>,
    /// Whose files they are: keepa, pricebuddy, or a file that says which column is what
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Show a mapping to start from: keepa or pricebuddy
    #[arg(long, value_name = "NAME", conflicts_with_all = ["from", "map"])]
    print_map: Option<String>,
    /// The country that rows were seen from which do not say it, such as FR
    #[arg(long, value_name = "COUNTRY", requires = "map")]
    ship_to: Option<String>,
    /// The currency of rows that do not say it, such as EUR
    #[arg(long, value_name = "CURRENCY", requires = "map")]
    currency: Option<String>,
    /// Read and judge all of it, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// How to show progress: auto, bar, lines, json or none
    #[arg(long, value_name = "FORM", default_value = "auto", hide_default_value = true)]
    progress: ProgressForm,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Not a doc comment: as one the address would have to be a link.
const FROM_HELP: &str =
    "The folder or s3://BUCKET/PREFIX of an export; with --map, CSV files";

pub(super) fn run(args: &ImportArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    if let Some(name) = &args.print_map {
        let none = || ImportError::NoSuchMap { name: name.chars().take(40).collect() };
        let text = built_in(name).ok_or_else(none)?;
        context.output.line(text.trim_end())?;
        return Ok(Exit::Done);
    }
    if args.from.is_empty() {
        return Err(ImportError::NothingNamed.into());
    }
    super::runtime()?.block_on(async {
        match &args.map {
            Some(map) => foreign(args, map, context).await,
            None => own(args, context).await,
        }
    })
}

/// Takes an export.
async fn own(args: &ImportArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let [from] = args.from.as_slice() else { return Err(ImportError::Several.into()) };
    let address: DepotAddress = from.parse()?;
    if let DepotAddress::Folder(path) = &address
        && path.is_file()
    {
        return Err(ImportError::NoMap { path: path.clone() }.into());
    }
    let depot = Depot::open(&address, &ObjectStoreSettings::of(context.environment))?;
    let manifest = import::manifest(&depot).await?;
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let world = match manifest.terms.synthetic {
        true => World::Sandbox,
        false => World::Platform,
    };
    let store = store(args, &settings, world).await?;
    let quit = Interrupt::listen()?.heard();
    let imported =
        read_own(args, &depot, &manifest, store.as_ref(), &quit, context).await?;
    let outcome = Outcome {
        rows: imported.rows,
        stopped: imported.stopped,
        dry_run: args.dry_run,
        synthetic: world == World::Sandbox,
        at: database::address(&settings, world)?,
        duplicates: 0,
        rejected: Vec::new(),
        kept: imported.kept,
    };
    outcome.say(args.format, context)?;
    Ok(match (*quit.borrow(), outcome.is_whole()) {
        (Some(exit), _) if outcome.stopped => exit,
        (_, true) => Exit::Done,
        (_, false) => Exit::NotFound,
    })
}

async fn read_own(
    args: &ImportArgs,
    depot: &Depot,
    manifest: &Manifest,
    store: Option<&Store>,
    quit: &watch::Receiver<Option<Exit>>,
    context: &Context<'_>,
) -> Result<Imported, ImportError> {
    let total = Some(manifest.rows());
    let begin = Begin { total, is_local: true, ..Begin::default() };
    let mut progress =
        Progress::start(args.progress, begin, &context.output, context.lang);
    let mut heard = |rows: u64| progress.reach(rows, &context.output);
    let imported = import::take(depot, manifest, store, quit, &mut heard).await;
    progress.end(&context.output);
    imported
}

/// The database to keep it in; none where nothing is to be kept.
async fn store(
    args: &ImportArgs,
    settings: &Settings,
    world: World,
) -> anyhow::Result<Option<Store>> {
    Ok(match args.dry_run {
        true => None,
        false => Some(database::open(settings, world).await?),
    })
}

/// Takes files of another tracker.
async fn foreign(
    args: &ImportArgs,
    map: &str,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let ship_to: Option<Country> = args.ship_to.as_deref().map(str::parse).transpose()?;
    let currency: Option<Currency> =
        args.currency.as_deref().map(str::parse).transpose()?;
    let mapping = mapping(map)?.with_view(ship_to, currency);
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let now = Moment::from(settings.clock()?.now());
    let quit = Interrupt::listen()?.heard();
    let mut files = Vec::new();
    let mut stopped = false;
    for from in &args.from {
        let path = PathBuf::from(from);
        if path.join(Manifest::NAME).exists() {
            return Err(ImportError::MapOfExport.into());
        }
        match read_foreign(&path, &mapping, now, &quit)? {
            Some(file) => files.push(file),
            // Nothing is kept before all of it was read.
            None => {
                stopped = true;
                break;
            }
        }
    }
    // What somebody has kept elsewhere is nothing that a sandbox made up.
    let world = match args.database.is_sandbox() {
        true => World::Sandbox,
        false => World::Platform,
    };
    let mut kept = Kept::default();
    if !stopped && let Some(store) = store(args, &settings, world).await? {
        stopped = !keep_foreign(args, &store, &files, &quit, &mut kept, context).await?;
    }
    let outcome = Outcome {
        rows: files.iter().map(|file| file.rows).sum(),
        duplicates: files.iter().map(|file| file.duplicates).sum(),
        rejected: files.into_iter().flat_map(rejected).collect(),
        dry_run: args.dry_run,
        synthetic: world == World::Sandbox,
        at: database::address(&settings, world)?,
        stopped,
        kept,
    };
    outcome.say(args.format, context)?;
    Ok(match (*quit.borrow(), outcome.rejected.is_empty(), outcome.is_whole()) {
        (Some(exit), ..) if outcome.stopped => exit,
        (_, false, _) => Exit::Usage,
        (_, true, false) => Exit::NotFound,
        (_, true, true) => Exit::Done,
    })
}

/// Keeps what these files say; says whether all of it is kept.
async fn keep_foreign(
    args: &ImportArgs,
    store: &Store,
    files: &[ForeignFile],
    quit: &watch::Receiver<Option<Exit>>,
    kept: &mut Kept,
    context: &Context<'_>,
) -> Result<bool, ImportError> {
    let total = Some(files.iter().map(|file| file.rows).sum());
    let begin = Begin { total, is_local: true, ..Begin::default() };
    let mut progress =
        Progress::start(args.progress, begin, &context.output, context.lang);
    let (mut before, mut is_all) = (0, Ok(true));
    for file in files {
        // Told in rows, of which each trail is taken to have as many.
        let trails = file.trails.len().max(1) as u64;
        let mut heard = |done: u64| {
            let rows = before + file.rows * done / trails;
            progress.reach(rows, &context.output);
        };
        is_all = import::keep(store, &file.trails, quit, kept, &mut heard).await;
        if !matches!(is_all, Ok(true)) {
            break;
        }
        before += file.rows;
    }
    progress.end(&context.output);
    Ok(is_all?)
}

fn rejected(
    file: ForeignFile,
) -> impl Iterator<Item = (PathBuf, u64, itemget_exchange::map::Rejection)> {
    let ForeignFile { path, rejected, .. } = file;
    rejected.into_iter().map(move |(line, why)| (path.clone(), line, why))
}

/// A mapping by the name of one that comes along, or from a file.
fn mapping(name: &str) -> Result<Mapping, ImportError> {
    let path = Path::new(name);
    let text = match built_in(name) {
        Some(text) => text.to_owned(),
        None if !path.exists() && !name.contains(['.', '/']) => {
            return Err(ImportError::NoSuchMap { name: name.chars().take(40).collect() });
        }
        None => std::fs::read_to_string(path)
            .map_err(|source| ImportError::File { path: path.to_owned(), source })?,
    };
    Mapping::parse(&text)
        .map_err(|source| ImportError::Mapping { name: name.to_owned(), source })
}
