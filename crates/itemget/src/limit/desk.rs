//! The desk of a limiter: who waits, what is to be settled, what is closed. Plain data
//! under one short lock; nothing here waits.
//!
//! Where the time is a function it is asked for only where something goes by it: for most
//! permits nothing does, and to read a clock is a good part of what they take.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

use super::ledger::{
    CallEnd, Closed, Closure, Ending, Exchange, Exchanged, Fate, Grant, Settlement,
    Verdict, Want,
};
use super::options::{LimitError, LimiterOptions, OnExhausted};
use super::permit::Permit;
use super::scope::{AppId, LimitScope};

/// How many waiters of one method are served in one exchange.
const WAITERS_AT_ONCE: usize = 32;

/// How many ends of calls are kept back until it is worth an exchange.
const ENDS_AT_ONCE: usize = 64;

/// How long permits that were taken ahead are good: others may have been banned since.
const STOCK_GOOD_FOR: SignedDuration = SignedDuration::from_secs(1);

/// The longest sleep: a closure can be lifted by nobody, but a clock can be set.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

pub(super) type Reply = Result<Permit, LimitError>;

/// What is known between two exchanges.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Whether somebody is at work on it.
    pub(super) staffed: bool,
    /// Permits that are out.
    pub(super) out: usize,
    numbers: u64,
    queues: BTreeMap<String, VecDeque<Waiter>>,
    stock: BTreeMap<String, Stock>,
    unsettled: Vec<Unsettled>,
    /// What is to be settled cannot wait for company.
    urgent: bool,
    /// An exchange is on its way that settles something.
    telling: bool,
    /// Before when asking for a method is no use.
    later: BTreeMap<String, Timestamp>,
    closed: BTreeMap<LimitScope, Shut>,
    /// What was asked last by one who was alone: most ask the same again.
    spare: Option<Exchange>,
}

#[derive(Debug)]
pub(super) struct Waiter {
    number: u64,
    reply: oneshot::Sender<Reply>,
}

#[derive(Debug, Clone, Copy)]
struct Shut {
    until: Timestamp,
    why: Closure,
    /// The ledger has no more; what it gave before is still good. Otherwise the platform
    /// refuses, and nothing is good.
    by_count: bool,
}

#[derive(Debug)]
struct Stock {
    grants: Vec<Grant>,
    since: Timestamp,
}

/// A settlement whose durations are not yet counted.
#[derive(Debug)]
pub(super) struct Unsettled {
    pub(super) grant: Grant,
    pub(super) method: String,
    /// From when the windows are counted, if it is known and was not said before.
    pub(super) place: Option<Timestamp>,
    /// How the call ended, and when; `None` if it did not yet.
    pub(super) end: Option<(CallEnd, Timestamp)>,
}

/// What the desk wants done next.
#[derive(Debug)]
pub(super) enum Step {
    Exchange(Exchange),
    Sleep(Duration),
    Rest,
}

/// What an exchange brought, to be handed out when the lock is released: a waiter that is
/// gone drops its permit, which comes back to the desk.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    pub(super) granted: Vec<(String, Grant, oneshot::Sender<Reply>)>,
    pub(super) refused: Vec<(LimitError, oneshot::Sender<Reply>)>,
}

impl Desk {
    /// A permit that was taken ahead.
    pub(super) fn take_stock(
        &mut self,
        method: &str,
        now: &impl Fn() -> Timestamp,
    ) -> Option<Grant> {
        if self.queues.contains_key(method) || self.is_refused(method, now) {
            return None;
        }
        let stock = self.stock.get_mut(method)?;
        if now().duration_since(stock.since).abs() > STOCK_GOOD_FOR {
            self.empty_stock();
            return None;
        }
        let grant = stock.grants.pop()?;
        self.out += 1;
        Some(grant)
    }

    /// Gives back what was taken ahead.
    pub(super) fn empty_stock(&mut self) {
        for (method, stock) in std::mem::take(&mut self.stock) {
            self.unsettled.extend(stock.grants.into_iter().map(|grant| Unsettled {
                grant,
                method: method.clone(),
                place: None,
                end: Some((CallEnd::NotSent, stock.since)),
            }));
            self.urgent = true;
        }
    }

    /// Queues up: at the end, or where a number from before belongs.
    pub(super) fn join(
        &mut self,
        method: &str,
        number: Option<u64>,
    ) -> (u64, oneshot::Receiver<Reply>) {
        let number = number.unwrap_or_else(|| {
            self.numbers += 1;
            self.numbers
        });
        let (reply, answer) = oneshot::channel();
        let queue = self.queues.entry(method.to_owned()).or_default();
        let at = queue.partition_point(|waiter| waiter.number < number);
        queue.insert(at, Waiter { number, reply });
        (number, answer)
    }

    /// Leaves the queue; no error if the waiter was served meanwhile.
    pub(super) fn leave(&mut self, method: &str, number: u64) {
        let Some(queue) = self.queues.get_mut(method) else { return };
        if let Ok(at) = queue.binary_search_by_key(&number, |waiter| waiter.number) {
            queue.remove(at);
        }
        if queue.is_empty() {
            self.queues.remove(method);
        }
    }

    /// Sends everybody away: when what is returned is dropped they hear that nobody
    /// answers, and come again.
    pub(super) fn abandon(&mut self) -> BTreeMap<String, VecDeque<Waiter>> {
        self.staffed = false;
        self.telling = false;
        std::mem::take(&mut self.queues)
    }

    /// Takes a settlement in. Where nobody is left who could bring company, it goes at
    /// once, and what was taken ahead with it.
    pub(super) fn settle(&mut self, settlement: Unsettled) {
        let Said { ends, frees } = settlement.said();
        let end = settlement.end.map(|(end, _)| end);
        if ends {
            self.out = self.out.saturating_sub(1);
        }
        if frees {
            self.later.clear();
        }
        self.urgent |= frees
            || matches!(end, Some(CallEnd::Limited(_)))
            || self.unsettled.len() >= ENDS_AT_ONCE;
        self.unsettled.push(settlement);
        if self.out == 0 && self.queues.is_empty() {
            self.urgent = true;
            self.empty_stock();
        }
    }

    /// Whether anything is left to be done at once.
    pub(super) fn has_work(&self) -> bool {
        !self.queues.is_empty() || (self.urgent && !self.unsettled.is_empty())
    }

    /// Has all that is known told to the ledger; whether there is anything.
    pub(super) fn hurry(&mut self) -> bool {
        self.empty_stock();
        self.urgent = !self.unsettled.is_empty();
        self.urgent || self.telling
    }

    /// The next thing to do.
    pub(super) fn step(
        &mut self,
        now: Timestamp,
        app: &AppId,
        holder: u32,
        options: &LimiterOptions,
    ) -> Step {
        let wanted = self.wanted(now, options);
        let urgent = self.urgent && !self.unsettled.is_empty();
        if wanted.is_empty() && !urgent {
            if self.queues.is_empty() {
                self.staffed = false;
                return Step::Rest;
            }
            return Step::Sleep(self.until_any(now));
        }
        self.telling = !self.unsettled.is_empty();
        Step::Exchange(self.exchange(now, app, holder, wanted))
    }

    /// All that is to be settled, and what is wanted.
    fn exchange(
        &mut self,
        now: Timestamp,
        app: &AppId,
        holder: u32,
        wanted: Vec<Want>,
    ) -> Exchange {
        self.urgent = false;
        let settled = self.unsettled.drain(..).map(|settled| settled.at(now)).collect();
        Exchange { app: app.clone(), holder, settled, wanted }
    }

    /// What one who comes while nobody waits has to say to a ledger that answers at once.
    /// Nothing where somebody waits, or asking is no use yet.
    pub(super) fn alone(
        &mut self,
        method: &str,
        now: &impl Fn() -> Timestamp,
        app: &AppId,
        holder: u32,
        options: &LimiterOptions,
    ) -> Option<Exchange> {
        if !self.is_alone() || self.not_before(method).is_some_and(|time| time > now()) {
            return None;
        }
        let Some(mut exchange) = self.spare.take_if(|spare| is_for(spare, method)) else {
            let want = self.want(method, self.out + 1, options);
            return Some(self.exchange(now(), app, holder, vec![want]));
        };
        self.urgent = false;
        exchange.settled.clear();
        exchange
            .settled
            .extend(self.unsettled.drain(..).map(|settled| settled.at(now())));
        for want in &mut exchange.wanted {
            want.at_most = at_most(self.out + 1, options);
        }
        Some(exchange)
    }

    /// Whether nobody waits, and nothing is on its way that was said before.
    fn is_alone(&self) -> bool {
        self.queues.is_empty() && !self.telling
    }

    /// Whether this is all there is to say to a ledger that answers at once.
    pub(super) fn is_all(&self, settlement: &Unsettled) -> bool {
        self.is_alone() && self.unsettled.is_empty() && settlement.has_window()
    }

    /// Takes note of what [was all](Self::is_all) and was said, and of what is closed.
    pub(super) fn settled(&mut self, now: Timestamp, said: Said, closed: Vec<Closed>) {
        self.out -= usize::from(said.ends).min(self.out);
        if said.frees {
            self.later.clear();
        }
        // Nobody waits, so that nobody is to be told.
        self.hear_closed(&|| now, closed);
        self.tidy_stock();
    }

    /// What is to be settled at a ledger that answers at once; nothing where somebody
    /// waits, or where it is not urgent.
    pub(super) fn settle_alone(
        &mut self,
        now: Timestamp,
        app: &AppId,
        holder: u32,
    ) -> Option<Exchange> {
        (self.is_alone() && self.has_work())
            .then(|| self.exchange(now, app, holder, Vec::new()))
    }

    /// Takes in what the ledger said to one who was alone: a permit, the others that came
    /// with it being kept for later.
    pub(super) fn receive(
        &mut self,
        now: &impl Fn() -> Timestamp,
        exchange: Exchange,
        mut said: Exchanged,
        options: &LimiterOptions,
    ) -> Option<Grant> {
        let own = match said.verdicts.first_mut() {
            Some(Verdict::Granted(grants)) => grants.pop(),
            _ => None,
        };
        match &said.verdicts[..] {
            [Verdict::Granted(others)] if others.is_empty() && own.is_some() => {
                self.later.remove(&exchange.wanted[0].method);
                self.hear_closed(now, said.closed);
            }
            // Nobody is in a queue: there is nothing to be handed out.
            _ => drop(self.deliver(now(), &exchange.wanted, said, options)),
        }
        self.out += usize::from(own.is_some());
        self.spare = Some(exchange);
        own
    }

    /// What the waiters want, the longest waiting first.
    fn wanted(&self, now: Timestamp, options: &LimiterOptions) -> Vec<Want> {
        let mut wanted: Vec<(u64, Want)> = Vec::new();
        for (method, queue) in &self.queues {
            if self.not_before(method).is_some_and(|time| time > now) {
                continue;
            }
            let first = self.want(method, self.out + queue.len(), options);
            let others = Want { at_most: 1, ..first.clone() };
            let wants = std::iter::once(first).chain(std::iter::repeat(others));
            let waiters = queue.iter().take(WAITERS_AT_ONCE).map(|waiter| waiter.number);
            wanted.extend(waiters.zip(wants));
        }
        wanted.sort_by_key(|(number, _)| *number);
        wanted.into_iter().map(|(_, want)| want).collect()
    }

    /// A wish for `method`, where so many permits are in use.
    fn want(&self, method: &str, in_use: usize, options: &LimiterOptions) -> Want {
        let slack = options.pace.grace() + options.pace.margin();
        Want {
            method: method.to_owned(),
            limits: options.limits.of_call(method),
            at_most: at_most(in_use, options),
            flight: options.longest_flight.saturating_add(slack),
        }
    }

    /// Takes in what the ledger said.
    pub(super) fn deliver(
        &mut self,
        now: Timestamp,
        wanted: &[Want],
        said: Exchanged,
        options: &LimiterOptions,
    ) -> Delivery {
        let mut delivery = Delivery::default();
        self.telling = false;
        self.hear_closed(&|| now, said.closed);
        for (want, verdict) in wanted.iter().zip(said.verdicts) {
            match verdict {
                Verdict::Granted(grants) => {
                    self.later.remove(&want.method);
                    for grant in grants {
                        self.hand_out(now, &want.method, grant, &mut delivery);
                    }
                }
                Verdict::Later(pause) => {
                    self.later.insert(want.method.clone(), after(now, pause));
                }
                // What the platform closed was said above.
                Verdict::Closed(closed) => self.close(now, closed, true),
            }
        }
        let methods: Vec<String> = self.queues.keys().cloned().collect();
        for method in methods {
            if let Some(error) = self.too_long(&method, &|| now, options) {
                let queue = self.queues.remove(&method).unwrap_or_default();
                let refused =
                    queue.into_iter().map(|waiter| (error.clone(), waiter.reply));
                delivery.refused.extend(refused);
            }
        }
        delivery
    }

    fn hand_out(
        &mut self,
        now: Timestamp,
        method: &str,
        grant: Grant,
        delivery: &mut Delivery,
    ) {
        let Some(queue) = self.queues.get_mut(method) else {
            if grant.windows.iter().any(Option::is_some) {
                // A place that nobody here wants any more is for others.
                let end = Some((CallEnd::NotSent, now));
                let method = method.to_owned();
                self.unsettled.push(Unsettled { grant, method, place: None, end });
                self.urgent = true;
                return;
            }
            let fresh = || Stock { grants: Vec::new(), since: now };
            let stock = self.stock.entry(method.to_owned()).or_insert_with(fresh);
            stock.grants.push(grant);
            return;
        };
        let waiter = queue.pop_front().expect("an empty queue is removed");
        if queue.is_empty() {
            self.queues.remove(method);
        }
        self.out += 1;
        delivery.granted.push((method.to_owned(), grant, waiter.reply));
    }

    /// Takes note that the ledger failed: whoever waits is told.
    pub(super) fn fail(&mut self, error: &LimitError) -> Delivery {
        self.telling = false;
        let queues = std::mem::take(&mut self.queues).into_values().flatten();
        let refused = queues.map(|waiter| (error.clone(), waiter.reply)).collect();
        Delivery { granted: Vec::new(), refused }
    }

    /// What was taken ahead and nobody is left to use goes back.
    pub(super) fn tidy_stock(&mut self) {
        if self.out == 0 && self.queues.is_empty() {
            self.empty_stock();
        }
    }

    /// Takes note of all that is closed.
    fn hear_closed(&mut self, now: &impl Fn() -> Timestamp, all: Vec<Closed>) {
        self.closed.clear();
        for closed in all {
            self.close(now(), closed, false);
        }
    }

    fn close(&mut self, now: Timestamp, closed: Closed, by_count: bool) {
        let until = after(now, closed.reopens_in);
        let shut = Shut { until, why: closed.why, by_count };
        let known = self.closed.entry(closed.scope).or_insert(shut);
        // A refusal stays one, whatever the count says besides.
        let by_count = known.by_count && by_count;
        if known.until < until {
            *known = shut;
        }
        known.by_count = by_count;
    }

    /// Whether the platform refuses `method`, so that a permit is no good now.
    pub(super) fn is_refused(&self, method: &str, now: &impl Fn() -> Timestamp) -> bool {
        let mut refused = self.closed.iter().filter(|(_, shut)| !shut.by_count);
        refused.any(|(scope, shut)| shut.until > now() && scope.covers(method))
    }

    /// What to tell who asks for `method`, if it is shut for longer than is waited.
    pub(super) fn too_long(
        &self,
        method: &str,
        now: &impl Fn() -> Timestamp,
        options: &LimiterOptions,
    ) -> Option<LimitError> {
        let shut = self.closed.iter();
        let shut =
            shut.filter(|(scope, shut)| shut.until > now() && scope.covers(method));
        let (scope, Shut { until: reopens, why, .. }) = shut
            .map(|(scope, shut)| (scope, *shut))
            .max_by_key(|(_, shut)| shut.until)?;
        let wait = Duration::try_from(reopens.duration_since(now())).unwrap_or_default();
        let fails = options.on_exhausted == OnExhausted::Fail && wait > options.patience;
        fails.then(|| LimitError::Closed { scope: scope.clone(), reopens, why })
    }

    fn not_before(&self, method: &str) -> Option<Timestamp> {
        let shut = self.closed.iter().filter(|(scope, _)| scope.covers(method));
        let shut = shut.map(|(_, shut)| shut.until).max();
        shut.max(self.later.get(method).copied())
    }

    fn until_any(&self, now: Timestamp) -> Duration {
        let times =
            self.queues.keys().map(|method| self.not_before(method).unwrap_or(now));
        let pause = times.min().unwrap_or(now).duration_since(now);
        Duration::try_from(pause).unwrap_or_default().min(LONGEST_SLEEP)
    }
}

/// What a settlement says, as far as the desk cares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    /// The call ended.
    ends: bool,
    /// A place in a window became free, or is known to.
    frees: bool,
}

impl Unsettled {
    fn has_window(&self) -> bool {
        self.grant.windows.iter().any(Option::is_some)
    }

    pub(super) fn said(&self) -> Said {
        let is_unused = matches!(self.end, Some((CallEnd::NotSent, _)));
        let frees = self.has_window() && (self.place.is_some() || is_unused);
        Said { ends: self.end.is_some(), frees }
    }

    /// Counted from `now`.
    pub(super) fn at(self, now: Timestamp) -> Settlement {
        let fate = match self.end {
            Some((CallEnd::NotSent, _)) => Fate::Unused,
            end => Fate::Used {
                place: self.place.map(|place| place.duration_since(now)),
                ending: end.map(|(end, at)| {
                    let age = Duration::try_from(now.duration_since(at));
                    Ending { end, age: age.unwrap_or_default() }
                }),
            },
        };
        Settlement { grant: self.grant, method: self.method, fate }
    }
}

/// How many permits are of use where so many are in use: as many are taken ahead, and a
/// caller that goes one by one takes one.
fn at_most(in_use: usize, options: &LimiterOptions) -> u32 {
    options.ahead.min(u32::try_from(in_use).unwrap_or(u32::MAX)).max(1)
}

/// Whether an exchange is one caller's who wants to call `method`.
fn is_for(exchange: &Exchange, method: &str) -> bool {
    matches!(&exchange.wanted[..], [want] if want.method == method)
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    now.checked_add(pause).unwrap_or(Timestamp::MAX)
}
