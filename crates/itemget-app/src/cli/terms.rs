//! On what terms a job is begun, as far as they are the same for all commands.

use super::{Account, Context};
use crate::config::{Set, Settings};
use crate::job::Terms;

/// Where, in which currency and language, for whom, and who is asked.
pub(super) fn of_all(
    settings: &Settings,
    account: &Account,
    context: &Context<'_>,
) -> Terms {
    let text = |set: &Option<Set<String>>| {
        set.as_ref().map(|set| set.value.clone()).unwrap_or_default()
    };
    let app = text(&settings.app_key);
    let app = match app.as_str() {
        "" => String::new(),
        key => itemget::limit::AppId::of(key).as_str().to_owned(),
    };
    let view = &settings.view;
    Terms::default()
        .with("--ship-to", view.ship_to)
        .with("--currency", view.currency)
        .with("--language", view.language)
        .with("--tracking-id", text(&settings.tracking_id))
        .with("--lang", context.lang.pick("en", "zh"))
        .with("--sandbox", account.sandbox)
        .with("--endpoint", text(&settings.endpoint))
        .with("--app-key (a digest)", app)
}
