//! The work of `get`: texts through lookups to where results go, until there is an end.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::LookupOptions;

use super::super::format::Format;
use super::super::interrupt::Interrupt;
use super::super::plan::{self, Plan};
use super::super::progress::{Begin, Progress, ProgressForm};
use super::super::{Context, going_on, stopped};
use super::destination::{Destination, Wanted};
use crate::connect::Connection;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::inputs::Inputs;
use crate::lookup::{Told, Waiting, look_up, not_asked};
use crate::meaning;
use crate::stop::{self, Stop, Why};
use crate::survey::Survey;

/// What is to be done, all of it decided.
pub(super) struct Work {
    pub(super) inputs: Inputs,
    pub(super) fields: Fields,
    pub(super) options: LookupOptions,
    pub(super) progress: ProgressForm,
}

/// So few are not worth a look beforehand.
const FEW: usize = 50;
/// How often something is said while nothing comes, and the disk has what is written.
const TICK: Duration = Duration::from_secs(1);

/// Says what it would take.
pub(super) async fn plan(
    work: &Work,
    format: Option<Format>,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let survey = Survey::of(work.inputs.open()?, &connection.client, &work.options)?;
    let plan = Plan::of_list(survey, connection).await?;
    plan::show(&plan, format, context)?;
    Ok(Exit::Done)
}

/// Brings back what is asked for.
pub(super) async fn bring(
    work: Work,
    wanted: Wanted,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let mut interrupt = Interrupt::listen()?;
    let is_long = work.inputs.known_length().is_none_or(|length| length > FEW);
    let survey = match work.inputs.can_be_read_again() && is_long {
        true => {
            let texts = work.inputs.open()?;
            Some(Survey::of(texts, &connection.client, &work.options)?)
        }
        false => None,
    };
    let mut texts = work.inputs.open()?;
    let whole = survey.as_ref().map(Survey::whole);
    let destination =
        Destination::open(wanted, whole, &mut texts, &work.fields, context)?;
    let known = work.inputs.known_length().map(|length| length as u64);
    let total = whole.map(|whole| whole.texts).or(known);
    going_on::say_where_it_stands(destination.done(), total, context);
    let mut quota_left = None;
    if let Some(survey) = survey
        && total != Some(destination.done())
    {
        let plan = Plan::of_list(survey, connection).await?;
        plan::say_if_long(&plan, context);
        quota_left = plan.left_today();
    }
    let begin = Begin { total, done: destination.done(), quota_left, is_local: false };
    let (output, lang) = (&context.output, context.lang);
    let mut progress = Progress::start(work.progress, begin, output, lang);
    let mut waiting = Waiting::read(texts);
    let mut run = Run { destination, held: Vec::new(), stop: None };
    let mut tick = tokio::time::interval(TICK);
    let mut followed = false;
    let ended = 'all: loop {
        let window = tokio::select! {
            window = waiting.window() => window?,
            wish = interrupt.wish() => break 'all Some(wish),
        };
        let Some(window) = window else { break 'all None };
        if !followed && meaning::any_short(&connection.client, &window) {
            say_that_links_are_followed(context);
            followed = true;
        }
        let mut rest = window.clone().into_iter();
        let mut answers = pin!(look_up(&connection.client, window, &work.options));
        while !run.is_hopeless() {
            let told = tokio::select! {
                told = answers.next() => told,
                wish = interrupt.wish() => break 'all Some(wish),
                _ = tick.tick() => {
                    progress.tick(connection.limiter.calls(), &context.output);
                    run.destination.flush(context)?;
                    continue;
                }
            };
            let Some(told) = told else { break };
            rest.next();
            connection.drift.note(&told, connection.connected_at);
            run.take(told, &work.fields, context)?;
            progress.step(connection.limiter.calls(), &context.output);
        }
        if run.is_over() {
            break 'all None;
        }
        if let Some(Stop { error, .. }) = run.stop.clone() {
            for text in rest {
                run.destination.write(&not_asked(text, &error), &work.fields, context)?;
                progress.step(connection.limiter.calls(), &context.output);
            }
        }
        run.destination.flush(context)?;
    };
    progress.end(&context.output);
    run.end(ended, total, &work.fields, context)
}

/// A run under way.
struct Run {
    destination: Destination,
    /// What may be an outage, until it is known whether it is one.
    held: Vec<Told>,
    stop: Option<Stop>,
}

impl Run {
    /// Writes what was told. Of a job, what says nothing of its item is not written but
    /// asked for again another time.
    fn take(
        &mut self,
        told: Told,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        if self.stop.is_none() {
            self.stop = stop::after(&told);
        }
        if !self.destination.can_be_gone_on_with() {
            return self.destination.write(&told, fields, context);
        }
        if self.stop.is_some() {
            return Ok(());
        }
        if stop::may_be_an_outage(&told) {
            self.held.push(told);
            if self.held.len() >= stop::OUTAGE
                && let Some(error) = self.held.last().and_then(stop::error)
            {
                let error = Arc::clone(error);
                self.stop = Some(Stop { why: Why::Outage, error });
            }
            return Ok(());
        }
        self.write_held(fields, context)?;
        self.destination.write(&told, fields, context)
    }

    fn write_held(
        &mut self,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        for told in self.held.drain(..) {
            self.destination.write(&told, fields, context)?;
        }
        Ok(())
    }

    /// Whether it is no use to hear the rest of what was begun. What a limit of this side
    /// stops costs nothing, and what was answered before it is yet to come.
    fn is_hopeless(&self) -> bool {
        self.is_over()
            || self.stop.as_ref().is_some_and(|stop| stop.why == Why::NotAllowed)
    }

    /// Whether the rest is for another time.
    fn is_over(&self) -> bool {
        self.stop.is_some() && self.destination.can_be_gone_on_with()
    }

    fn end(
        mut self,
        wish: Option<Exit>,
        total: Option<u64>,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> anyhow::Result<Exit> {
        let complete = wish.is_none() && self.stop.is_none();
        if complete {
            self.write_held(fields, context)?;
        }
        let is_job = self.destination.can_be_gone_on_with();
        self.destination.flush(context)?;
        let done = self.destination.done();
        let mut exit = self.destination.end(complete, context)?;
        if let Some(stop) = &self.stop {
            exit = exit.or_worse(stop.why.exit());
            stopped::say(stop, context);
        }
        if let Some(wish) = wish {
            exit = exit.or_worse(wish);
        }
        match (is_job, complete) {
            (true, false) => going_on::say_how(done, total, context),
            (false, false) if wish.is_some() => context.output.warn(context.lang.pick(
                "interrupted: what was written is whole, the rest was not asked for",
                "已中断：已写出的内容完整，其余未查询",
            )),
            _ => {}
        }
        Ok(exit)
    }
}

fn say_that_links_are_followed(context: &Context<'_>) {
    context.output.note(context.lang.pick(
        "note: short links are asked where they lead; that is no call of the API",
        "注意：将联网查询短链接指向的商品（不计入接口调用次数）",
    ));
}
