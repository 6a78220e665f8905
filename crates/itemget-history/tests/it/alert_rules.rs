//! The rules of the document are rules.

use itemget_history::alert::Rule;

const DOCUMENT: &str = include_str!("../../../../docs/ALERTS.md");

#[test]
fn every_rule_of_the_document_is_read_and_written_back() {
    let mut rules = 0;
    for block in DOCUMENT.split("```rules\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            let rule: Rule =
                line.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(rule.to_string().parse(), Ok(rule), "{line}");
            rules += 1;
        }
    }
    assert!(rules > 25, "{rules}");
}
