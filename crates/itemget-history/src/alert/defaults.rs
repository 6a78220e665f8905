//! Which rules are in force for a variant: those of all items, of a list, of the item, of
//! the variant, the narrower over the wider.

use std::collections::BTreeMap;
use std::fmt;

use itemget::{ItemRef, SkuId};
use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::rule::{Options, Rule, Target, Topic, Word};

/// For what rules and options are set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All items.
    Global,
    /// Those of a list.
    List(String),
    /// One item.
    Item(ItemRef),
    /// One variant.
    Sku(ItemRef, SkuId),
}

/// What is set for a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// For what.
    pub scope: Scope,
    /// Options for all rules here and in narrower scopes that say nothing else.
    #[serde(default)]
    pub options: Options,
    /// Rules. Where a wider scope has rules about the same, these take their place.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Whether the rules of wider scopes are not to count here.
    #[serde(default)]
    pub instead: bool,
}

/// A rule in force, and where it and its options come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The rule, with all options filled in.
    pub rule: Rule,
    /// Where the rule is set.
    pub scope: Scope,
    /// Which one it is there: the number of its layer, and its own within that.
    pub place: (usize, usize),
    /// Where those of its options are set that are not set with it.
    pub options: Vec<(&'static str, Scope)>,
}

/// The rules in force, given what is set from the widest scope to the narrowest. Of lists
/// that an item is in, the later one counts as narrower.
pub fn resolve(layers: &[Layer]) -> Vec<Effective> {
    let mut in_force: BTreeMap<Topic, Vec<Effective>> = BTreeMap::new();
    for (above, layer) in layers.iter().enumerate() {
        if layer.instead {
            in_force.clear();
        }
        let topics: Vec<Topic> = layer.rules.iter().map(Rule::topic).collect();
        in_force.retain(|topic, _| !topics.contains(topic));
        for (number, rule) in layer.rules.iter().enumerate() {
            let mut rule = rule.clone();
            if let (Scope::Sku(_, sku), Target::Usual) = (&layer.scope, rule.target) {
                rule.target = Target::Sku(*sku);
            }
            let scope = layer.scope.clone();
            let topic = rule.topic();
            let place = (above, number);
            let effective = Effective { rule, scope, place, options: Vec::new() };
            in_force.entry(topic).or_default().push(effective);
        }
    }
    let mut all: Vec<Effective> = in_force.into_values().flatten().collect();
    for effective in &mut all {
        for layer in layers.iter().rev() {
            fill(effective, layer);
        }
    }
    all
}

/// Fills in what a rule leaves open, as far as it suits the rule.
fn fill(effective: &mut Effective, layer: &Layer) {
    let Effective { rule, options: from, .. } = effective;
    let kind = rule.condition.kind();
    let mut note = |name| from.push((name, layer.scope.clone()));
    let currency = rule.currency();
    let suits = |amount: &Amount| {
        let is_ours = currency.is_none() || amount.currency().is_none();
        kind.is_some_and(|kind| amount.suits(kind))
            && (is_ours || currency == amount.currency())
    };
    let own = &mut rule.options;
    let set = &layer.options;
    if take(&mut own.min_change, &set.min_change, suits) {
        note("min change");
    }
    let is_height = rule.condition.is_height();
    if take(&mut own.hysteresis, &set.hysteresis, |it| is_height && suits(it)) {
        note("hysteresis");
    }
    if take(&mut own.quiet, &set.quiet, |_| true) {
        note("quiet");
    }
    if take(&mut own.rearm, &set.rearm, |_| true) {
        note("rearm");
    }
    if own.telling.is_none() && set.telling.is_some() {
        own.telling = set.telling;
        note("telling");
    }
}

fn take<T: Clone>(own: &mut Word<T>, set: &Word<T>, suits: impl Fn(&T) -> bool) -> bool {
    let is_suited = match set {
        Word::Unsaid => false,
        Word::Off => true,
        Word::Is(value) => suits(value),
    };
    let is_open = matches!(own, Word::Unsaid) && is_suited;
    if is_open {
        *own = set.clone();
    }
    is_open
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Global => f.write_str("all items"),
            Self::List(name) => write!(f, "list {name}"),
            Self::Item(item) => item.fmt(f),
            Self::Sku(item, sku) => write!(f, "{item} sku {sku}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(scope: Scope, options: &str, rules: &[&str]) -> Layer {
        let rules = rules.iter().map(|text| text.parse().unwrap()).collect();
        Layer { scope, options: options.parse().unwrap(), rules, instead: false }
    }

    fn list(name: &str) -> Scope {
        Scope::List(name.to_owned())
    }

    fn shown(layers: &[Layer]) -> Vec<(String, String)> {
        let effective = resolve(layers).into_iter();
        effective.map(|it| (it.rule.to_string(), it.scope.to_string())).collect()
    }

    #[test]
    fn a_narrower_rule_takes_the_place_of_a_wider_one_about_the_same() {
        let layers = [
            layer(Scope::Global, "", &["sale_price drops 10%", "back in stock"]),
            layer(list("toys"), "", &["sale_price below 20 EUR", "stock below 5"]),
        ];
        let mut shown = shown(&layers);
        shown.sort();
        let expected = [
            ("back in stock", "all items"),
            ("sale_price below 20 EUR", "list toys"),
            ("stock below 5", "list toys"),
        ];
        let expected = expected.map(|(rule, scope)| (rule.to_owned(), scope.to_owned()));
        assert_eq!(shown, expected);
    }

    #[test]
    fn options_are_filled_in_from_the_narrowest_scope_that_says_something_that_suits() {
        let layers = [
            layer(
                Scope::Global,
                "min change 2%, quiet 22:00-07:00 Europe/Berlin, hysteresis 3%",
                &["sale_price below 20 EUR", "back in stock", "sale_price rises 5%"],
            ),
            layer(list("toys"), "min change 0.50 USD, no quiet", &[]),
        ];
        let effective = resolve(&layers);
        let texts: Vec<_> = effective.iter().map(|it| it.rule.to_string()).collect();
        assert!(
            texts.contains(
                &"sale_price below 20 EUR, min change 2%, hysteresis 3%, no quiet"
                    .to_owned()
            ),
            "{texts:?}"
        );
        assert!(texts.contains(&"back in stock, no quiet".to_owned()), "{texts:?}");
        assert!(
            texts.contains(
                &"sale_price rises 5%, min change 0.5 USD, no quiet".to_owned()
            ),
            "{texts:?}"
        );
        let back = effective.iter().find(|it| it.rule.topic() == Topic::Back).unwrap();
        assert_eq!(back.options, [("quiet", list("toys"))]);
    }

    #[test]
    fn a_scope_can_do_without_the_wider_ones() {
        let mut narrow = layer(list("toys"), "", &["off sale"]);
        narrow.instead = true;
        let layers = [layer(Scope::Global, "", &["back in stock"]), narrow];
        assert_eq!(shown(&layers), [("off sale".to_owned(), "list toys".to_owned())]);
    }
}
