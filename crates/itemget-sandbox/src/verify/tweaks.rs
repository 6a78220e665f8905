//! The mistakes clients make when they sign, each as the recipe that makes it.

use std::borrow::Cow;
use std::iter;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::verify::received::{Received, SignDialect};
use crate::verify::rules::BrokenRule;
use crate::verify::signature::{Hash, Join, Recipe};

/// Optional parameters that clients sign without sending when they are unset.
const OPTIONAL: [&str; 20] = [
    "target_language",
    "target_currency",
    "ship_to_country",
    "method",
    "access_token",
    "session",
    "country",
    "fields",
    "tracking_id",
    "app_signature",
    "keywords",
    "category_ids",
    "sort",
    "page_no",
    "page_size",
    "delivery_days",
    "uuid",
    "simplify",
    "format",
    "v",
];

/// How "unset" reads when a language turns it into text.
const UNSET: [&str; 6] = ["undefined", "None", "null", "", "nil", "NaN"];

/// What `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
/// RFC 3986's unreserved characters.
const UNRESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

type Mistake<'a> = (BrokenRule, Recipe<'a>);

/// Every known mistake, the likelier first, made as it is asked for.
pub(super) fn mistakes<'a>(
    received: &'a Received,
    right: &'a Recipe<'a>,
) -> impl Iterator<Item = Mistake<'a>> {
    paths(received, right)
        .chain(orders(received, right))
        .chain(joins(right))
        .chain(encodings(right))
        .chain(hashes(received, right))
        .chain(times(right))
        .chain(unsigned(right))
        .chain(unsent(right))
}

fn paths<'a>(
    received: &'a Received,
    right: &'a Recipe<'a>,
) -> impl Iterator<Item = Mistake<'a>> {
    let with = |prefix: Cow<'a, str>| Recipe { prefix, ..right.clone() };
    let missing = (!right.prefix.is_empty())
        .then(|| (BrokenRule::PathMissing, with(Cow::Borrowed(""))));
    let others = [Some(received.path()), received.api()].into_iter().flatten();
    let others = others
        .flat_map(|path| [path, path.trim_start_matches('/'), path.trim_end_matches('/')])
        .filter(|path| !path.is_empty() && **path != *right.prefix)
        .map(move |path| (BrokenRule::PathNotAsked(path.to_owned()), with(path.into())));
    missing.into_iter().chain(others)
}

fn orders<'a>(
    received: &'a Received,
    right: &'a Recipe<'a>,
) -> impl Iterator<Item = Mistake<'a>> {
    let sorted_by = |key: fn(&str) -> String| {
        let mut recipe = right.clone();
        recipe.pairs.sort_by_cached_key(|(name, _)| key(name));
        (BrokenRule::LocaleSort, recipe)
    };
    let as_sent = received.pairs_as_sent().into_iter();
    let as_sent = as_sent.map(|(name, value)| (name.into(), value.into())).collect();
    [
        sorted_by(locale_key),
        sorted_by(str::to_lowercase),
        (BrokenRule::NotSorted, Recipe { pairs: as_sent, ..right.clone() }),
    ]
    .into_iter()
}

/// Orders names as ICU's root collation does: punctuation, digits, letters; case last,
/// lower before upper.
fn locale_key(name: &str) -> String {
    let class = |character: char| match character {
        '0'..='9' => '1',
        character if character.is_alphabetic() => '2',
        _ => '0',
    };
    let mut key = String::new();
    for character in name.chars() {
        key.push(class(character));
        key.extend(character.to_lowercase());
    }
    key.push('\0');
    key.extend(name.chars().map(|c| if c.is_uppercase() { '1' } else { '0' }));
    key
}

fn joins<'a>(right: &'a Recipe<'a>) -> impl Iterator<Item = Mistake<'a>> {
    let tutorial = (right.join == Join::Bare).then(|| {
        let recipe = Recipe {
            prefix: Cow::Borrowed(""),
            join: Join::Pairs,
            hash: Hash::Md5AppSecret,
            ..right.clone()
        };
        (BrokenRule::TutorialRule, recipe)
    });
    let joined = [Join::Pairs, Join::Equals].into_iter().flat_map(move |join| {
        let plain = Recipe { join, ..right.clone() };
        iter::once(plain.clone()).chain(encoded(plain))
    });
    let joined = joined
        .filter(|recipe| recipe.join != right.join)
        .map(|recipe| (BrokenRule::JoinedPairs, recipe));
    tutorial.into_iter().chain(joined)
}

fn encodings<'a>(right: &'a Recipe<'a>) -> impl Iterator<Item = Mistake<'a>> {
    encoded(right.clone()).map(|recipe| (BrokenRule::UrlEncodedValues, recipe))
}

/// The recipe with its values URL-encoded, in the three ways libraries do it.
fn encoded<'a>(recipe: Recipe<'a>) -> impl Iterator<Item = Recipe<'a>> {
    let ways: [fn(&str) -> String; 3] = [
        |value| utf8_percent_encode(value, COMPONENT).to_string(),
        |value| utf8_percent_encode(value, UNRESERVED).to_string(),
        |value| utf8_percent_encode(value, UNRESERVED).to_string().replace("%20", "+"),
    ];
    ways.into_iter().map(move |encode| {
        let mut recipe = recipe.clone();
        for (_, value) in &mut recipe.pairs {
            *value = Cow::Owned(encode(value));
        }
        recipe
    })
}

fn hashes<'a>(
    received: &'a Received,
    right: &'a Recipe<'a>,
) -> impl Iterator<Item = Mistake<'a>> {
    let named = [
        (Hash::HmacSha256, "HMAC-SHA256"),
        (Hash::HmacMd5, "HMAC-MD5"),
        (Hash::Md5Wrap, "MD5 between two secrets"),
        (Hash::Sha256, "plain SHA-256"),
        (Hash::Sha256Wrap, "SHA-256 between two secrets"),
        (Hash::Md5, "plain MD5"),
    ];
    let at_tutorial = received.dialect() == SignDialect::ItemGet;
    named.into_iter().filter(|(hash, _)| *hash != right.hash).flat_map(
        move |(hash, used)| {
            let other =
                (BrokenRule::OtherHash { used }, Recipe { hash, ..right.clone() });
            let platform = at_tutorial.then(|| {
                let recipe = Recipe { hash, join: Join::Bare, ..right.clone() };
                (BrokenRule::PlatformRule, recipe)
            });
            iter::once(other).chain(platform)
        },
    )
}

fn times<'a>(right: &'a Recipe<'a>) -> impl Iterator<Item = Mistake<'a>> {
    let sent = right.pairs.iter().find(|(name, _)| name == "timestamp");
    let readings = sent.into_iter().flat_map(|(_, sent)| {
        let seconds = sent.get(..sent.len().saturating_sub(3)).unwrap_or_default();
        [seconds.to_owned(), format!("{sent}000"), format!("{sent}.0")]
    });
    readings.map(|signed| {
        let recipe = replaced(right, "timestamp", &signed);
        (BrokenRule::OtherTimestamp(signed), recipe)
    })
}

fn unsigned<'a>(right: &'a Recipe<'a>) -> impl Iterator<Item = Mistake<'a>> {
    let names: Vec<&str> = right.pairs.iter().map(|(name, _)| &**name).collect();
    // Beyond this many, pairs of names are too many to try for one refused request.
    let few = if names.len() <= 40 { names.clone() } else { Vec::new() };
    let singly = names.into_iter().map(|name| vec![name]);
    let pairs = (0..few.len()).flat_map(move |first| {
        let few = few.clone();
        (first + 1..few.len()).map(move |second| vec![few[first], few[second]])
    });
    singly.chain(pairs).map(|left_out| {
        let mut recipe = right.clone();
        recipe.pairs.retain(|(name, _)| !left_out.contains(&&**name));
        let names = left_out.into_iter().map(str::to_owned).collect();
        (BrokenRule::UnsignedParameters(names), recipe)
    })
}

/// One, two or three optional parameters signed as `undefined`, `None` and the like.
fn unsent<'a>(right: &'a Recipe<'a>) -> impl Iterator<Item = Mistake<'a>> {
    let is_unset = |name: &&str| {
        right.pairs.iter().all(|(sent, value)| sent != name || value.is_empty())
    };
    let unset: Vec<&'static str> = OPTIONAL.into_iter().filter(is_unset).collect();
    let sign_signed = {
        let recipe = replaced(right, "sign", "");
        iter::once((BrokenRule::SignSigned, recipe))
    };
    let sets = sets_up_to_three(&unset);
    sign_signed.chain(sets.into_iter().flat_map(move |names| {
        UNSET.into_iter().map(move |value| {
            let recipe = names
                .iter()
                .fold(right.clone(), |recipe, name| replaced(&recipe, name, value));
            let names = names.iter().map(|&name| name.to_owned()).collect();
            (BrokenRule::UnsentParameters { names, value: value.to_owned() }, recipe)
        })
    }))
}

fn sets_up_to_three(names: &[&'static str]) -> Vec<Vec<&'static str>> {
    let mut sets: Vec<Vec<&'static str>> = Vec::new();
    for (first, &a) in names.iter().enumerate() {
        sets.push(vec![a]);
        for (second, &b) in names.iter().enumerate().skip(first + 1) {
            sets.push(vec![a, b]);
            sets.extend(names.iter().skip(second + 1).map(|&c| vec![a, b, c]));
        }
    }
    sets.sort_by_key(Vec::len);
    sets
}

/// The recipe with `name` signed as `value`, at its place in byte order.
fn replaced<'a>(recipe: &Recipe<'a>, name: &str, value: &str) -> Recipe<'a> {
    let mut recipe = recipe.clone();
    recipe.pairs.retain(|(sent, _)| sent != name);
    let place = recipe.pairs.partition_point(|(sent, _)| **sent < *name);
    recipe.pairs.insert(place, (name.to_owned().into(), value.to_owned().into()));
    recipe
}
