//! Many ids in, one outcome each out: the fewest calls that give what is wanted, the asked
//! order kept, duplicates kept, the rest never failed for one.

mod affiliate;
mod freight;
mod order;
mod plan;
mod single;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};

use crate::cache::CachePolicy;
use crate::client::Client;
use crate::freight::FreightOptions;
use crate::item::Group;
use crate::link::ItemRef;
use crate::locale::View;
use crate::outcome::{Lookup, Outcome};
use order::{distinct, in_asked_order};
use plan::{Plan, Way};

pub use plan::PlannedCalls;

/// Which of the platform's APIs to ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The one that gives what is wanted with the fewest calls, and another one after it
    /// where it cannot answer. Without an access token: the affiliate API.
    #[default]
    Auto,
    /// `aliexpress.ds.product.get`: variants and stock; a call an item; needs a token.
    Dropship,
    /// `aliexpress.affiliate.productdetail.get`: 30-day sales and commission; 50 items a
    /// call; no token, no variants.
    Affiliate,
    /// The tutorials' `api.item.get`.
    ItemGet,
}

/// Whether [`Source::Auto`] asks a second API where the first one cannot answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FallBack {
    /// It does; [`Lookup::asked_before`] tells.
    #[default]
    Yes,
    /// It does not: no more calls are spent than the first API takes.
    No,
}

/// How to look items up.
#[derive(Debug, Clone)]
pub struct LookupOptions {
    /// Where, in which currency and language.
    pub view: View,
    /// Which API to ask.
    pub source: Source,
    /// The groups that are wanted; all that the API gives where it is empty.
    pub groups: Vec<Group>,
    /// Whether a second API is asked.
    pub fall_back: FallBack,
    /// What may be given instead of a call, where the client has a cache.
    pub cache: CachePolicy,
    /// How many calls may be under way at once.
    pub concurrency: usize,
    /// The affiliate's tracking id: with it, items come with links that earn.
    pub tracking_id: Option<String>,
    /// How each SKU is brought, asked after the item; a call each. `None` is not asked.
    /// It takes an API that tells SKUs, and is not asked for what cannot be bought now.
    pub freight: Option<FreightOptions>,
}

impl LookupOptions {
    /// Items as seen with `view`, with all that the API that fits gives, eight calls at a
    /// time.
    pub fn new(view: View) -> Self {
        Self {
            view,
            source: Source::default(),
            groups: Vec::new(),
            fall_back: FallBack::default(),
            cache: CachePolicy::default(),
            concurrency: 8,
            tracking_id: None,
            freight: None,
        }
    }

    /// The same, from `source`.
    #[must_use]
    pub fn with_source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// The same for these groups alone: the fewer, the fewer calls they may take, and the
    /// older an answer may be.
    #[must_use]
    pub fn with_groups(self, groups: impl Into<Vec<Group>>) -> Self {
        Self { groups: groups.into(), ..self }
    }

    /// The same, and how each SKU is brought.
    #[must_use]
    pub fn with_freight(self, freight: FreightOptions) -> Self {
        Self { freight: Some(freight), ..self }
    }

    fn policy(&self) -> CachePolicy {
        match self.freight.is_some() && !self.groups.is_empty() {
            // A fee is added to a price of today.
            true => {
                self.cache.for_groups(&[&self.groups[..], &[Group::Variants]].concat())
            }
            false => self.cache.for_groups(&self.groups),
        }
    }
}

/// How many items are looked at together: within such a window each product is asked for
/// once, however often it stands there.
const WINDOW: usize = 500;

impl Client {
    /// Looks up each of `items`, in their order. Memory is bounded by a window of them,
    /// not by their number.
    pub fn lookup<'a, I>(
        &'a self,
        items: I,
        options: &'a LookupOptions,
    ) -> impl Stream<Item = Lookup> + Send + 'a
    where
        I: IntoIterator<Item = ItemRef>,
        I::IntoIter: Send + 'a,
    {
        let plan = plan::plan(options, self.has_access_token());
        stream::iter(windows(items.into_iter()))
            .flat_map(move |window| self.look_up_window(window, plan, options))
    }

    /// Looks one item up: for who has one, and a stream of one is in the way.
    ///
    /// ```no_run
    /// # async fn doc(client: itemget::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use itemget::{ItemRef, LookupOptions, View};
    /// let item = ItemRef::aliexpress("1005006000000001".parse()?);
    /// let lookup = client.look_up(item, &LookupOptions::new(View::default())).await;
    /// println!("{:?}", lookup.outcome.kind());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn look_up(&self, item: ItemRef, options: &LookupOptions) -> Lookup {
        let plan = plan::plan(options, self.has_access_token());
        // Where nothing is asked after it, it takes no queue.
        if let (Some(way), None) = (plan.alone(), &options.freight) {
            let lookup = single::lookup(self, item, way, options).await;
            return with_missing(lookup, options);
        }
        let mut window = Box::pin(self.look_up_window(vec![item], plan, options));
        window.next().await.expect("each item that is asked for has its outcome")
    }

    /// What looking up so many distinct items will cost, nothing being kept in a cache.
    /// Spends nothing.
    pub fn plan_lookup(&self, items: u64, options: &LookupOptions) -> Vec<PlannedCalls> {
        plan::plan(options, self.has_access_token()).calls(items)
    }

    fn look_up_window<'a>(
        &'a self,
        window: Vec<ItemRef>,
        plan: Plan,
        options: &'a LookupOptions,
    ) -> impl Stream<Item = Lookup> + Send + 'a {
        let items = distinct(&window);
        let answers = match (plan.first, plan.then) {
            (Way::Dropship, Some(_)) => self.probed(items, plan, options),
            (Way::Affiliate, Some(_)) => self.completed(items, plan, options),
            (way, None) | (way, Some(_)) => self.ask(way, items, options),
        };
        let told = freight::filled(self, answers, options)
            .map(|lookup| with_missing(lookup, options));
        in_asked_order(window, told)
    }

    fn ask<'a>(
        &'a self,
        way: Way,
        items: Vec<ItemRef>,
        options: &'a LookupOptions,
    ) -> BoxStream<'a, Lookup> {
        match way {
            Way::Affiliate => affiliate::lookups(self, items, options).boxed(),
            way => single::lookups(self, items, way, options).boxed(),
        }
    }

    /// Affiliate details for all, and a dropship call for each that is not among them.
    fn completed<'a>(
        &'a self,
        items: Vec<ItemRef>,
        plan: Plan,
        options: &'a LookupOptions,
    ) -> BoxStream<'a, Lookup> {
        let complete = move |lookup: Lookup| async move {
            match plan.goes_on(&lookup.outcome) {
                Some(way) => {
                    let second = single::lookup(self, lookup.item, way, options).await;
                    after(&lookup, second)
                }
                None => lookup,
            }
        };
        let first = self.ask(plan.first, items, options);
        first.map(complete).buffered(options.concurrency.max(1)).boxed()
    }

    /// One item by dropship: where the app is not allowed to, all go to the affiliate API,
    /// fifty a call, instead of each being refused first.
    fn probed<'a>(
        &'a self,
        items: Vec<ItemRef>,
        plan: Plan,
        options: &'a LookupOptions,
    ) -> BoxStream<'a, Lookup> {
        let window = async move {
            let Some(probe) = items.first().copied() else {
                return stream::empty().boxed();
            };
            let probe = single::lookup(self, probe, plan.first, options).await;
            match plan.goes_on(&probe.outcome) {
                Some(way) => {
                    let answers = self.ask(way, items, options);
                    answers.map(move |second| after(&probe, second)).boxed()
                }
                None => {
                    let rest = self.ask(plan.first, items[1..].to_vec(), options);
                    stream::iter([probe]).chain(rest).boxed()
                }
            }
        };
        stream::once(window).flatten().boxed()
    }
}

/// The same, and which of the wanted groups are not in it.
fn with_missing(lookup: Lookup, options: &LookupOptions) -> Lookup {
    Lookup { missing: plan::missing(options, &lookup), ..lookup }
}

/// The items, so many at a time.
fn windows(
    mut items: impl Iterator<Item = ItemRef>,
) -> impl Iterator<Item = Vec<ItemRef>> {
    std::iter::from_fn(move || {
        let window: Vec<ItemRef> = items.by_ref().take(WINDOW).collect();
        (!window.is_empty()).then_some(window)
    })
}

/// What the second API said; where it knows no more than the first one, what that said.
fn after(first: &Lookup, second: Lookup) -> Lookup {
    match second.outcome {
        // That an item is in no programme says less than that there is none.
        Outcome::Found(_)
        | Outcome::OffSale(_)
        | Outcome::NotFound(_)
        | Outcome::NotSoldToCountry(_) => {
            Lookup { asked_before: first.outcome.miss().cloned(), ..second }
        }
        _ => Lookup {
            asked_before: second.outcome.miss().cloned(),
            ..Lookup::new(second.item, first.outcome.clone())
        },
    }
}
