//! The colours and shapes of a chart: one style sheet for a file of its own and for a page.

macro_rules! light {
    () => {
        "--paper:#fff;--ink:#1c2430;--soft:#5f6b7a;--rule:#e4e8ed;--axis:#aab3bf;\
--absent:#c2640c;--absent-bg:#fdf3e7;--gap:#8793a3;--gap-bg:#f3f5f8;--fall:#0a7d4b;\
--line-1:#1f5fd6;--line-2:#d1490f;--line-3:#a23c97;--line-4:#9a7400;--line-5:#0e7fa6;\
--line-6:#6a4fc4;--line-7:#56616f;--line-8:#b02a4c"
    };
}

macro_rules! dark {
    () => {
        "--paper:#12171e;--ink:#e7ebf0;--soft:#9aa6b5;--rule:#252d38;--axis:#4d5866;\
--absent:#f0a04b;--absent-bg:#2b2114;--gap:#74808f;--gap-bg:#1a212a;--fall:#45c98a;\
--line-1:#6ea3ff;--line-2:#ff8a5b;--line-3:#e18ad6;--line-4:#e0b84a;--line-5:#56c3ea;\
--line-6:#a995ff;--line-7:#aeb9c6;--line-8:#ff7f9c"
    };
}

/// The style sheet of charts and sparklines.
///
/// A file of its own has it inside. A page that forbids inline styles serves it as a file,
/// and may set the custom properties of `.itemget-chart` to its own colours; it follows
/// the reader's light or dark setting, and `data-theme` on any element around it goes
/// before that.
pub const STYLE: &str = concat!(
    ".itemget-chart{",
    light!(),
    ";font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK SC',\
     'PingFang SC','Microsoft YaHei',sans-serif}",
    "@media(prefers-color-scheme:dark){.itemget-chart{",
    dark!(),
    "}}",
    "[data-theme=light] .itemget-chart{",
    light!(),
    "}[data-theme=dark] .itemget-chart{",
    dark!(),
    "}",
    "\
.itemget-chart .paper{fill:var(--paper)}\
.itemget-chart text{fill:var(--soft)}\
.itemget-chart .title{fill:var(--ink);font-size:15px;font-weight:600}\
.itemget-chart .strong{fill:var(--ink);font-weight:600}\
.itemget-chart .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;\
stroke-linejoin:round}\
.itemget-chart .rule{stroke:var(--rule)}\
.itemget-chart .axis{stroke:var(--axis)}\
.itemget-chart .absent-bg{fill:var(--absent-bg)}\
.itemget-chart .absent-line{stroke:var(--absent)}\
.itemget-chart .gap-bg{fill:var(--gap-bg)}\
.itemget-chart .gap-dot{fill:var(--gap)}\
.itemget-chart .fall{fill:var(--fall)}\
.itemget-chart .fell{stroke:var(--fall)}\
.itemget-chart .line-1{stroke:var(--line-1)}.itemget-chart .line-2{stroke:var(--line-2)}\
.itemget-chart .line-3{stroke:var(--line-3)}.itemget-chart .line-4{stroke:var(--line-4)}\
.itemget-chart .line-5{stroke:var(--line-5)}.itemget-chart .line-6{stroke:var(--line-6)}\
.itemget-chart .line-7{stroke:var(--line-7)}.itemget-chart .line-8{stroke:var(--line-8)}\
.itemget-chart .dot{fill:var(--paper)}\
.itemget-chart .absent-mark{fill:var(--absent)}\
.itemget-chart .end-1{fill:var(--line-1)}",
);

/// The light colours once more, for viewers that know no custom properties: they see these
/// attributes and not the style sheet.
pub(super) mod plain {
    pub(crate) const PAPER: &str = "#fff";
    pub(crate) const INK: &str = "#1c2430";
    pub(crate) const SOFT: &str = "#5f6b7a";
    pub(crate) const RULE: &str = "#e4e8ed";
    pub(crate) const AXIS: &str = "#aab3bf";
    pub(crate) const ABSENT: &str = "#c2640c";
    pub(crate) const ABSENT_BG: &str = "#fdf3e7";
    pub(crate) const GAP: &str = "#8793a3";
    pub(crate) const GAP_BG: &str = "#f3f5f8";
    pub(crate) const FALL: &str = "#0a7d4b";
    // None of them is the green of a fall.
    pub(crate) const LINES: [&str; 8] = [
        "#1f5fd6", "#d1490f", "#a23c97", "#9a7400", "#0e7fa6", "#6a4fc4", "#56616f",
        "#b02a4c",
    ];
}
