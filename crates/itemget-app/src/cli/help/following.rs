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
        "history" => HISTORY,
        "stats" => STATS,
        "rates" => RATES,
        "rates import" => IMPORT,
        "rates show" => RATES_SHOW,
        "export" => EXPORT,
        "import" => TAKE,
        "store" | "store stats" => STORE,
        "store check" => CHECK,
        "store compact" => COMPACT,
        "store backup" => BACKUP,
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

const HISTORY: &[Example] = &[
    (
        "itemget history 1005006000000001",
        "the price of the last 90 days, drawn and as a table",
        "最近 90 天的价格：图与表",
    ),
    (
        "itemget history 1005006000000001 --kind stock --since all",
        "its stock, as long as it is followed",
        "跟踪以来的库存",
    ),
    (
        "itemget history 1005006000000001 --variants --output lamp.svg",
        "each variant's price, as a picture",
        "把各规格的价格画成图片",
    ),
    (
        "itemget history 1005006000000001 --kind all --format csv > lamp.csv",
        "everything, for a spreadsheet",
        "把全部内容输出为表格",
    ),
    (
        "itemget history 1005006000000001 --since all --output lamp.parquet",
        "for DuckDB and its like; `itemget export` does it for all items",
        "供 DuckDB 等工具读取；导出全部商品请用 `itemget export`",
    ),
];

const EXPORT: &[Example] = &[
    (
        "itemget export --out lake",
        "all history as Parquet, by day; once more, and only what is new is written",
        "把全部历史按天导出为 Parquet；再次执行时只写入有变化的文件",
    ),
    (
        "itemget export --out lamps --format csv --list lamps --since 90d",
        "the last 90 days of a list, for a spreadsheet",
        "把某个列表最近 90 天的历史导出为表格",
    ),
    (
        "itemget export --out s3://lake/history",
        "into a bucket; AWS_ACCESS_KEY_ID and its like say who asks",
        "导出到存储桶，身份由 AWS_ACCESS_KEY_ID 等变量指定",
    ),
    (
        "(cd lake && duckdb -init duckdb.sql)",
        "views for DuckDB lie beside the files",
        "文件旁附有供 DuckDB 使用的视图",
    ),
];

const TAKE: &[Example] = &[
    (
        "itemget import lake --database sqlite:copy.db",
        "an export back, into another database",
        "把导出数据导入另一个数据库",
    ),
    (
        "itemget import prices.csv --map pricebuddy --ship-to FR --dry-run",
        "judge each row of another tracker's file, keep nothing",
        "检查其他工具文件的每一行，不作保存",
    ),
    (
        "itemget import keepa.csv --map keepa --ship-to DE --currency EUR",
        "where the rows do not say it, these hold",
        "行中未注明时使用此处的国家和币种",
    ),
    (
        "itemget import --print-map pricebuddy > mine.toml",
        "a start for a mapping of one's own: `--map mine.toml`",
        "以此为基础编写自己的映射：`--map mine.toml`",
    ),
];

const STATS: &[Example] = &[
    (
        "itemget stats 1005006000000001",
        "lowest prices with dates, and whether it is a good one now",
        "各时段最低价及日期，以及目前是否划算",
    ),
    (
        "itemget stats 1005006000000001 --discount",
        "what a claimed discount is worth, with the evidence",
        "标示折扣是否属实，并列出依据",
    ),
    (
        "itemget stats --list lamps --days 30",
        "a line for each of a list",
        "列表中每个商品一行",
    ),
    (
        "itemget stats --all --variants --format csv > stats.csv",
        "everything, a row for each window",
        "输出全部数据，每个统计区间一行",
    ),
    (
        "itemget stats 1005006000000001 --rates CNY",
        "with prices in yuan by the day's rate",
        "同时按当日汇率显示人民币价格",
    ),
];

const RATES: &[Example] = &[
    (
        "itemget rates import eurofxref-hist.csv",
        "keep the reference rates of the European Central Bank",
        "导入欧洲央行的参考汇率",
    ),
    ("itemget rates show", "which rates there are", "查看已有的汇率"),
    (
        "itemget rates show USD --days 7",
        "the last days of a currency",
        "查看某币种最近几天的汇率",
    ),
];

const IMPORT: &[Example] = &[
    ("itemget rates import eurofxref-hist.csv", "from a file", "从文件导入"),
    (
        "itemget rates import https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml",
        "the last 90 days, from the bank itself",
        "直接从欧洲央行导入最近 90 天",
    ),
    (
        "itemget rates import my-rates.csv --as house",
        "rates of your own, under their own name",
        "以自定名称导入自己的汇率",
    ),
];

const RATES_SHOW: &[Example] = &[
    ("itemget rates show", "the sources, with their days", "查看各来源及其日期"),
    ("itemget rates show CNY", "the last 30 days of a currency", "查看某币种最近 30 天"),
    (
        "itemget rates show USD --days 10000 --format csv",
        "all that is kept of it",
        "输出该币种的全部汇率",
    ),
];

const STORE: &[Example] = &[
    ("itemget store stats", "how much is kept, in how few bytes", "查看数据量和占用空间"),
    ("itemget store check", "whether all of it can be read", "检查数据是否完好"),
    ("itemget store backup history-backup.db", "copy it into a file", "备份到文件"),
];

const CHECK: &[Example] = &[
    ("itemget store check", "the usual database", "检查默认数据库"),
    ("itemget store check --database sqlite:history-backup.db", "a backup", "检查备份"),
    ("itemget store check --format json", "for programs", "供程序读取"),
];

const COMPACT: &[Example] = &[
    (
        "itemget store compact",
        "make it small and fast to read",
        "整理数据，缩小体积并加快读取",
    ),
    ("itemget store compact --shrink", "and give back the room", "并归还空间"),
    ("itemget store stats", "see what it came to", "查看结果"),
];

const BACKUP: &[Example] = &[
    ("itemget store backup history-backup.db", "copy all of it", "备份全部数据"),
    (
        "itemget store check --database sqlite:history-backup.db",
        "see that the copy is whole",
        "检查备份是否完好",
    ),
    (
        "itemget history 1005006000000001 --database sqlite:history-backup.db",
        "look into it",
        "查看备份中的数据",
    ),
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
        "history" => "查看商品的历史：图、表或数据",
        "stats" => "统计商品的历史价格，每个数值都注明观测覆盖",
        "rates" => "导入和查看汇率：仅用于显示，不会改动已存的数据",
        "rates import" => "从文件或网址导入欧洲央行的参考汇率",
        "rates show" => "查看已有的汇率，或某个币种的汇率",
        "export" => "把历史导出为文件供其他程序使用，按平台和日期分区",
        "import" => "从导出数据或其他工具的文件导入历史",
        "store" => "检查、统计、整理和备份已存的数据",
        "store check" => "读取全部数据，指出无法读取或前后矛盾之处",
        "store stats" => "查看数据量、占用空间和观测覆盖",
        "store compact" => "整理最近的读数，并清除过期的原始应答",
        "store backup" => "在他人继续使用时把全部数据复制到新文件",
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
        ("track set", "bodies") => "平台原始应答的保存时间：30d、forever，或 inherit",
        ("track set", "sku") => "只对该商品的这个规格设置",
        ("track set", "add_list") => "加入该列表，可重复给出",
        ("track set", "remove_list") => "移出该列表，可重复给出",
        ("track set", "add_tag") => "加上该标签，可重复给出",
        ("track set", "remove_tag") => "去掉该标签，可重复给出",
        ("track lists", "create") => "创建该名称的列表",
        ("track lists", "remove") => "删除该列表，其中的商品仍在跟踪",
        ("history", "item") => "商品 ID 或链接",
        ("history", "since") => "起始时间：90d、2026-01-31 或 all；默认 90d",
        ("history", "format") => {
            "输出格式：table、json、jsonl、csv、parquet 或 svg；在终端默认 table，否则默认 json"
        }
        ("history", "output") => "写入该文件；未指定格式时由文件扩展名决定",
        ("history" | "stats", "rates") => "同时按当日汇率显示该币种的价格",
        ("history" | "stats", "kinds") => {
            "内容：sale_price、list_price、stock、sold_total 等；all 表示全部"
        }
        ("history" | "stats", "skus") => "该规格，可重复给出",
        ("history" | "stats", "variants") => "包括每个规格，而不仅是商品整体",
        ("history" | "stats", "ship_to") => "从该国家查看的数据，例如 FR",
        ("history" | "stats", "currency") => "以该币种计价的数据，例如 EUR",
        ("history" | "stats", "source") => {
            "该来源的数据：dropship、affiliate、item-get 或接口名称"
        }
        ("stats", "texts") => "商品 ID 或链接",
        ("stats", "list") => "该列表中的商品",
        ("stats", "tag") => "带该标签的商品",
        ("stats", "all") => "有历史数据的全部商品",
        ("stats", "days") => "多商品表格的统计区间：7、30、90、180 或 365 天；默认 90",
        ("stats", "discount") => "标示折扣的依据：此前 30 天的最低价",
        ("rates import", "from") => "文件（csv 或 xml）或其 https 网址；- 表示标准输入",
        ("rates import", "source_name") => "来源的名称，会随价格一同显示；默认 ECB",
        ("rates show", "currency") => "该币种的汇率，例如 USD：每欧元折合多少",
        ("rates show", "source_name") => "该来源的汇率；默认 ECB（如有）",
        ("rates show", "days") => "显示最近多少天；默认 30",
        ("export", "format") => "csv、jsonl 或 parquet；默认 parquet",
        ("export", "out") => {
            "导出位置：文件夹，或 s3://存储桶/前缀；中断后可从中断处继续"
        }
        ("export", "since") => "起始时间：90d、2026-01-31 或 all；默认 all",
        ("export", "until") => "截止时间（不含当天）：2026-03-01 或 7d；默认到现在",
        ("export", "ids") => "该商品，可重复给出；未指定时导出全部有历史的商品",
        ("export", "list") => "该列表中的商品",
        ("export", "tag") => "带该标签的商品",
        ("export", "ship_to") => "从该国家查看的数据，例如 FR",
        ("export", "currency") => "以该币种计价的数据，例如 EUR",
        ("export", "source") => "该来源的数据：dropship、affiliate、item-get 或接口名称",
        ("import", "from") => {
            "导出数据的文件夹或 s3://存储桶/前缀；使用 --map 时为 CSV 文件"
        }
        ("import", "map") => "文件来自哪个工具：keepa、pricebuddy，或说明各列含义的文件",
        ("import", "print_map") => "显示可供修改的映射：keepa 或 pricebuddy",
        ("import", "ship_to") => "行中未注明时所用的国家，例如 FR",
        ("import", "currency") => "行中未注明时所用的币种，例如 EUR",
        ("import", "dry_run") => "读取并检查全部内容，不作保存",
        ("store compact", "shrink") => "归还不再使用的空间，过程中需要同样大小的空间",
        ("store backup", "file") => "目标文件，必须尚不存在",
        (_, "sandbox")
            if ["alerts", "export", "history", "import", "rates", "stats", "store"]
                .iter()
                .any(|it| is_of_these(it)) =>
        {
            "使用沙箱的虚构数据，忽略已配置的账号"
        }
        (_, "texts") if is_of_these("track") => "正在跟踪的商品的 ID 或链接",
        (_, "list") if is_of_these("track") => "该列表中的商品",
        (_, "tag") if is_of_these("track") => "带该标签的商品",
        (_, "all") if is_of_these("track") => "全部正在跟踪的商品",
        (_, "sandbox") if is_of_these("track") => "使用沙箱的虚构数据，忽略已配置的账号",
        _ => return None,
    })
}
