//! The help of the commands about what is followed and what was seen: examples, and the
//! arguments in Chinese.

use super::examples::Example;

/// Examples of the command at `path`, if it is one of these.
pub(super) fn examples(path: &str) -> Option<&'static [Example]> {
    Some(match path {
        "track" => TRACK,
        "track add" => ADD,
        "track list" => LIST,
        "track show" => SHOW,
        "track pause" => PAUSE,
        "track resume" => RESUME,
        "track remove" => REMOVE,
        "track set" => SET,
        "track lists" => LISTS,
        _ => return None,
    })
}

const TRACK: &[Example] = &[
    ("itemget track add 1005006000000001", "follow an item", "跟踪一个商品"),
    ("itemget track list", "what is followed, with its prices", "查看跟踪的商品及价格"),
    (
        "itemget track set --list lamps --every 6h",
        "how often a list is looked at",
        "设置某个列表的查询间隔",
    ),
    ("itemget run", "look at all of it, again and again", "开始持续查询"),
];

const ADD: &[Example] = &[
    ("itemget track add 1005006000000001", "follow an item", "跟踪一个商品"),
    (
        "itemget track add --file products.xlsx --list lamps --dry-run",
        "judge each row of a spreadsheet, change nothing",
        "检查表格的每一行，不作修改",
    ),
    (
        "itemget track add --file products.csv --column \"Product URL\" --every 6h",
        "name the column; look every six hours",
        "指定列名，每 6 小时查询一次",
    ),
    (
        "itemget track add 1005006000000001 --ship-to FR --currency EUR",
        "as a buyer in France sees it: another series",
        "以法国买家的视角跟踪，单独成一个序列",
    ),
    (
        "itemget track add --file products.csv --format csv > verdicts.csv",
        "the verdicts as a table",
        "把每行的结论存为表格",
    ),
];

const LIST: &[Example] = &[
    ("itemget track list", "all that is followed", "列出全部"),
    ("itemget track list --list lamps", "those in a list", "只列出某个列表"),
    ("itemget track list --format csv > followed.csv", "for a spreadsheet", "输出为表格"),
];

const SHOW: &[Example] = &[
    (
        "itemget track show 1005006000000001",
        "state, lists, and where each setting comes from",
        "查看状态、列表及各项设置的来源",
    ),
    ("itemget track show --tag blue", "those with a tag", "查看带某个标签的商品"),
    (
        "itemget track show 1005006000000001 --format json",
        "for programs, with what is set for each variant",
        "供程序读取，含各规格的设置",
    ),
];

const PAUSE: &[Example] = &[
    ("itemget track pause 1005006000000001", "leave an item alone", "暂停一个商品"),
    ("itemget track pause --list lamps", "a whole list", "暂停整个列表"),
    ("itemget track resume --list lamps", "go on with it", "恢复该列表"),
];

const RESUME: &[Example] = &[
    ("itemget track resume 1005006000000001", "look at it again", "恢复一个商品"),
    ("itemget track resume --tag blue", "those with a tag", "恢复带某个标签的商品"),
    ("itemget track resume --all", "everything", "全部恢复"),
];

const REMOVE: &[Example] = &[
    (
        "itemget track remove 1005006000000001",
        "follow it no more; its history stays",
        "停止跟踪，历史数据仍保留",
    ),
    ("itemget track remove --list lamps", "all of a list", "停止跟踪列表中的全部商品"),
    (
        "itemget track lists --remove lamps",
        "only the list itself, not what is in it",
        "只删除列表本身，不影响其中的商品",
    ),
];

const SET: &[Example] = &[
    (
        "itemget track set 1005006000000001 --every 1h --importance 300",
        "an item that matters: every hour",
        "重要商品：每小时查询",
    ),
    (
        "itemget track set --list lamps --every 6h",
        "a list; an item's own setting stands above it",
        "设置列表；商品自身的设置优先",
    ),
    (
        "itemget track set --all --every auto",
        "what holds where nothing else is said",
        "未另行设置时的默认值",
    ),
    (
        "itemget track set 1005006000000001 --every inherit",
        "take back an item's own setting",
        "取消商品自身的设置",
    ),
    (
        "itemget track set 1005006000000001 --add-list lamps --add-tag blue",
        "into a list, with a tag",
        "加入列表并加上标签",
    ),
];

const LISTS: &[Example] = &[
    ("itemget track lists", "the lists, with what is set for them", "查看列表及其设置"),
    ("itemget track lists --create lamps", "an empty list", "创建空列表"),
    ("itemget track lists --remove lamps", "forget a list", "删除列表"),
];

/// What the command at `path` is for, in Chinese, if it is one of these.
pub(super) fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "track" => "设置要持续跟踪的商品（无需联网）",
        "track add" => "开始跟踪商品：先检查每一行并给出结论，不进行任何调用",
        "track list" => "列出跟踪的商品：价格、变动、库存、查询时间",
        "track show" => "查看商品的跟踪方式：状态、列表及各项设置的来源",
        "track pause" => "暂停查询商品，但仍保留在跟踪列表中",
        "track resume" => "恢复查询已暂停的商品",
        "track remove" => "停止跟踪商品，已有的历史数据仍保留",
        "track set" => "设置商品、列表或全部商品的跟踪方式，越具体的设置越优先",
        "track lists" => "查看跟踪商品的列表及其设置",
        _ => return None,
    })
}

/// What an argument of the command at `path` is for, in Chinese, if it is one of these.
pub(super) fn argument(path: &str, id: &str) -> Option<&'static str> {
    let is_of_these = |name: &str| path.split(' ').next() == Some(name);
    Some(match (path, id) {
        (_, "database") => "历史的存放位置：sqlite:路径 或 postgres://用户@主机/库名",
        ("track add", "texts") => "商品 ID 或链接；- 表示从标准输入读取列表",
        ("track add", "file") => "商品列表：csv、xlsx、xls、ods 或 txt；- 表示标准输入",
        ("track add", "column") => "商品所在的列，用列名或列号指定；默认自动识别",
        ("track add", "list") => "加入该列表，不存在时自动创建",
        ("track add", "tags") => "加上该标签，可重复给出",
        ("track add", "every") => "查询间隔：6h、2d 或 auto；默认沿用列表或全局设置",
        ("track add", "importance") => "重要性：100 为普通，200 为两倍",
        ("track add", "dry_run") => "只检查每一行，不作任何修改",
        ("track add", "ship_to") => "收货国家，例如 FR；默认 US",
        ("track add", "currency") => "价格的币种，例如 EUR；默认 USD",
        ("track add", "language") => "标题的语言，例如 zh_CN；默认 en_US",
        ("track add", "source") => "数据来源：auto、dropship、affiliate 或 item-get",
        ("track set", "every") => "查询间隔：6h、2d、auto，或 inherit 表示沿用上级设置",
        ("track set", "importance") => "重要性：100 为普通；inherit 表示沿用上级设置",
        ("track set", "sku") => "只对该商品的这个规格设置",
        ("track set", "add_list") => "加入该列表，可重复给出",
        ("track set", "remove_list") => "移出该列表，可重复给出",
        ("track set", "add_tag") => "加上该标签，可重复给出",
        ("track set", "remove_tag") => "去掉该标签，可重复给出",
        ("track lists", "create") => "创建该名称的列表",
        ("track lists", "remove") => "删除该列表，其中的商品仍在跟踪",
        (_, "texts") if is_of_these("track") => "正在跟踪的商品的 ID 或链接",
        (_, "list") if is_of_these("track") => "该列表中的商品",
        (_, "tag") if is_of_these("track") => "带该标签的商品",
        (_, "all") if is_of_these("track") => "全部正在跟踪的商品",
        (_, "sandbox") if is_of_these("track") => "使用沙箱的虚构数据，忽略已配置的账号",
        _ => return None,
    })
}
