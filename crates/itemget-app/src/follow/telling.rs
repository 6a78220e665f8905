//! Getting alerts to where people are: at least once, and never lost with who carried them.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::{ItemRef, View};
use itemget_history::Moment;
use itemget_history::alert::{Bundle, Firing};
use itemget_store::{Delivery, KeptAlert, Tried};
use jiff::tz::TimeZone;

use super::{FollowError, Follower, Quit};
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
    /// Carries what was due at a moment, until there is a wish to end. What does not arrive
    /// is tried again later.
    pub(crate) async fn tell(
        &self,
        due: Moment,
        quit: &Quit,
    ) -> Result<Told, FollowError> {
        let now = self.now();
        let due = self.store.due_deliveries(due, now + TAKEN, 50).await?;
        let mut told = Told::default();
        if due.is_empty() {
            return Ok(told);
        }
        let channels: BTreeMap<String, String> =
            self.store.channels().await?.into_iter().collect();
        for (channel, messages) in together(due) {
            let line = self.line(channels.get(&channel).map(String::as_str));
            for (of, deliveries) in messages {
                // Somebody else may carry them soon.
                if now + TAKEN / 2 < self.now() || quit.borrow().is_some() {
                    return Ok(told);
                }
                let (read, unread) = opened(deliveries);
                for delivery in &unread {
                    let why = NotArrived::Mend(
                        "the alert is of another version of this program".to_owned(),
                    );
                    self.note(delivery, &Err(why), now, &mut told).await?;
                }
                if read.is_empty() {
                    continue;
                }
                let arrived = match &line {
                    Ok(line) => self.carry(line, of, &read, now).await?,
                    Err(why) => Err(why.clone()),
                };
                for (delivery, _) in &read {
                    self.note(delivery, &arrived, now, &mut told).await?;
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

    /// Notes what came of carrying an alert.
    async fn note(
        &self,
        delivery: &Delivery,
        arrived: &Result<(), NotArrived>,
        now: Moment,
        told: &mut Told,
    ) -> Result<(), FollowError> {
        let tried = match arrived {
            Ok(()) => Tried::Delivered(now),
            Err(why) => why.tried(delivery, now),
        };
        told.delivered += u64::from(arrived.is_ok());
        told.failed += u64::from(arrived.is_err());
        Ok(self.store.tried(delivery, &tried).await?)
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

    /// Carries the alerts of one message to one channel.
    async fn carry(
        &self,
        line: &Line,
        of: Together,
        read: &[(Delivery, Firing)],
        now: Moment,
    ) -> Result<Result<(), NotArrived>, FollowError> {
        let Together { item, tell_at } = of;
        let card = self.store.card(item, View::default().language).await?;
        let card = card.map(|card| Card::read(&card.text)).unwrap_or_default();
        let about = about(card);
        let firings = read.iter().map(|(_, firing)| firing.clone()).collect();
        let bundle = Bundle { item, tell_at, firings };
        let message = Message::of(&bundle, &about, self.lang);
        let Line { settings, courier } = line;
        let told = settings.channel.tell(&message, now.into(), courier, settings.reach);
        Ok(told.await.map_err(NotArrived::Failed))
    }
}

/// What alerts of one message have in common. It is known of each alert alone and for good,
/// so that however often they are carried, they are in the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Together {
    tell_at: Moment,
    item: ItemRef,
}

/// The messages that these make up, for each channel.
fn together(due: Vec<Delivery>) -> BTreeMap<String, BTreeMap<Together, Vec<Delivery>>> {
    let mut of_channels: BTreeMap<String, BTreeMap<Together, Vec<Delivery>>> =
        BTreeMap::new();
    for delivery in due {
        let messages = of_channels.entry(delivery.channel.clone()).or_default();
        messages.entry(Together::of(&delivery.alert)).or_default().push(delivery);
    }
    for deliveries in of_channels.values_mut().flat_map(BTreeMap::values_mut) {
        deliveries.sort_by_key(|delivery| delivery.alert.id);
    }
    of_channels
}

/// Those that this program can read, with what they say, and the others.
fn opened(deliveries: Vec<Delivery>) -> (Vec<(Delivery, Firing)>, Vec<Delivery>) {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for delivery in deliveries {
        match serde_json::from_str(&delivery.alert.firing) {
            Ok(firing) => read.push((delivery, firing)),
            Err(_) => unread.push(delivery),
        }
    }
    (read, unread)
}

impl Together {
    fn of(alert: &KeptAlert) -> Self {
        Self { tell_at: alert.tell_at, item: alert.item }
    }

    /// From 0 to 1, another one for each message, so that they are not all tried at once.
    fn chance(self) -> f64 {
        let id = self.item.id.get().cast_signed();
        let number = id.wrapping_add(self.tell_at.seconds()).rem_euclid(97);
        f64::from(i32::try_from(number).unwrap_or(0)) / 97.0
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
        // Somebody may mend it meanwhile; an hour is soon enough to look, and a month of
        // hours long enough to wait: nobody wants to be told then of what was a year ago.
        const MENDED: Duration = Duration::from_secs(3600);
        const LOOKS: u32 = 30 * 24;
        let attempts = delivery.attempts + 1;
        let when_mended = |why: String| match attempts < LOOKS {
            true => Tried::Again(now + MENDED, why),
            false => Tried::GaveUp(why),
        };
        let failure = match self {
            Self::Mend(why) => return when_mended(why.clone()),
            Self::Failed(failure) => failure,
        };
        let backoff = Backoff::default();
        let chance = Together::of(&delivery.alert).chance();
        match next_attempt(&backoff, attempts, failure, now.into(), chance) {
            Next::At(at) => Tried::Again(at.into(), failure.to_string()),
            Next::WhenMended => when_mended(failure.to_string()),
            Next::GiveUp => Tried::GaveUp(failure.to_string()),
        }
    }
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

#[cfg(test)]
mod tests {
    use itemget_store::RuleId;

    use super::*;
    use crate::notify::FailureKind;

    fn delivery(id: i64, item: u64, tell_at: i64) -> Delivery {
        let item = itemget::ItemId::from_u64(item).unwrap();
        let alert = KeptAlert {
            id,
            identity: id.to_string(),
            rule: RuleId(1),
            item: ItemRef::aliexpress(item),
            at: Moment::from_seconds(tell_at),
            tell_at: Moment::from_seconds(tell_at),
            firing: String::new(),
        };
        Delivery { alert, channel: "phone".to_owned(), attempts: 0 }
    }

    #[test]
    fn an_alert_that_is_carried_again_is_in_the_message_it_was_in() {
        let ids = |due: &[Delivery]| -> Vec<Vec<i64>> {
            let messages = together(due.to_vec()).remove("phone").unwrap_or_default();
            let of = |it: &Vec<Delivery>| it.iter().map(|it| it.alert.id).collect();
            messages.values().map(of).collect()
        };
        let [a, b] = [delivery(1, 7, 100), delivery(2, 7, 100)];
        let (later, other) = (delivery(3, 7, 200), delivery(4, 8, 100));
        assert_eq!(ids(&[a.clone(), b.clone()]), [[1, 2]]);
        // Of the same item, and due by now as well.
        let all = [later, b.clone(), other, a.clone()];
        assert_eq!(ids(&all), [vec![1, 2], vec![4], vec![3]]);
        // What is in one message is tried again at the same time.
        let failed = NotArrived::Failed(Failure::new(FailureKind::Unreachable));
        let now = Moment::from_seconds(100);
        assert_eq!(failed.tried(&a, now), failed.tried(&b, now));
    }

    #[test]
    fn what_nobody_mends_for_a_month_is_given_up() {
        let delivery = |attempts| Delivery { attempts, ..delivery(1, 7, 0) };
        // Long after it was to be told: nobody ran until then.
        let now = Moment::from_seconds(0) + Duration::from_secs(400 * 86_400);
        for why in [
            NotArrived::Mend("there is no such channel".to_owned()),
            NotArrived::Failed(Failure::new(FailureKind::Unauthorised)),
        ] {
            let tried = why.tried(&delivery(0), now);
            assert!(matches!(tried, Tried::Again(..)), "{tried:?}");
            let tried = why.tried(&delivery(30 * 24 - 1), now);
            assert!(matches!(tried, Tried::GaveUp(_)), "{tried:?}");
        }
    }
}
