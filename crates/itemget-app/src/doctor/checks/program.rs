//! The program itself.

use super::super::facts::Facts;
use super::super::finding::{Blame, Finding, Group};
use crate::lang::Lang;

/// Which version it is.
pub(super) fn version(lang: Lang) -> Finding {
    let (version, rust) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_RUST_VERSION"));
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let text = match lang {
        Lang::En => {
            format!("itemget {version} on {system}; built with Rust {rust} or later")
        }
        Lang::Zh => {
            format!("itemget {version}，运行于 {system}，需 Rust {rust} 或更高版本构建")
        }
    };
    Finding::ok("version", Group::Program, text)
}

/// Whether published signatures come out as published.
pub(super) fn signatures(facts: &Facts, lang: Lang) -> Finding {
    let vectors = &facts.signatures;
    let (right, total) = (vectors.right, vectors.right + vectors.wrong.len());
    let text = match lang {
        Lang::En => {
            format!("{right} of {total} published signatures come out as published")
        }
        Lang::Zh => format!("{total} 个公开的签名示例中，{right} 个计算结果一致"),
    };
    match vectors.wrong.is_empty() {
        true => Finding::ok("signatures", Group::Program, text),
        false => Finding::fail("signatures", Group::Program, Blame::You, text)
            .details(vectors.wrong.clone())
            .fix(lang.pick(
                "this build is damaged: install the program again",
                "程序已损坏，请重新安装",
            )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::Verdict;
    use super::super::super::signatures::Vectors;
    use super::*;

    #[test]
    fn a_signature_that_comes_out_wrong_is_broken() {
        for (wrong, expected) in
            [(vec![], Verdict::Ok), (vec!["a".to_owned()], Verdict::Fail)]
        {
            let facts = Facts {
                now: jiff::Timestamp::UNIX_EPOCH,
                clock_is_held: false,
                strangers: Vec::new(),
                signatures: Vectors { right: 18, wrong },
                machine: super::super::super::facts::MachineFacts {
                    state: Ok(("/".into(), Ok(()))),
                    free_bytes: None,
                    roots: 1,
                },
                configured: Err(super::super::super::finding::Problem {
                    text: String::new(),
                    fix: None,
                }),
            };
            assert_eq!(signatures(&facts, Lang::En).verdict, expected);
        }
    }
}
