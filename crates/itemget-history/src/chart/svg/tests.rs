//! Pictures that were looked at, held still.

use super::super::samples::{a_year, nothing, stock, three_variants};
use super::*;
use crate::chart::Words;

fn svg(chart: &Chart, width: u32, height: u32) -> String {
    chart.svg(&Sheet::file(Size::new(width, height)))
}

#[test]
fn pictures_are_as_they_were_looked_at() {
    insta::assert_snapshot!("a_year", svg(&a_year(), 960, 360));
    insta::assert_snapshot!("three_variants", svg(&three_variants(), 720, 320));
    insta::assert_snapshot!("stock", svg(&stock(), 480, 200));
    insta::assert_snapshot!("nothing", svg(&nothing(), 480, 200));
    let chinese = three_variants().with_words(Words::chinese());
    insta::assert_snapshot!("chinese", svg(&chinese, 360, 260));
}

#[test]
fn the_texts_of_strangers_stay_texts() {
    let hostile = "</text><script>alert(1)</script>\" onload='x' & \u{202e}".repeat(4);
    let mut chart = three_variants().with_subtitle(hostile.as_str());
    chart.title.clone_from(&hostile);
    chart.lines[0].label.clone_from(&hostile);
    let svg = svg(&chart, 400, 240);
    assert!(!svg.contains("<script"), "{svg}");
    assert!(!svg.contains(" onload='"), "{svg}");
    let mut reader = quick_xml::Reader::from_str(&svg);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(start)
            | quick_xml::events::Event::Empty(start) => {
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    let name = attribute.key.as_ref();
                    assert!(!name.starts_with("on") && !name.contains("href"), "{name}");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_page_has_the_style_once_and_each_chart_its_own_names() {
    let chart = a_year();
    let size = Size::new(600, 300);
    let in_page = chart.svg(&Sheet::in_page(size, "chart\"3"));
    assert!(!in_page.contains("<style"), "{in_page}");
    assert!(in_page.contains("url(#chart3-gap)"), "{in_page}");
    assert!(chart.svg(&Sheet::file(size)).contains(STYLE));
}

#[test]
fn what_lies_under_the_pointer_can_be_told() {
    let sheet = Sheet::file(Size::new(960, 360));
    let drawing = stock().drawing(&sheet);
    assert_eq!(drawing.lines[0].points.len(), 30);
    let text = serde_json::to_value(&drawing).unwrap();
    insta::assert_json_snapshot!("first_point", text["lines"][0]["points"][0]);
    let band =
        &serde_json::to_value(a_year().drawing(&sheet)).unwrap()["lines"][0]["bands"][0];
    insta::assert_json_snapshot!("first_band", band);
}

#[test]
fn the_smallest_picture_still_holds_its_axes() {
    let drawing = a_year().drawing(&Sheet::file(Size::new(1, 1)));
    assert!(drawing.top_left.x < drawing.bottom_right.x, "{drawing:?}");
    assert!(drawing.top_left.y < drawing.bottom_right.y, "{drawing:?}");
}
