//! When to look next: what all that is followed asks for, solved against the calls there
//! are.

use std::time::Duration;

use itemget_history::Moment;
use itemget_history::schedule::{
    Activity, ChangeRate, Clock, Demand, Every, Importance, Plan, Prior, Quota,
    Staleness, Watch,
};
use itemget_store::{self as store, Tracked};
use serde::{Deserialize, Serialize};

use super::learned::Learned;

/// How the calls are spent, as far as it is decided for all items together.
#[derive(Debug, Default)]
pub(crate) struct Planning {
    /// What is usual among what is followed.
    pub(crate) prior: Prior,
    activity: Activity,
    /// When what was learned was kept last.
    kept_at: Option<Moment>,
    /// The list's own time, which runs faster in a campaign.
    pub(crate) clock: Clock,
    /// There once it was solved.
    plan: Option<Plan>,
    solved_at: Option<Moment>,
}

/// What was learned of all items together, as it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    prior: Prior,
    activity: Activity,
}

/// How long what was learned need not be kept: of a program that is killed, so much of it is
/// lost.
const KEPT_EVERY: Duration = Duration::from_secs(3600);

impl Planning {
    /// The name under which what was learned is kept.
    pub(crate) const NAME: &'static str = "schedule";

    /// What was kept as this text; nothing where it is empty or of another version, from
    /// which it is learned anew.
    pub(crate) fn read(text: &str) -> Self {
        let Kept { prior, activity } = serde_json::from_str(text).unwrap_or_default();
        let clock = activity.clock();
        Self { prior, activity, clock, ..Self::default() }
    }

    /// The text that is kept.
    fn text(&self) -> String {
        let kept = Kept { prior: self.prior, activity: self.activity.clone() };
        serde_json::to_string(&kept).expect("numbers alone")
    }

    /// Whether it was neither read nor solved yet.
    pub(crate) fn is_new(&self) -> bool {
        self.solved_at.is_none()
    }

    /// The text to keep where it is time to.
    pub(crate) fn worth_keeping(&mut self, now: Moment) -> Option<String> {
        let is_fresh =
            self.kept_at.is_some_and(|at| at <= now && now.since(at) < KEPT_EVERY);
        if is_fresh {
            return None;
        }
        self.kept_at = Some(now);
        Some(self.text())
    }

    /// The text to keep at the end.
    pub(crate) fn last_words(&mut self, now: Moment) -> String {
        self.kept_at = Some(now);
        self.text()
    }

    /// What is to be expected of what was read at `checked`.
    pub(crate) fn staleness(
        &self,
        learned: &Learned,
        checked: Moment,
        now: Moment,
    ) -> Staleness {
        Staleness::expected(&learned.rate, self.prior, &self.clock, checked, now)
    }

    /// Whether it is time to solve it anew, where a solution stands for so long.
    pub(crate) fn is_stale(&self, now: Moment, stands_for: Duration) -> bool {
        self.solved_at.is_none_or(|at| now < at || now.since(at) >= stands_for)
    }

    /// Solves it for all that is followed, with `quota` for its looks.
    pub(crate) fn solve(&mut self, all: &[Tracked], quota: &Quota, now: Moment) {
        let learned: Vec<Learned> =
            all.iter().map(|tracked| Learned::read(&tracked.model)).collect();
        let rates: Vec<&ChangeRate> = learned.iter().map(|it| &it.rate).collect();
        self.prior = self.prior.fit(rates);
        self.clock = self.activity.clock();
        let demands: Vec<Demand> =
            all.iter().zip(&learned).map(|(it, known)| self.demand(it, known)).collect();
        self.plan = Some(Plan::solve(&demands, quota.pace(now, &self.clock)));
        self.solved_at = Some(now);
    }

    /// How far apart looks at an item are to be.
    pub(crate) fn interval(&self, tracked: &Tracked, learned: &Learned) -> Duration {
        let demand = self.demand(tracked, learned);
        match (&self.plan, demand.every) {
            (Some(plan), _) => plan.interval(&demand),
            (None, Every::Fixed(every)) => every,
            // Before it is solved: a day.
            (None, Every::Auto { .. }) => Duration::from_secs(86_400),
        }
    }

    /// When to look at an item next that was looked at now.
    pub(crate) fn next(
        &self,
        tracked: &Tracked,
        learned: &Learned,
        now: Moment,
    ) -> Moment {
        let demand = self.demand(tracked, learned);
        let watch =
            Watch { key: tracked.id.0.cast_unsigned(), checked: Some(now), demand };
        match &self.plan {
            Some(plan) => plan.next_check(&watch, &self.clock),
            None => now + self.interval(tracked, learned),
        }
    }

    /// Takes in a look, for all items together.
    pub(crate) fn observe(
        &mut self,
        learned: &Learned,
        before: Option<Moment>,
        now: Moment,
        changed: bool,
    ) {
        if let Some(before) = before {
            let per_day = learned.rate.per_day(self.prior);
            self.activity.observe(per_day, before, now, changed);
        }
    }

    /// Looks a day that the solution makes, and how much longer than wished the intervals
    /// had to become.
    pub(crate) fn figures(&self) -> Option<(f64, f64)> {
        self.plan.as_ref().map(|plan| (plan.calls_per_day(), plan.stretch()))
    }

    fn demand(&self, tracked: &Tracked, learned: &Learned) -> Demand {
        let every = match tracked.every {
            store::Every::Auto => Every::AUTO,
            store::Every::Fixed(every) => Every::Fixed(every),
        };
        let importance =
            u32::try_from(tracked.importance.clamp(0, 100_000)).unwrap_or(100);
        let importance = Importance {
            owner: f64::from(importance) / 100.0,
            days_of_cover: learned.selling.days_of_cover(),
            to_threshold: learned.to_threshold,
        };
        let weight = importance.weight();
        Demand { per_day: learned.rate.per_day(self.prior), weight, every }
    }
}
