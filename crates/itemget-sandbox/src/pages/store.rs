//! A shop's page, with some of what it sells.

use jiff::Timestamp;

use super::{Text, language, lost, page, params, say, site};
use crate::answer::Answer;
use crate::answers::Ask;
use crate::catalogue::item::Item;
use crate::catalogue::money::DEFAULT;
use crate::catalogue::shops::Shop;
use crate::gateway::Gateway;
use crate::service::{Incoming, note};

/// How many items are shown, and among how many of the catalogue's first they are looked for.
const SHOWN: usize = 24;
const LOOKED_AT: usize = 20_000;

pub(crate) fn answer(gateway: &Gateway, incoming: &Incoming, now: Timestamp) -> Answer {
    let catalogue = &gateway.catalogue;
    let id = incoming.path.strip_prefix("/store/").and_then(|id| id.parse().ok());
    let Some(shop) = id.and_then(|id| Shop::find(catalogue.seed(), id)) else {
        note(gateway, incoming, now, "not_found");
        return lost(incoming, now);
    };
    note(gateway, incoming, now, "page");
    let params = params(incoming);
    let language = language(incoming, &params);
    let ask = super::ask(gateway, incoming, &params, now);
    let says = |en, zh| say(language, en, zh);
    let tile = |item: Item| {
        format!(
            "<a class=\"tile\" href=\"{}/item/{}.html\"><img src=\"{}_220x220.png\" \
             width=\"220\" height=\"220\" alt=\"\" loading=\"lazy\"><strong>{}</strong>{}</a>\n",
            site(incoming),
            item.id,
            ask.pictures(&item)[0],
            Text(&price(&ask, &item)),
            Text(&item.title(language))
        )
    };
    let tiles: String = catalogue
        .ids()
        .take(LOOKED_AT)
        .filter(|&id| shop.sells(catalogue.seed(), id))
        .take(SHOWN)
        .filter_map(|id| catalogue.find(id))
        .map(tile)
        .collect();
    let [described, communication, shipping] =
        shop.tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
    let main = format!(
        "<section class=\"card\"><h1>{}</h1>\n<p class=\"soft\">{} {described} · {} \
         {communication} · {} {shipping}</p></section>\n<section class=\"tiles\">\n{tiles}</section>\n",
        Text(&shop.name),
        says("as described", "描述相符"),
        says("communication", "服务态度"),
        says("shipping", "发货速度"),
    );
    Answer::html(200, page(language, &shop.name, &main), now)
}

fn price(ask: &Ask<'_>, item: &Item) -> String {
    DEFAULT.display(DEFAULT.amount(item.cheapest(ask.now).1.sale))
}
