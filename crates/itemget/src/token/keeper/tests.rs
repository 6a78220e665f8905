//! One renewal for a crowd, for several processes, and for a refusal; and what is done when
//! there is none.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::error::ErrorKind;
use crate::refusal::{Layer, Refusal};
use crate::token::{FileTokenStore, MemoryTokenStore, TokenAccount};

const START: &str = "2026-11-23T17:20:27Z";

fn at(minutes: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_mins(minutes)
}

/// Good for one hour, the consent for ten.
fn token(number: u32, since: Timestamp) -> Token {
    let hours = |hours| since + jiff::SignedDuration::from_hours(hours);
    Token {
        access: AccessToken::new(format!("access-{number}")),
        access_expires_at: hours(1),
        refresh: Some(RefreshToken::new("refresh")),
        refresh_expires_at: Some(hours(10)),
        account: TokenAccount::default(),
    }
}

/// A platform that renews, counts, and can be made to refuse.
struct Platform {
    now: Mutex<Timestamp>,
    renewed: AtomicU32,
    refuses: Mutex<bool>,
}

impl Platform {
    fn new() -> Self {
        Self {
            now: Mutex::new(at(0)),
            renewed: AtomicU32::new(0),
            refuses: Mutex::new(false),
        }
    }

    fn set_clock(&self, now: Timestamp) {
        *self.now.lock().unwrap() = now;
    }

    fn renewals(&self) -> u32 {
        self.renewed.load(Ordering::SeqCst)
    }
}

impl Renew for Platform {
    fn renew(&self, _: Dialect, refresh: RefreshToken) -> RenewFuture<'_> {
        assert_eq!(refresh.expose(), "refresh");
        Box::pin(async move {
            // Others come in here: a renewal takes a while.
            tokio::task::yield_now().await;
            let number = self.renewed.fetch_add(1, Ordering::SeqCst) + 1;
            if *self.refuses.lock().unwrap() {
                let refusal =
                    Refusal::new(Layer::Gateway, "IllegalRefreshToken", None, "expired");
                let kind = ErrorKind::Refused(Box::new(refusal));
                return Err(Error::new("/auth/token/refresh", 1, kind));
            }
            let mut new = token(number, self.now());
            new.refresh = None;
            Ok(new)
        })
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        let now = self.now().checked_add(pause).unwrap();
        self.set_clock(now);
        Box::pin(std::future::ready(()))
    }
}

fn keeper(store: impl TokenStore + 'static) -> TokenKeeper {
    TokenKeeper::new(store, Dialect::Iop)
}

async fn access(keeper: &TokenKeeper, platform: &Platform) -> String {
    keeper.access(platform).await.unwrap().expose().to_owned()
}

#[tokio::test]
async fn a_crowd_renews_once_before_the_end_and_all_get_the_new_token() {
    let platform = Platform::new();
    let keeper = keeper(MemoryTokenStore::new(token(0, at(0))));
    assert_eq!(access(&keeper, &platform).await, "access-0");
    platform.set_clock(at(29));
    assert_eq!(access(&keeper, &platform).await, "access-0", "31 minutes are left");
    platform.set_clock(at(31));
    let crowd = (0..100).map(|_| access(&keeper, &platform));
    let got = futures_util::future::join_all(crowd).await;
    assert!(got.iter().all(|it| it == "access-1"), "{got:?}");
    assert_eq!(platform.renewals(), 1);
}

#[tokio::test]
async fn several_processes_renew_once_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens").join("app.json");
    FileTokenStore::new(&file).save(&token(0, at(0))).await.unwrap();
    let platform = Platform::new();
    platform.set_clock(at(45));
    // Each keeper has its own memory, as each process has.
    let keepers: Vec<_> = (0..8).map(|_| keeper(FileTokenStore::new(&file))).collect();
    let all = keepers
        .iter()
        .flat_map(|keeper| [access(keeper, &platform), access(keeper, &platform)]);
    let got = futures_util::future::join_all(all).await;
    assert!(got.iter().all(|it| it == "access-1"), "{got:?}");
    assert_eq!(platform.renewals(), 1);
    let kept = FileTokenStore::new(&file).load().await.unwrap().unwrap();
    assert_eq!(kept.refresh, Some(RefreshToken::new("refresh")), "the old one is kept");
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_however_many_were_refused_with_it() {
    let platform = Platform::new();
    let keeper = keeper(MemoryTokenStore::new(token(0, at(0))));
    let refused = keeper.access(&platform).await.unwrap();
    let crowd = (0..20).map(|_| keeper.replace(&refused, &platform));
    for new in futures_util::future::join_all(crowd).await {
        assert_eq!(new.unwrap().expose(), "access-1");
    }
    assert_eq!(platform.renewals(), 1);
}

#[tokio::test]
async fn another_processs_renewal_is_found_without_a_renewal_of_ones_own() {
    let platform = Platform::new();
    let store = MemoryTokenStore::new(token(0, at(0)));
    let keeper = keeper(store.clone());
    let old = keeper.access(&platform).await.unwrap();
    store.save(&token(7, at(0))).await.unwrap();
    let new = keeper.replace(&old, &platform).await.unwrap();
    assert_eq!(new.expose(), "access-7");
    assert_eq!(platform.renewals(), 0);
}

#[tokio::test]
async fn while_the_old_token_lives_a_failed_renewal_holds_nobody_up() {
    let platform = Platform::new();
    *platform.refuses.lock().unwrap() = true;
    let keeper = keeper(MemoryTokenStore::new(token(0, at(0))));
    platform.set_clock(at(40));
    assert_eq!(access(&keeper, &platform).await, "access-0");
    assert_eq!(access(&keeper, &platform).await, "access-0");
    assert_eq!(platform.renewals(), 1, "a failed renewal is left alone for a minute");
    platform.set_clock(at(42));
    assert_eq!(access(&keeper, &platform).await, "access-0");
    assert_eq!(platform.renewals(), 2);
    platform.set_clock(at(61));
    let error = keeper.access(&platform).await.unwrap_err();
    assert!(matches!(error, TokenError::Renewal(_)), "{error:?}");
    assert!(!format!("{error:?} {keeper:?}").contains("access-"), "{error:?} {keeper:?}");
}

#[tokio::test]
async fn what_cannot_be_renewed_says_who_must_do_what() {
    let platform = Platform::new();
    let nobody = keeper(MemoryTokenStore::default());
    let error = nobody.access(&platform).await.unwrap_err();
    assert!(matches!(error, TokenError::NotLoggedIn), "{error:?}");

    let ended = keeper(MemoryTokenStore::new(token(0, at(0))));
    platform.set_clock(at(601));
    let error = ended.access(&platform).await.unwrap_err();
    assert!(matches!(error, TokenError::ConsentEnded), "{error:?}");

    let mut not_renewable = token(0, at(0));
    not_renewable.refresh = None;
    let ended = keeper(MemoryTokenStore::new(not_renewable));
    let error = ended.access(&platform).await.unwrap_err();
    assert!(matches!(error, TokenError::ConsentEnded), "{error:?}");
    assert_eq!(platform.renewals(), 0);
}

/// A store that can be read and not written: a full disk.
#[derive(Debug)]
struct Full(MemoryTokenStore);

impl TokenStore for Full {
    fn load(&self) -> crate::token::StoreFuture<'_, Option<Token>> {
        self.0.load()
    }
    fn save<'a>(&'a self, _: &'a Token) -> crate::token::StoreFuture<'a, ()> {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let (doing, place) = ("keep the token in", "memory".to_owned());
        let error = TokenStoreError { doing, place, source: full.into() };
        Box::pin(std::future::ready(Err(error)))
    }
    fn clear(&self) -> crate::token::StoreFuture<'_, ()> {
        self.0.clear()
    }
    fn lock(&self) -> crate::token::StoreFuture<'_, crate::token::TokenLock> {
        self.0.lock()
    }
}

#[tokio::test]
async fn a_renewed_token_serves_even_where_the_disk_is_full() {
    let platform = Platform::new();
    let keeper = keeper(Full(MemoryTokenStore::new(token(0, at(0)))));
    platform.set_clock(at(45));
    assert_eq!(access(&keeper, &platform).await, "access-1");
    assert_eq!(access(&keeper, &platform).await, "access-1");
    assert_eq!(platform.renewals(), 1);
}

#[test]
fn a_renewal_that_somebody_began_is_not_repeated_on_its_heels() {
    let seconds = Duration::from_secs;
    let then = |ago: u64| at(0).checked_sub(seconds(ago)).unwrap();
    let until = |left: u64| Wait::Until(at(0).checked_add(seconds(left)).unwrap());
    for (ago, is_good, expected) in [
        (0, true, until(60)),
        (45, true, until(15)),
        (60, true, Wait::For(Duration::ZERO)),
        (3600, true, Wait::For(Duration::ZERO)),
        (0, false, Wait::For(seconds(10))),
        (4, false, Wait::For(seconds(6))),
        (10, false, Wait::For(Duration::ZERO)),
    ] {
        assert_eq!(wait_after(then(ago), at(0), is_good), expected, "{ago} {is_good}");
    }
    // The one who began it has a clock that is ahead.
    assert_eq!(wait_after(at(90), at(0), true), until(60));
}

#[tokio::test]
async fn a_renewal_whose_answer_is_lost_is_repeated_by_one_and_later() {
    let platform = Platform::new();
    let store = MemoryTokenStore::new(token(0, at(0)));
    let keepers = [keeper(store.clone()), keeper(store.clone()), keeper(store)];
    platform.set_clock(at(40));
    *platform.refuses.lock().unwrap() = true;
    for keeper in &keepers {
        assert_eq!(access(keeper, &platform).await, "access-0", "it is still good");
    }
    assert_eq!(platform.renewals(), 1, "the others know of the first one");
    *platform.refuses.lock().unwrap() = false;
    platform.set_clock(at(42));
    for keeper in &keepers {
        assert_eq!(access(keeper, &platform).await, "access-2");
    }
    assert_eq!(platform.renewals(), 2);
}

#[tokio::test]
async fn a_refused_token_is_renewed_at_last_where_a_renewal_was_lost() {
    let platform = Platform::new();
    let store = MemoryTokenStore::new(token(0, at(0)));
    store.begin(at(0)).await.unwrap();
    let keeper = keeper(store);
    let refused = AccessToken::new("access-0");
    let new = keeper.replace(&refused, &platform).await.unwrap();
    assert_eq!(new.expose(), "access-1");
    assert_eq!(platform.now(), at(0).checked_add(Duration::from_secs(10)).unwrap());
}
