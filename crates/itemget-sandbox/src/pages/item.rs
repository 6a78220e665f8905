//! An item's page: what a link to it leads to.
//!
//! `?currency=EUR&country=FR&language=zh` say for whom; the item is the one that the APIs
//! tell of, at the same price.

use jiff::Timestamp;

use super::{Text, lost, page, params, say, site};
use crate::answer::Answer;
use crate::answers::asked::View;
use crate::answers::{Ask, Reply};
use crate::catalogue::item::{Item, State};
use crate::catalogue::sales::rounded_with_plus;
use crate::catalogue::shops::Shop;
use crate::catalogue::variants::Variant;
use crate::gateway::Gateway;
use crate::service::{Incoming, note, problem};

/// More are not listed on the page; the API lists them all.
const MOST_VARIANTS: usize = 12;

pub(crate) fn answer(gateway: &Gateway, incoming: &Incoming, now: Timestamp) -> Answer {
    let found = id_in(&incoming.path)
        .and_then(|id| Some((id, gateway.catalogue.find_at(id, now)?)));
    let Some((id, item)) = found else {
        note(gateway, incoming, now, "not_found");
        return lost(incoming, now);
    };
    let mut params = params(incoming);
    params.entry("language".to_owned()).or_insert_with(|| incoming.languages.clone());
    let ask = super::ask(gateway, incoming, &params, now);
    let view = match ask.view("country", "currency", "language") {
        Ok(view) => view,
        Err(Reply::Refusal { message, .. }) => {
            return problem(400, "bad_request", &message, now);
        }
        Err(Reply::Payload(_)) => return lost(incoming, now),
    };
    note(gateway, incoming, now, "page");
    let title = item.title(view.language);
    let main = describe(&ask, &view, &item, id, site(incoming));
    Answer::html(200, page(view.language, &title, &main), now)
}

/// The id in `/item/1005006000000001.html`, of either site.
fn id_in(path: &str) -> Option<u64> {
    let name = path.strip_prefix("/item/")?;
    name.strip_suffix(".html").unwrap_or(name).parse().ok()
}

fn describe(ask: &Ask<'_>, view: &View, item: &Item, id: u64, site: &str) -> String {
    let pictures = ask.pictures(item);
    let thumbs: String = pictures[1..]
        .iter()
        .map(|picture| {
            format!("<img src=\"{picture}_120x120.png\" width=\"120\" height=\"120\" alt=\"\">")
        })
        .collect();
    let sentences: String = item
        .sentences(view.language)
        .iter()
        .map(|sentence| format!("<p>{}</p>", Text(sentence)))
        .collect();
    format!(
        "<article class=\"card item\">\n<div><img src=\"{}\" width=\"480\" height=\"480\" \
         alt=\"\"><div class=\"thumbs\">{thumbs}</div></div>\n<div>\n<h1>{}</h1>\n<p>{}</p>\n\
         <p>{}</p>\n<dl>\n{}</dl>\n</div>\n</article>\n{}<section class=\"card\">{sentences}\
         </section>\n",
        pictures[0],
        Text(&item.title(view.language)),
        badges(item, view, ask.now),
        price(ask, view, item),
        facts(ask, view, item, id, site),
        variants(ask, view, item),
    )
}

fn price(ask: &Ask<'_>, view: &View, item: &Item) -> String {
    let quote = view.local(item, item.cheapest(ask.now).1);
    let sale = view.currency.display(view.currency.amount(quote.sale));
    let sale = format!("<span class=\"price\">{}</span>", Text(&sale));
    if quote.sale == quote.list {
        return sale;
    }
    let list = view.currency.display(view.currency.amount(quote.list));
    format!("{sale}<span class=\"list\">{}</span>", Text(&list))
}

fn facts(ask: &Ask<'_>, view: &View, item: &Item, id: u64, site: &str) -> String {
    let says = |en, zh| say(view.language, en, zh);
    let shop = Shop::of_item(item.seed, item.id);
    let stars = item.stars_tenths(ask.now).map_or_else(
        || says("none yet", "暂无").to_owned(),
        |tenths| format!("★ {}.{} ({})", tenths / 10, tenths % 10, item.reviews(ask.now)),
    );
    let category =
        [item.root.name, item.leaf.name].map(|name| view.language.choose(name));
    let category = category.join(" › ");
    [
        (says("Item", "商品编号"), id.to_string()),
        (says("Sold", "已售"), rounded_with_plus(item.units_sold(ask.now))),
        (says("Reviews", "评价"), stars),
        (says("Category", "类目"), Text(&category).to_string()),
        (
            says("Shop", "店铺"),
            format!("<a href=\"{site}/store/{}\">{}</a>", shop.id, Text(&shop.name)),
        ),
        (says("Ships from", "发货地"), item.cheapest(ask.now).0.ships_from().to_owned()),
    ]
    .map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>\n"))
    .concat()
}

fn badges(item: &Item, view: &View, now: Timestamp) -> String {
    let says = |en, zh| say(view.language, en, zh);
    let badge =
        |kind: &str, text: &str| format!("<span class=\"badge {kind}\">{text}</span>");
    let mut badges = badge("", says("synthetic", "合成数据"));
    if view.country.is_some_and(|country| item.prohibited(&country).is_some()) {
        badges += &badge("bad", says("not sold to your country", "不发往您的国家"));
    }
    badges += &match item.state {
        State::Offline => badge("bad", says("off sale", "已下架")),
        State::SoldOut => badge("bad", says("sold out", "已售罄")),
        State::OnSelling => {
            let stock = item.total_stock(now);
            badge("good", &format!("{} {stock}", says("in stock:", "库存：")))
        }
    };
    badges
}

fn variants(ask: &Ask<'_>, view: &View, item: &Item) -> String {
    let says = |en, zh| say(view.language, en, zh);
    let row = |variant: Variant<'_>| {
        let quote = view.local(item, item.quote(&variant, ask.now));
        let choices: Vec<&str> = variant
            .choices()
            .map(|(_, chosen)| {
                chosen.own_name.unwrap_or(view.language.choose(chosen.value.name))
            })
            .collect();
        let price = view.currency.display(view.currency.amount(quote.sale));
        format!(
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            variant.sku_id(),
            Text(&choices.join(" / ")),
            Text(&price),
            item.stock(&variant, ask.now)
        )
    };
    let rows: String = item.variants().take(MOST_VARIANTS).map(row).collect();
    format!(
        "<section class=\"card wide\">\n<h2>{} ({})</h2>\n<table>\n<tr><th>SKU</th>\
         <th>{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th></tr>\n{rows}</table>\n</section>\n",
        says("Variants", "规格"),
        item.variant_count(),
        says("Attributes", "属性"),
        says("Price", "价格"),
        says("Stock", "库存"),
    )
}

#[cfg(test)]
mod tests {
    use super::id_in;

    #[test]
    fn the_id_is_read_out_of_the_path() {
        for (path, id) in [
            ("/item/1005006000000001.html", Some(1_005_006_000_000_001)),
            ("/item/1005006000000001", Some(1_005_006_000_000_001)),
            ("/item/", None),
            ("/item/x.html", None),
            ("/item", None),
        ] {
            assert_eq!(id_in(path), id, "{path}");
        }
    }
}
