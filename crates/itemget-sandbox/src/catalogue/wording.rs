//! What an item is called and how it is described, in English and in Chinese.
//!
//! Every title says that the item is synthetic.

use super::item::Item;
use super::kinds::Name;

/// The language of an answer. Others than Chinese are answered in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    /// Reads `zh_CN`, `ZH`, `fr_FR`, `EN`, or nothing.
    pub(crate) fn of(text: Option<&str>) -> Self {
        let text = text.unwrap_or_default().to_ascii_lowercase();
        if text.starts_with("zh") || text == "cn" { Self::Chinese } else { Self::English }
    }

    pub(crate) fn choose(self, name: Name) -> &'static str {
        match self {
            Self::English => name.en,
            Self::Chinese => name.zh,
        }
    }
}

impl Item {
    pub(crate) fn title(&self, language: Language) -> String {
        let words = &self.words;
        let mut title = String::with_capacity(120);
        match language {
            Language::English => {
                title.push_str(words.feature.en);
                if let Some(second) = words.second_feature {
                    title.push(' ');
                    title.push_str(second.en);
                }
                // No "Fleece Fleece Jacket".
                if !words.noun.en.contains(words.material.en) {
                    title.push(' ');
                    title.push_str(words.material.en);
                }
                title.push(' ');
                title.push_str(words.noun.en);
                if let Some(extra) = words.extra {
                    title.push_str(" with ");
                    title.push_str(extra.en);
                }
                if let Some(purpose) = words.purpose {
                    title.push(' ');
                    title.push_str(purpose.en);
                }
                title.push_str(" (synthetic)");
            }
            Language::Chinese => {
                title.push_str(words.feature.zh);
                if let Some(second) = words.second_feature {
                    title.push_str(second.zh);
                }
                if !words.noun.zh.contains(words.material.zh) {
                    title.push_str(words.material.zh);
                }
                title.push_str(words.noun.zh);
                for word in [words.extra, words.purpose].into_iter().flatten() {
                    title.push(' ');
                    title.push_str(word.zh);
                }
                title.push_str(" (合成数据)");
            }
        }
        title
    }

    /// Sentences about it, for the description.
    pub(crate) fn sentences(&self, language: Language) -> Vec<String> {
        let words = &self.words;
        let pick = |name: Name| language.choose(name);
        let (noun, material, feature) =
            (pick(words.noun), pick(words.material), pick(words.feature));
        match language {
            Language::English => {
                let mut sentences = vec![format!(
                    "{noun}: made of {}, {} g with its parcel.",
                    material.to_lowercase(),
                    self.grams
                )];
                if let Some(extra) = words.extra {
                    sentences
                        .push(format!("It comes with: {}.", extra.en.to_lowercase()));
                }
                sentences.push(format!("Good to know: {}.", feature.to_lowercase()));
                sentences.push(
                    "All of this is invented: the item, its seller and its pictures exist \
                     only in a sandbox."
                        .to_owned(),
                );
                sentences
            }
            Language::Chinese => {
                let mut sentences =
                    vec![format!("{noun}采用{material}材质，含包装重{}克。", self.grams)];
                if let Some(extra) = words.extra {
                    sentences.push(format!("附带{}。", extra.zh));
                }
                sentences.push(format!("特点：{feature}。"));
                sentences.push(
                    "以上内容均为沙箱合成数据，商品、卖家和图片并不存在。".to_owned(),
                );
                sentences
            }
        }
    }
}
