//! Getting alerts to where people are: at least once, and never lost with who carried them.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::{ItemRef, View};
use itemget_history::Moment;
use itemget_history::alert::{Bundle, Firing};
use itemget_store::{Delivery, Tried};
use jiff::tz::TimeZone;

use super::{FollowError, Follower};
use crate::card::Card;
use crate::notify::{
    About, Backoff, ChannelSettings, Failure, HttpCourier, Message, Next, next_attempt,
};

/// What came of telling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Alerts that arrived.
    pub(crate) delivered: u64,
    /// Alerts that did not, this time.
    pub(crate) failed: u64,
}

/// How long nobody else carries what was taken.
const TAKEN: Duration = Duration::from_secs(300);
/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

impl Follower {
    /// Carries what is due. What does not arrive is tried again later.
    pub(crate) async fn tell(&self) -> Result<Told, FollowError> {
        let now = self.now();
        let due = self.store.due_deliveries(now, now + TAKEN, 50).await?;
        let mut told = Told::default();
        if due.is_empty() {
            return Ok(told);
        }
        let channels: BTreeMap<String, String> =
            self.store.channels().await?.into_iter().collect();
        let mut together: BTreeMap<String, BTreeMap<ItemRef, Vec<Delivery>>> =
            BTreeMap::new();
        for delivery in due {
            let of_channel = together.entry(delivery.channel.clone()).or_default();
            of_channel.entry(delivery.alert.item).or_default().push(delivery);
        }
        for (channel, items) in together {
            let line = self.line(channels.get(&channel).map(String::as_str));
            for (item, deliveries) in items {
                // Somebody else may carry them soon.
                if now + TAKEN / 2 < self.now() {
                    return Ok(told);
                }
                let arrived = match &line {
                    Ok(line) => self.carry(line, item, &deliveries, now).await?,
                    Err(why) => Err(why.clone()),
                };
                for delivery in &deliveries {
                    let tried = match &arrived {
                        Ok(()) => Tried::Delivered(now),
                        Err(why) => why.tried(delivery, now),
                    };
                    told.delivered += u64::from(arrived.is_ok());
                    told.failed += u64::from(arrived.is_err());
                    self.store.tried(delivery, &tried).await?;
                }
                // The others would wait as long for a receiver that does not answer. They
                // are due again when they are nobody's any more.
                if arrived.is_err_and(|why| why.is_of_the_receiver()) {
                    break;
                }
            }
        }
        Ok(told)
    }

    /// The way to a channel.
    fn line(&self, settings: Option<&str>) -> Result<Line, NotArrived> {
        let mend = |why: String| NotArrived::Mend(why);
        let settings = settings.ok_or_else(|| mend("there is no such channel".into()))?;
        let settings =
            ChannelSettings::read(settings).map_err(|error| mend(error.to_string()))?;
        let courier = HttpCourier::by(self.route.clone(), settings.reach, PATIENCE)
            .map_err(|error| mend(error.to_string()))?;
        Ok(Line { settings, courier })
    }

    /// Carries the alerts of one item to one channel, as one message.
    async fn carry(
        &self,
        line: &Line,
        item: ItemRef,
        deliveries: &[Delivery],
        now: Moment,
    ) -> Result<Result<(), NotArrived>, FollowError> {
        let firings = deliveries.iter();
        let firings: Vec<Firing> = firings
            .filter_map(|it| serde_json::from_str(&it.alert.firing).ok())
            .collect();
        if firings.is_empty() {
            let what = "the alert is of another version of this program";
            return Ok(Err(NotArrived::Mend(what.to_owned())));
        }
        let card = self.store.card(item, View::default().language).await?;
        let card = card.map(|card| Card::read(&card.text)).unwrap_or_default();
        let about = about(card);
        let bundle = Bundle { item, tell_at: now, firings };
        let message = Message::of(&bundle, &about, self.lang);
        let Line { settings, courier } = line;
        let told = settings.channel.tell(&message, now.into(), courier, settings.reach);
        Ok(told.await.map_err(NotArrived::Failed))
    }
}

/// A channel, and who carries to it.
struct Line {
    settings: ChannelSettings,
    courier: HttpCourier,
}

/// Why an alert did not arrive.
#[derive(Debug, Clone)]
enum NotArrived {
    /// It was carried, and failed.
    Failed(Failure),
    /// It was not carried: somebody has to mend something.
    Mend(String),
}

impl NotArrived {
    /// Whether what is sent there next would fail the same way.
    fn is_of_the_receiver(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.kind.is_of_the_receiver())
    }

    /// What is noted of it.
    fn tried(&self, delivery: &Delivery, now: Moment) -> Tried {
        // Somebody may mend it meanwhile; an hour is soon enough to look.
        const MENDED: Duration = Duration::from_secs(3600);
        let failure = match self {
            Self::Mend(why) => return Tried::Again(now + MENDED, why.clone()),
            Self::Failed(failure) => failure,
        };
        let backoff = Backoff::default();
        let (made, attempts) = (delivery.alert.tell_at.into(), delivery.attempts + 1);
        let chance = chance(delivery);
        match next_attempt(&backoff, made, attempts, failure, now.into(), chance) {
            Next::At(at) => Tried::Again(at.into(), failure.to_string()),
            Next::WhenMended => Tried::Again(now + MENDED, failure.to_string()),
            Next::GiveUp => Tried::GaveUp(failure.to_string()),
        }
    }
}

/// From 0 to 1, another one for each delivery, so that they are not all tried at once.
fn chance(delivery: &Delivery) -> f64 {
    let number = delivery.alert.id.rem_euclid(97);
    f64::from(i32::try_from(number).unwrap_or(0)) / 97.0
}

fn about(card: Card) -> About {
    let skus = card.skus.into_iter().map(|(sku, it)| {
        let values: Vec<String> =
            it.choices.into_iter().map(|(_, value)| value).collect();
        (sku, values.join(" / "))
    });
    About {
        title: card.title,
        skus: skus.collect(),
        synthetic: card.synthetic,
        zone: TimeZone::system(),
    }
}
