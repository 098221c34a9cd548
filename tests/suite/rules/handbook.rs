//! The rules as pages: what a legal officer reads.

use kysoat::{
    facts::{Localized, catalogue},
    rules::{Page, Pick},
};

use super::embedded;

const VIETNAMESE: Pick = |text: &Localized| &text.vi;
const ENGLISH: Pick = |text: &Localized| &text.en;

fn page(pages: &[Page], name: &str) -> String {
    pages.iter().find(|page| page.name == name).unwrap().text.clone()
}

#[test]
fn every_pack_and_every_rule_has_its_place() {
    let pack = embedded();
    for pick in [VIETNAMESE, ENGLISH] {
        let pages = pack.handbook(pick);
        assert_eq!(pages, pack.handbook(pick));
        assert_eq!(pages[0].name, "index.md");
        for instrument in pack.instruments() {
            let text = page(&pages, &format!("{}.md", instrument.pack));
            assert!(text.starts_with(&format!("# {}\n", instrument.number)));
            assert!(pages[0].text.contains(&format!("({}.md)", instrument.pack)));
        }
        for rule in pack.rules() {
            let text = page(&pages, &format!("{}.md", rule.pack));
            let head = format!("\n## {}. {}\n", rule.code, pick(&rule.title));
            assert_eq!(text.matches(&head).count(), 1, "{}", rule.code);
            let rows = text.split(&head).nth(1).unwrap().split("\n## ").next().unwrap();
            for example in &rule.examples {
                assert!(rows.contains(&format!("| {} |", example.name)), "{}", example.name);
            }
            assert!(rows.contains(pick(&rule.remedy)));
        }
    }
}

#[test]
fn a_page_reads_as_an_officer_would_have_it() {
    let pages = embedded().handbook(VIETNAMESE);
    insta::assert_snapshot!(page(&pages, "30-2020-nd-cp.md"));
}

#[test]
fn an_english_page_says_the_same() {
    let pages = embedded().handbook(ENGLISH);
    insta::assert_snapshot!(page(&pages, "30-2020-nd-cp.md"));
}

/// `KYSOAT_REFRESH_FACTS=1 cargo test facts_md` writes the page anew.
#[test]
fn facts_md_is_the_catalogue_and_the_rules_of_today() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/FACTS.md");
    let fresh = embedded().facts_page();
    if std::env::var_os("KYSOAT_REFRESH_FACTS").is_some() {
        std::fs::write(&file, &fresh).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == fresh,
        "rules/FACTS.md is stale; refresh it with: KYSOAT_REFRESH_FACTS=1 cargo test facts_md"
    );
    for fact in catalogue() {
        assert!(written.contains(&format!("| `{}` |", fact.name)), "{}", fact.name);
    }
}
