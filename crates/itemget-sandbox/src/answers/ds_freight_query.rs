//! `aliexpress.ds.freight.query`: how one variant is brought to a country, and for how much.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use super::asked::invalid;
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::delivery::Delivery;
use crate::catalogue::money::{Currency, DEFAULT};
use crate::catalogue::places::Country;
use crate::catalogue::wording::Language;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.freight.query",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: true,
        required: &["queryDeliveryReq"],
    },
    answer,
};

/// More pieces are weighed as this many.
const MOST_PIECES: u64 = 100_000;

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let wanted = Wanted::read(ask)?;
    let Some(item) = catalogue.find_at(wanted.product_id, ask.now) else {
        return Ok(failed(501, "DELIVERY_INFO_EMPTY"));
    };
    // Not a `sku_attr` and not another item's: only this item's own ids are known here.
    let Some(variant) = item.variant(wanted.sku_id) else {
        return Ok(failed(501, "DELIVERY_INFO_EMPTY"));
    };
    let deliveries = item.deliveries(&variant, &wanted.country, wanted.quantity);
    if deliveries.is_empty() {
        return Ok(failed(505, "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"));
    }
    let stock = item.stock(&variant, ask.now);
    let options: Vec<Value> = deliveries
        .iter()
        .map(|delivery| option(&wanted, delivery, variant.ships_from(), stock, ask.now))
        .collect();
    let success = json!({ "success": true, "code": 200, "msg": "Call succeeds" });
    let options = wrapped("delivery_option_d_t_o", options);
    Ok(with(json!({}), "result", with(success, "delivery_options", options)))
}

/// A failure has no `delivery_options` at all.
fn failed(code: u64, message: &str) -> Value {
    json!({ "result": { "success": false, "code": code, "msg": message } })
}

/// What stands in `queryDeliveryReq`, which is JSON in a text.
struct Wanted {
    product_id: u64,
    sku_id: u64,
    quantity: u64,
    country: Country,
    currency: &'static Currency,
    language: Language,
}

impl Wanted {
    fn read(ask: &Ask<'_>) -> Result<Self, Reply> {
        let text = ask.param("queryDeliveryReq").unwrap_or_default();
        let fields: Value = serde_json::from_str(text).unwrap_or_default();
        if !fields.is_object() {
            return Err(invalid("queryDeliveryReq"));
        }
        let field = |name: &str| match &fields[name] {
            Value::String(text) if !text.is_empty() => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(missing(name)),
        };
        let number = |name: &str| field(name)?.parse::<u64>().or(Err(invalid(name)));
        let country = field("shipToCountry")?;
        let currency = field("currency").ok();
        Ok(Self {
            product_id: number("productId")?,
            // A text that is no number is no SKU id either: not refused, but not found.
            sku_id: field("selectedSkuId")?.parse().unwrap_or(0),
            quantity: number("quantity")?.clamp(1, MOST_PIECES),
            country: Country::find(&country).ok_or_else(|| invalid("shipToCountry"))?,
            currency: match currency {
                None => DEFAULT,
                Some(code) => Currency::find(&code).ok_or_else(|| invalid("currency"))?,
            },
            language: Language::of(field("language").or(field("locale")).ok().as_deref()),
        })
    }
}

fn missing(name: &str) -> Reply {
    Reply::Refusal {
        code: "MissingParameter",
        message: format!(
            "The input parameter \"{name}\" that is mandatory for processing this request \
             is not supplied"
        ),
        sub: None,
    }
}

fn option(
    wanted: &Wanted,
    delivery: &Delivery,
    ships_from: &str,
    stock: u64,
    now: Timestamp,
) -> Value {
    let free = delivery.fen == 0;
    let mut option = json!({
        "code": delivery.code,
        "company": delivery.company,
        "shipping_fee_currency": wanted.currency.code,
        "free_shipping": free,
        "min_delivery_days": delivery.days.0,
        "max_delivery_days": delivery.days.1,
        "guaranteed_delivery_days": delivery.guaranteed_days.to_string(),
        "delivery_date_desc": dates(now, delivery.days, wanted.language),
        "ship_from_country": ships_from,
        "tracking": delivery.tracking,
        "available_stock": stock.to_string(),
        "mayHavePFS": !free,
    });
    // Nobody has recorded free shipping; that it has no fee is the notes' best guess.
    if !free {
        let fee = wanted.currency.amount(delivery.fen);
        // Whole units, against its name.
        option["shipping_fee_cent"] = wanted.currency.write(fee).into();
        option["shipping_fee_format"] = wanted.currency.display(fee).into();
        option["free_shipping_threshold"] =
            wanted.currency.display(wanted.currency.amount(0)).into();
    }
    if wanted.country.tax_permille > 0 {
        option["ddpIncludeVATTax"] = "true".into();
    }
    option
}

/// `Dec 01 - 07`, or `Nov 28 - Dec 03`, as the platform tells people.
fn dates(now: Timestamp, (least, most): (u64, u64), language: Language) -> String {
    let today = TimeZone::UTC.to_datetime(now).date();
    let day = |days: u64| {
        let span = Span::new().days(i64::try_from(days).unwrap_or(0).min(400));
        today.saturating_add(span)
    };
    let (first, last): (Date, Date) = (day(least), day(most));
    match language {
        Language::Chinese => {
            format!("{} - {}", first.strftime("%m月%d日"), last.strftime("%m月%d日"))
        }
        Language::English if first.month() == last.month() => {
            format!("{} - {}", first.strftime("%b %d"), last.strftime("%d"))
        }
        Language::English => {
            format!("{} - {}", first.strftime("%b %d"), last.strftime("%b %d"))
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use serde_json::{Value, json};

    use crate::answers::Reply;
    use crate::answers::trying::{payload, reply};

    const METHOD: &str = "aliexpress.ds.freight.query";

    fn request(product: &str, sku: &str, country: &str) -> String {
        json!({
            "quantity": 1, "shipToCountry": country, "productId": product,
            "selectedSkuId": sku, "language": "en_US", "locale": "en_US", "currency": "EUR",
        })
        .to_string()
    }

    fn query(product: &str, sku: &str, country: &str) -> Value {
        let request = request(product, sku, country);
        payload(METHOD, &[("queryDeliveryReq", &request)])["result"].clone()
    }

    #[test]
    fn delivery_options_come_with_fees_and_days() {
        assert_json_snapshot!(query("1005006000000001", "12000036000000001", "FR"));
    }

    #[test]
    fn a_sku_that_is_not_the_items_gives_501_and_no_options() {
        let expected =
            json!({ "success": false, "code": 501, "msg": "DELIVERY_INFO_EMPTY" });
        for sku in ["12000036000000065", "14:193;5:361386", "1"] {
            assert_eq!(query("1005006000000001", sku, "FR"), expected, "{sku}");
        }
        assert_eq!(query("7", "12000036000000001", "FR"), expected);
    }

    #[test]
    fn what_is_not_brought_there_gives_505() {
        for (product, sku, why) in [
            ("1005006000000004", "12000036000000193", "not sold to France"),
            ("1005006000000001", "12000036000000021", "in the American warehouse"),
            ("1005006000000003", "12000036000000129", "off sale"),
        ] {
            assert_eq!(query(product, sku, "FR")["code"], 505, "{why}");
        }
    }

    #[test]
    fn a_request_without_a_field_names_it() {
        let Reply::Refusal { code, message, .. } =
            reply(METHOD, &[("queryDeliveryReq", "{\"quantity\":1}")])
        else {
            panic!("an answer to half a question");
        };
        assert_eq!(code, "MissingParameter");
        assert!(message.contains("\"shipToCountry\""), "{message}");
        for broken in ["", "nonsense", "[]"] {
            let reply = reply(METHOD, &[("queryDeliveryReq", broken)]);
            assert!(matches!(reply, Reply::Refusal { code: "InvalidParameter", .. }));
        }
    }
}
