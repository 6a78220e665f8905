//! Examples for each command's help: commands that work as they stand.

use crate::lang::Lang;

/// A command line with what it does, in English and Chinese.
pub(super) type Example = (&'static str, &'static str, &'static str);

/// The examples of the command at `path`, ready to be shown.
pub(super) fn of(path: &str, lang: Lang) -> String {
    let mut lines = vec![lang.pick("Examples:", "示例：").to_owned()];
    for (line, en, zh) in examples(path) {
        lines.push(format!("  # {}", lang.pick(en, zh)));
        lines.push(format!("  {line}"));
    }
    lines.join("\n")
}

fn examples(path: &str) -> &'static [Example] {
    match path {
        "" => ROOT,
        "get" => GET,
        "search" => SEARCH,
        "freight" => FREIGHT,
        "link" => LINK,
        "category" => CATEGORY,
        "feed" => FEED,
        "id" => ID,
        "decode" => DECODE,
        "sign" => SIGN,
        "alerts" | "alerts list" | "alerts remove" | "alerts pause" | "alerts resume" => {
            ALERTS
        }
        "alerts add" => ALERTS_ADD,
        "alerts edit" => ALERTS_EDIT,
        "alerts channel"
        | "alerts channel set"
        | "alerts channel list"
        | "alerts channel test"
        | "alerts channel remove" => ALERTS_CHANNEL,
        "alerts options" => ALERTS_OPTIONS,
        "alerts log" | "alerts replay" => ALERTS_PAST,
        "quota" => QUOTA,
        "doctor" => DOCTOR,
        "explain" => EXPLAIN,
        "auth" => AUTH,
        "auth login" => LOGIN,
        "auth status" => STATUS,
        "auth refresh" => REFRESH,
        "auth logout" => LOGOUT,
        "sandbox" => SANDBOX,
        "call" => CALL,
        "cache" | "cache stats" | "cache clear" => CACHE,
        "completions" => COMPLETIONS,
        "man" => MAN,
        path => super::following::examples(path)
            .or_else(|| super::fleet::examples(path))
            .or_else(|| super::serving::examples(path))
            .unwrap_or_default(),
    }
}

const ROOT: &[Example] = &[
    (
        "itemget get 1005006000000001",
        "an item; without credentials from the sandbox inside the program",
        "获取一个商品；未设置密钥时由内置沙箱应答",
    ),
    (
        "itemget id https://www.aliexpress.us/item/3256806000000001.html",
        "which product a link means",
        "查看链接对应的商品",
    ),
    (
        "itemget call aliexpress.ds.category.get",
        "any method of the platform",
        "调用平台的任意接口",
    ),
    (
        "itemget sandbox",
        "the platform on this machine, for your own program",
        "在本机启动沙箱，供自己的程序使用",
    ),
    ("itemget get --help", "what a command can do", "查看某个命令的用法"),
];

const GET: &[Example] = &[
    ("itemget get 1005006000000001", "an item, laid out to be read", "查看一个商品"),
    (
        "itemget get 1005006000000001 --ship-to FR --currency EUR --language fr_FR",
        "as a buyer in France sees it",
        "以法国买家的视角查看",
    ),
    (
        "itemget get --file ids.txt --format csv > items.csv",
        "many items, a row a variant, for a spreadsheet",
        "批量获取，每个规格一行，输出为表格",
    ),
    (
        "cat links.txt | itemget get - --format jsonl --fields title,price,stock",
        "links from another program, a line of JSON each",
        "从其他程序读取链接，每个商品输出一行 JSON",
    ),
    (
        "itemget get --file ids.txt --plan",
        "what it would cost, before it is spent",
        "先查看需要多少次调用",
    ),
    (
        "itemget get --file ids.txt --output items.jsonl --resume items.journal",
        "a long job: the same command goes on where it was stopped",
        "长任务：中断后再次执行相同的命令即可继续",
    ),
    (
        "itemget get 1005006000000001 --with freight --ship-to FR --currency EUR",
        "what each variant costs at the door in France",
        "查看各规格寄到法国的到手价",
    ),
    (
        "itemget get 1005006000000001 --source affiliate",
        "30-day sales and commission: the affiliate API",
        "使用联盟接口，获取近 30 天销量和佣金",
    ),
];

const SEARCH: &[Example] = &[
    ("itemget search desk lamp", "the first fifty that fit", "显示前 50 个结果"),
    (
        "itemget search desk lamp --min-price 5 --max-price 20 --sort most-sold",
        "between two prices, the most sold first",
        "限定价格区间，按销量排序",
    ),
    (
        "itemget search lamp --all --output lamps.csv",
        "all there are, beyond the 5,000 that pages show",
        "全部结果，可超出分页所能显示的 5000 个",
    ),
    (
        "itemget search lamp --all --output lamps.jsonl --resume lamps.journal",
        "the same as a long job: the same command goes on where it was stopped",
        "同上，作为长任务：中断后再次执行相同的命令即可继续",
    ),
    (
        "itemget search --category 39 --source hot",
        "hot products of a category",
        "某个类目中的热销商品",
    ),
    ("itemget search --image photo.jpg", "what looks like a picture", "以图搜图"),
    (
        "itemget search --image photo.jpg --upload",
        "the same with prices, for a picture of at most 100 KB",
        "同上，结果含价格；图片最大 100 KB",
    ),
];

const FREIGHT: &[Example] = &[
    (
        "itemget freight 1005006000000001 --ship-to FR",
        "how each SKU is brought to France",
        "查看各 SKU 寄往法国的方式",
    ),
    (
        "itemget freight 1005006000000001 --sku 12000036000000001 --quantity 3",
        "three pieces of one SKU",
        "某个 SKU 三件一起寄送",
    ),
    (
        "itemget freight 1005006000000001 --source affiliate --ship-to FR",
        "without a user's consent: the affiliate API's fee",
        "无需用户授权：使用联盟接口的运费",
    ),
    (
        "itemget freight 1005006000000001 --format csv",
        "a row for each way, for a spreadsheet",
        "每种方式一行，输出为表格",
    ),
];

const LINK: &[Example] = &[
    (
        "itemget link 1005006000000001 --tracking-id my-site",
        "a link to a product",
        "为一个商品生成链接",
    ),
    (
        "itemget link --file ids.txt --tracking-id my-site --format csv",
        "fifty a call, one outcome each",
        "批量生成，每次调用 50 个，逐个给出结果",
    ),
    (
        "itemget link https://www.aliexpress.com/ --tracking-id my-site",
        "to any page",
        "为任意页面生成链接",
    ),
];

const CATEGORY: &[Example] = &[
    ("itemget category", "the top ones", "查看顶级类目"),
    ("itemget category lamp", "those with a word in their name", "按名称查找类目"),
    ("itemget category 39 --tree", "one, and all below it", "某个类目及其全部下级"),
    (
        "itemget category --tree --format csv > categories.csv",
        "all of them, for a spreadsheet",
        "全部类目，输出为表格",
    ),
];

const FEED: &[Example] = &[
    ("itemget feed", "the feeds there are", "列出全部商品流"),
    (
        "itemget feed 'DS bestseller' --ship-to FR",
        "the items of one",
        "列出某个商品流中的商品",
    ),
    (
        "itemget feed --source affiliate",
        "the promotions of the affiliate programme",
        "列出联盟的推广活动",
    ),
];

const ID: &[Example] = &[
    (
        "itemget id 1005006000000001",
        "an id, and the same product's id on the US site",
        "查看商品 ID 及其在美国站的对应 ID",
    ),
    (
        "itemget id 'https://m.aliexpress.com/i/1005006000000001.html?skuId=12000034'",
        "a link of any shape, with the SKU it names",
        "解析任意形式的链接，包括其中的 SKU",
    ),
    (
        "itemget id --resolve https://a.aliexpress.com/_mKx2vQz",
        "where a short link leads: the one thing that is asked",
        "联网查询短链接指向的商品",
    ),
    (
        "itemget id --file links.txt --format csv",
        "a file of links, as a table for a spreadsheet",
        "批量解析文件中的链接，输出为表格",
    ),
    (
        "grep -o 'https://[^ ]*' chat.txt | itemget id - --format jsonl",
        "links from another program",
        "解析其他程序输出的链接",
    ),
];

const DECODE: &[Example] = &[
    ("itemget decode reply.json", "what a saved reply says", "解读保存的应答"),
    (
        "itemget get 1005006000000001 --raw | itemget decode - --format csv",
        "a reply from another program, as a table",
        "解读其他程序输出的应答，输出为表格",
    ),
    (
        "itemget decode reply.json --fields price,variants.stock",
        "some fields of it",
        "只显示部分字段",
    ),
];

const SIGN: &[Example] = &[
    (
        "itemget sign --secret-file secret.txt app_key=12345678 \
         method=aliexpress.ds.product.get product_id=1005006000000001 \
         sign_method=sha256 timestamp=1517820392000",
        "what is signed for a call, and its signature",
        "显示一次调用被签名的字符串和签名",
    ),
    (
        "itemget sign --secret-file secret.txt --request captured.http",
        "which rule the signature of a captured request breaks",
        "检查抓取的请求违反了哪条签名规则",
    ),
    (
        "itemget sign --secret-file secret.txt --path /rest/auth/token/create \
         app_key=12345678 code=3_500102 sign_method=sha256 timestamp=1517820392000",
        "a call of the system: its path is signed too",
        "系统接口：路径也参与签名",
    ),
    (
        "itemget sign --secret-file secret.txt --dialect item-get app_key=12345678 \
         productId=1234567890 timestamp=1517820392000",
        "the rule of the public tutorials",
        "公开教程的签名规则",
    ),
];

const ALERTS: &[Example] = &[
    (
        "itemget alerts add \"sale_price drops 10%\" --channel phone",
        "tell the channel `phone` when any price drops by 10 %",
        "任何价格下跌 10% 时，通知渠道 `phone`",
    ),
    ("itemget alerts list", "the rules, with their numbers", "列出规则及其编号"),
    (
        "itemget alerts log --since 7d",
        "what was told this week, and why",
        "查看本周的提醒及原因",
    ),
];

const ALERTS_ADD: &[Example] = &[
    (
        "itemget alerts add \"sale_price drops 10% below lowest of 30 days\"",
        "of everything that is tracked",
        "适用于所有被跟踪的商品",
    ),
    (
        "itemget alerts add \"stock below 5\" --list summer --channel shop",
        "of what is in a list, to a channel",
        "仅适用于某个列表，并通知某个渠道",
    ),
    (
        "itemget alerts add \"back in stock\" --item 1005006000000001",
        "of one item",
        "仅适用于一个商品",
    ),
];

const ALERTS_EDIT: &[Example] = &[
    (
        "itemget alerts edit 3 \"sale_price drops 20%\"",
        "rule 3 in other words, for the channels it has",
        "修改规则 3 的内容，渠道不变",
    ),
    (
        "itemget alerts edit 3 --channel phone --channel shop",
        "the same rule, for these channels alone",
        "规则不变，今后只通知这些渠道",
    ),
    (
        "itemget alerts edit 3 \"stock below 20\" --no-channel",
        "both at once: other words, written down and told to nobody",
        "同时修改内容和渠道：只作记录，不再通知",
    ),
];

const ALERTS_OPTIONS: &[Example] = &[
    (
        "itemget alerts options \"min change 2%, quiet 22:00-07:00 Europe/Berlin\"",
        "what holds for all rules that say nothing else",
        "适用于所有未另行说明的规则",
    ),
    (
        "itemget alerts options \"no quiet\" --list summer",
        "otherwise for those of a list; rules of an item say it closer still",
        "某个列表另有规定；单个商品的规则优先级更高",
    ),
    (
        "itemget alerts options --item 1005006000000001 --alone",
        "of this item only its own rules count",
        "该商品只适用它自己的规则",
    ),
    ("itemget alerts options", "what is said, at all levels", "显示各级已有的选项"),
];

const ALERTS_CHANNEL: &[Example] = &[
    (
        "itemget alerts channel set phone --file phone.toml",
        "keep a channel; the file has lines such as kind = \"telegram\", token and chat",
        "保存渠道；文件内容例如 kind = \"dingtalk\"、url、secret",
    ),
    ("itemget alerts channel test phone", "send a trial message", "发送一条测试消息"),
    (
        "itemget alerts channel list",
        "the channels, without their secrets",
        "列出渠道（不显示密钥）",
    ),
];

const ALERTS_PAST: &[Example] = &[
    (
        "itemget alerts log --since 7d",
        "what was told this week, and why",
        "查看本周的提醒及原因",
    ),
    (
        "itemget alerts replay \"sale_price drops 10%\" --since 90d",
        "what this rule would have told in 90 days",
        "查看该规则在过去 90 天中会产生哪些提醒",
    ),
    (
        "itemget alerts replay --list summer --format csv",
        "what the rules in force would have told of a list",
        "查看现行规则对某个列表会产生哪些提醒",
    ),
];

const QUOTA: &[Example] = &[
    ("itemget quota", "what is spent and left today", "查看今日已用和剩余的调用次数"),
    ("itemget quota --format csv", "as a table for a spreadsheet", "输出为表格"),
    (
        "itemget quota --format json",
        "for programs: limits, bans, what refusals taught",
        "供程序读取：限额、禁用和实测值",
    ),
];

const DOCTOR: &[Example] = &[
    ("itemget doctor", "what is wrong here; nothing is sent", "检查本机和配置，不联网"),
    (
        "itemget doctor --live",
        "ask the platform too: clock, permissions; costs two calls",
        "同时联网核对时钟和权限，消耗两次调用",
    ),
    (
        "itemget doctor --profile shop",
        "with the very flags of a call",
        "检查指定的配置组",
    ),
    (
        "itemget doctor --json",
        "for programs; the exit code says it too",
        "供程序读取；退出码同样可用",
    ),
];

const EXPLAIN: &[Example] = &[
    ("itemget explain IllegalAccessToken", "what a code means", "查看某个错误码的含义"),
    (
        "itemget explain 605 --lang zh",
        "a code of a method's answer, in Chinese",
        "以中文查看接口返回码",
    ),
    (
        "itemget explain '{\"error_response\":{\"code\":\"15\",\"sub_code\":\"isv.402\"}}'",
        "a whole reply, as it was logged",
        "解释日志中的整段应答",
    ),
    ("itemget explain", "every code there is, by who says it", "列出全部错误码"),
];

const AUTH: &[Example] = &[
    (
        "itemget auth login",
        "have a user consent in the browser",
        "在浏览器中完成用户授权",
    ),
    (
        "itemget auth status",
        "whose consent there is and until when",
        "查看授权归属和有效期",
    ),
    ("itemget auth refresh", "renew the access token now", "立即刷新访问令牌"),
    ("itemget auth logout", "forget the consent", "删除本机保存的授权"),
];

const LOGIN: &[Example] = &[
    ("itemget auth login", "in the browser of this machine", "使用本机浏览器授权"),
    (
        "itemget auth login --redirect-uri https://shop.example/callback",
        "where the app's callback is a page elsewhere: paste what it led to",
        "应用回调地址不在本机时，粘贴跳转后的地址",
    ),
    (
        "itemget auth login --port 8765 --redirect-uri http://localhost:8765/callback",
        "where the app's callback is a port of this machine",
        "应用回调地址为本机端口",
    ),
    (
        "echo 3_500102_JxZ05Ux3cnn | itemget auth login --paste",
        "a code that was come by in another way",
        "使用以其他方式取得的授权码",
    ),
    (
        "itemget auth login --profile shop",
        "for another app, or another user",
        "为另一个应用或用户授权",
    ),
];

const STATUS: &[Example] = &[
    ("itemget auth status", "for people", "供人阅读"),
    (
        "itemget auth status --format json",
        "for programs; the exit code says it too: 1 none, 77 ended",
        "供程序读取；退出码同样可用：1 表示没有授权，77 表示已到期",
    ),
    ("itemget auth status --profile shop", "of another profile", "查看另一个配置组"),
];

const REFRESH: &[Example] = &[
    ("itemget auth refresh", "a new access token now", "立即获取新的访问令牌"),
    ("itemget auth refresh --profile shop", "of another profile", "用于另一个配置组"),
    (
        "itemget auth refresh --dialect item-get",
        "in the dialect of the public tutorials",
        "使用公开教程中的协议",
    ),
];

const LOGOUT: &[Example] = &[
    ("itemget auth logout", "forget the consent", "删除本机保存的授权"),
    ("itemget auth logout --profile shop", "of another profile", "用于另一个配置组"),
    (
        "itemget auth logout --dialect item-get",
        "in the dialect of the public tutorials",
        "使用公开教程中的协议",
    ),
];

const SANDBOX: &[Example] = &[
    ("itemget sandbox", "on port 4010, with 5,000 items", "监听 4010 端口，5000 个商品"),
    (
        "itemget sandbox --tls-proxy",
        "for programs with the platform's hosts written into them",
        "供写有平台域名的程序直接使用",
    ),
    (
        "itemget sandbox --fault 'limited*2 ban=1' --fault 'html method=aliexpress.ds.product.get'",
        "how a program bears what goes wrong",
        "检验程序如何应对故障",
    ),
    (
        "itemget sandbox --quota per-second=5,per-day=1000",
        "with limits as an app has them",
        "模拟应用的调用限额",
    ),
    (
        "itemget sandbox --port 0 --clock 2026-11-23T17:20:27Z --json",
        "for tests: any port, a held clock, its address as JSON",
        "供测试使用：任意端口、固定时间、以 JSON 输出地址",
    ),
];

const CALL: &[Example] = &[
    (
        "itemget call aliexpress.affiliate.category.get",
        "a method without parameters",
        "调用不带参数的接口",
    ),
    (
        "itemget call aliexpress.ds.product.get --token product_id=1005006000000001 \
         ship_to_country=FR",
        "a method that needs a user's consent",
        "调用需要用户授权的接口",
    ),
    (
        "itemget call /auth/token/refresh refresh_token=@refresh.txt",
        "a method of the system; the value comes from a file",
        "调用系统接口，参数值取自文件",
    ),
    (
        "itemget call api.item.get --dialect item-get --token productId=1234567890",
        "the dialect of the public tutorials",
        "使用公开教程中的协议",
    ),
];

const CACHE: &[Example] = &[
    ("itemget cache", "how much is kept, and where", "查看缓存了多少结果、存放在哪里"),
    ("itemget cache clear", "forget all of it", "清除全部缓存"),
    (
        "itemget get 1005006000000001 --max-age 1d",
        "an answer of up to a day ago will do",
        "一天以内的结果即可",
    ),
];

const COMPLETIONS: &[Example] = &[
    (
        "itemget completions bash > ~/.local/share/bash-completion/completions/itemget",
        "for bash",
        "用于 bash",
    ),
    ("itemget completions zsh > ~/.zfunc/_itemget", "for zsh", "用于 zsh"),
    (
        "itemget completions fish > ~/.config/fish/completions/itemget.fish",
        "for fish",
        "用于 fish",
    ),
];

const MAN: &[Example] = &[
    ("itemget man | man -l -", "read the manual", "阅读手册"),
    ("itemget man id | man -l -", "the page of one command", "阅读某个命令的手册"),
    (
        "itemget man > ~/.local/share/man/man1/itemget.1",
        "install it for `man itemget`",
        "安装手册，供 `man itemget` 使用",
    ),
];
