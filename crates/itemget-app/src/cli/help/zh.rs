//! The help in Chinese, by command and argument.

/// What the command at `path` is for.
pub(super) fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "" => "通过速卖通（AliExpress）官方 API 获取商品数据，并内置可供试用的沙箱",
        "get" => "按商品 ID 或链接获取商品数据",
        "search" => "按关键词或图片搜索商品",
        "freight" => "查询商品的物流方式、时效和运费",
        "link" => "生成带佣金的推广链接",
        "category" => "查看类目：全部、按编号或按名称",
        "feed" => "列出商品流，或列出某个商品流中的商品",
        "id" => "解析商品 ID 和链接对应哪个商品（无 --resolve 时不联网）",
        "decode" => "解读保存下来的应答：其中的商品，或它表示的错误",
        "sign" => "显示被签名的字符串和签名，并检查已有的签名",
        "sandbox" => "在本机模拟平台，供试用和测试，按 Ctrl-C 停止",
        "alerts" => "设置需要提醒的情况，并查看已有的提醒",
        "alerts add" => "添加规则，例如 \"back in stock\"",
        "alerts list" => "列出规则",
        "alerts edit" => "修改规则的内容或通知渠道，已有的提醒会保留",
        "alerts options" => "设置或显示某一级所有规则未另行说明时的选项",
        "alerts remove" => "按编号删除规则，已有的提醒会保留",
        "alerts pause" => "停用规则",
        "alerts resume" => "重新启用规则",
        "alerts channel" => "添加、查看、测试和删除通知渠道",
        "alerts channel set" => "从文件读取设置并保存渠道",
        "alerts channel list" => "列出渠道（不显示其设置）",
        "alerts channel test" => "发送一条测试消息",
        "alerts channel remove" => "删除渠道",
        "alerts log" => "查看已有的提醒及其原因",
        "alerts replay" => "查看规则对过去会产生哪些提醒；实际运行看得更细，提醒会更多",
        "run" => "在到期时查询所跟踪的商品，并保存所见",
        "serve" => "提供网页和 API，并查询所跟踪的商品",
        "mcp" => "通过标准输入输出为 AI 助手提供工具（MCP）",
        "door" => "让为其他服务编写的程序接入",
        "door key" => "创建、查看和吊销这类程序所用的密钥",
        "door key create" => "创建密钥，其 secret 仅显示这一次",
        "door key list" => "列出密钥（不显示 secret）",
        "door key revoke" => "按编号吊销密钥，不可恢复",
        "token" => "创建、查看和吊销程序访问本服务所用的令牌",
        "token create" => "创建令牌，并仅显示这一次",
        "token list" => "列出令牌（不显示其内容）",
        "token revoke" => "按编号吊销令牌，不可恢复",
        "demo" => "用虚构数据演示全部功能：沙箱、数月的历史和网页，无需联网",
        "quota" => "查看应用配额的已用和剩余次数（无需联网）",
        "doctor" => "检查配置、授权、配额、网络等问题并给出办法（无 --live 时不联网）",
        "explain" => "解释平台的错误码或报错内容（无需联网）",
        "auth" => "获取、查看、刷新和删除用户授权",
        "auth login" => "在浏览器中请求用户授权，并保存授权",
        "auth status" => "查看授权归属和有效期（无需联网）",
        "auth refresh" => "立即刷新访问令牌（各命令到期前会自动刷新）",
        "auth logout" => "删除本机保存的授权（无需联网）",
        "call" => "调用平台的任意接口，原样显示应答",
        "cache" => "查看或清除缓存的结果（无需联网）",
        "cache stats" => "显示缓存了多少结果、存放在哪里",
        "cache clear" => "清除全部缓存的结果",
        "completions" => "生成命令行自动补全脚本",
        "man" => "生成手册页",
        path => {
            return super::following::about(path).or_else(|| super::fleet::about(path));
        }
    })
}

/// The heading over a group of arguments.
pub(super) fn heading(english: &str) -> &str {
    match english {
        "Global options" => "全局选项",
        "Account" => "账号",
        "What is asked for" => "查询内容",
        "Calls and answers" => "调用与结果",
        "Long jobs" => "长任务",
        "Short links" => "短链接",
        "Database" => "数据库",
        "Service" => "服务",
        other => other,
    }
}

/// What an argument of the command at `path` is for.
pub(super) fn argument(path: &str, id: &str) -> Option<&'static str> {
    let of_group = super::following::argument(path, id);
    if let Some(help) = of_group.or_else(|| super::fleet::argument(path, id)) {
        return Some(help);
    }
    let of_command = match (path, id) {
        ("alerts add" | "alerts replay", "rule") => "规则",
        (
            "alerts channel set" | "alerts channel test" | "alerts channel remove",
            "name",
        ) => "渠道的名称",
        ("alerts channel set", "file") => "TOML 格式的设置文件；- 表示标准输入",
        ("alerts edit", "number") => "规则的编号",
        ("alerts edit", "rule") => "规则今后的内容",
        ("alerts edit", "channel") => "今后通知哪个渠道，可多次给出",
        ("alerts edit", "no_channel") => "今后不通知任何渠道，仅作记录",
        (_, "channel") => "通知哪个渠道，可多次给出",
        ("alerts add" | "alerts options" | "alerts replay", "list") => "仅适用于该列表",
        ("alerts add" | "alerts options" | "alerts replay" | "alerts log", "item") => {
            "仅适用于该商品（ID 或链接）"
        }
        ("alerts add" | "alerts options", "sku") => "仅适用于该商品的这个规格（ID）",
        ("alerts options", "options") => {
            "选项，写法与规则中相同，例如 \"min change 2%, quiet 22:00-07:00 Europe/Berlin\"；不给出则显示已有的选项"
        }
        ("alerts options", "alone") => "更大范围的规则在此不生效",
        ("alerts options", "clear") => "先清除此处原有的设置",
        ("alerts remove" | "alerts pause" | "alerts resume", "rules") => "规则的编号",
        ("alerts log" | "alerts replay", "since") => "从多久以前开始，例如 30d",
        ("alerts log", "limit") => "最多显示多少条，最新的在前；未指定时表格为 100 条",
        ("run", "once") => "查询现在到期的商品，然后结束",
        ("run", "simulate") => "在沙箱中用几秒钟模拟这么长的时间，例如 90d",
        ("run", "calls_per_day") => "每天用于查询的调用次数上限（应用限额未知或更大时）",
        ("run", "max_calls") => "最多调用多少次（每次发送都计数），用完即停止",
        ("run", "plan") => "只说明到期数量和每天需要的查询次数，不进行查询",
        ("run", "batch") => "一次一起查询多少个商品；未指定时为 100，模拟时为 1000",
        ("run", "no_bodies") => "不保存平台的原始应答",
        (_, "listen") => "监听的地址",
        (_, "hosts") => "除 localhost 外，可用来访问本服务的名称，可多次给出",
        (_, "log") => "写到标准错误的日志的格式：text、json 或 off",
        ("mcp", "calls") => "每次会话可调用工具的次数，单个工具最多占一半",
        ("door key create", "name") => "密钥的名称：供哪个程序使用",
        ("door key create", "key") => "程序已有的密钥；登记后程序只需更改主机地址",
        ("door key create", "secret_file") => {
            "存有该密钥的 secret 的文件（权限 0600）；- 表示标准输入"
        }
        ("door key revoke", "keys") => "密钥的编号",
        ("token create", "name") => "令牌的名称：由谁使用",
        ("token create", "scopes") => "权限：read、track 或 admin，可多次给出；默认 read",
        ("token revoke", "tokens") => "令牌的编号",
        (_, "require_token") => "本机的程序也必须使用令牌",
        (_, "private_webhooks") => "允许任务的 webhook 发往内网地址（如本机）",
        (_, "token_rate") => "每个令牌每秒可请求的次数",
        ("demo", "dir") => "把数据保存在此目录；不指定则随程序结束而删除",
        ("demo", "items") => "商品数量",
        ("demo", "days") => "历史的天数",
        ("serve", "no_scheduler") => "不查询所跟踪的商品（由 `run` 或其他 worker 负责）",
        ("run", "format") => {
            "结束时的输出格式：table 或 json；jsonl 另逐条输出已保存的读数"
        }
        (_, "database") => "历史的存放位置：sqlite:路径 或 postgres://用户@主机/库名",
        ("search", "text") => "搜索的关键词",
        ("search", "image") => "要搜索的商品图片文件",
        ("search", "category") => "只搜索该编号的类目",
        ("search", "min_price") => "最低价格，例如 9.99",
        ("search", "max_price") => "最高价格",
        ("search", "sort") => {
            "排序：cheapest、dearest、most-sold、least-sold、most-reviewed 或 largest-discount"
        }
        ("search", "source") => "搜索的接口：affiliate、hot 或 dropship",
        ("search" | "feed", "all") => {
            "全部结果（可超出分页所能显示的 5000 个），不保证顺序"
        }
        ("search" | "feed", "limit") => "最多显示多少个；默认 50",
        ("freight", "item") => "商品 ID 或链接",
        ("freight", "skus") => "只查询该编号的 SKU，可重复给出；默认查询全部",
        ("freight", "quantity") => "一起寄送的数量",
        ("freight", "source") => {
            "查询的接口：dropship 返回全部物流方式，affiliate 返回一个运费，无需用户授权"
        }
        ("search", "upload") => {
            "以文件形式发送图片（最大 100 KB）：使用旧接口，其结果含价格"
        }
        ("freight", "province") => "省（州）代码，运费可能因此不同",
        ("freight", "city") => "城市代码，运费可能因此不同",
        ("link", "texts") => "商品 ID 或速卖通（AliExpress）的网址；- 表示从标准输入读取",
        ("link", "file") => "每行一个 ID 或网址的文件；- 表示标准输入",
        ("link", "tracking_id") => "佣金归属：联盟推广的 tracking id",
        ("link", "hot") => "生成热销商品的高佣金链接（如有）",
        ("link", "ship_to") => "买家所在的国家，例如 FR",
        ("category", "text") => "类目编号，或名称的一部分；不给出则为顶级类目",
        ("category", "tree") => "同时显示其下的所有类目，以缩进表示层级",
        ("feed", "name") => "商品流的名称，须完全一致；不给出则列出全部商品流",
        ("feed", "source") => "dropship 为商品流，affiliate 为推广活动",
        ("get" | "id", "texts") => "商品 ID 或链接；- 表示从标准输入读取",
        ("get" | "decode" | "search" | "feed", "fields") => {
            "要显示的字段，例如 title,price,variants.stock"
        }
        ("get" | "search" | "feed", "output") => {
            "写入该文件；未指定格式时由文件扩展名决定"
        }
        ("get" | "search" | "feed", "resume") => {
            "在该文件中记录进度：再次执行相同的命令即可从中断处继续"
        }
        ("get" | "search" | "feed" | "export" | "import", "progress") => {
            "进度的显示方式：auto、bar、lines、json 或 none"
        }
        ("get", "with") => "额外查询：freight 查询各规格的物流方式和到手价",
        ("get", "raw") => "原样输出平台的应答，不作格式转换",
        ("get" | "search" | "freight" | "category" | "feed", "ship_to") => {
            "收货国家，例如 FR；默认 US"
        }
        ("get" | "search" | "freight" | "category" | "feed", "currency") => {
            "价格的币种，例如 EUR；默认 USD"
        }
        ("get" | "search" | "freight" | "category" | "feed", "language") => {
            "标题的语言，例如 zh_CN；默认 en_US"
        }
        ("get", "source") => "查询的接口：auto、dropship、affiliate 或 item-get",
        ("get" | "search" | "feed", "tracking_id") => {
            "联盟推广的 tracking id，用于生成带佣金的链接"
        }
        ("id", "resolve") => "联网查询短链接指向的商品；无需账号",
        ("id", "endpoint") => "改为向该地址的沙箱查询",
        ("id", "sandbox") => "改为向程序内置的沙箱查询",
        ("get" | "id", "file") => "每行一个 ID 或链接的文件；- 表示标准输入",
        ("decode", "file") => "存有应答内容的文件；不给出或为 - 时读取标准输入",
        ("decode", "observed_at") => "收到应答的时间；默认为文件的写入时间",
        ("sign", "params") => "参数，写作 名称=原始值；给出 sign=… 时检查该签名",
        ("sign", "dialect") => "签名规则：iop 或 item-get；默认由路径决定",
        ("sign", "path") => "调用的路径，例如 /rest/auth/token/create；默认 /sync",
        ("sign", "request") => "抓取的完整 HTTP 请求；- 表示标准输入",
        ("sandbox", "port") => "监听的端口；0 表示任意空闲端口",
        ("sandbox", "seed") => "生成商品的种子：种子相同则商品相同",
        ("sandbox", "items") => "商品数量",
        ("sandbox", "clock") => "沙箱时间：2026-11-23T17:20:27Z 为固定，+90d 为偏移",
        ("sandbox", "faults") => "要发生的故障，例如 \"limited*2 ban=1\"；可重复给出",
        ("sandbox", "quota") => "调用限额，例如 per-second=5,per-day=1000,ban=60",
        ("sandbox", "replies") => "应答形式：platform、wrapped、hybrid 或 documentation",
        ("sandbox", "tls_proxy") => "同时作为平台域名的代理，端口默认 4011",
        ("sandbox", "ca_folder") => "存放代理证书的目录；默认随沙箱一起删除",
        ("sign" | "sandbox", "json") => "以一行 JSON 输出",
        ("call", "method") => "接口名称，例如 aliexpress.ds.product.get",
        ("call", "params") => "参数，写作 名称=值；名称=@文件 表示从文件读取值",
        ("call", "token") => "附带访问令牌",
        ("call", "dialect") => "使用的协议：iop 或 item-get",
        ("call", "raw") => "原样输出应答，不重新排版",
        ("auth login", "port") => "接收授权结果的本机端口；默认任意空闲端口",
        ("auth login", "redirect_uri") => "应用控制台中的回调地址（不在本机时需给出）",
        ("auth login", "paste") => "从标准输入读取结果：授权码，或含授权码的地址",
        ("auth login", "no_browser") => "只显示地址，不打开浏览器",
        ("auth login", "timeout") => "等待授权结果的秒数",
        ("auth status", "format") => "table 或 json；在终端默认 table，否则默认 json",
        ("auth login" | "auth status" | "auth refresh" | "auth logout", "dialect") => {
            "令牌所属的协议：iop 或 item-get；默认由数据来源决定"
        }
        ("doctor", "live") => {
            "同时联网：连接平台，并对每组接口各做一次无害调用；与提醒所用的邮件服务器打招呼（不登录，不发信）"
        }
        ("doctor", "json") => "以一个 JSON 文档输出",
        ("explain", "text") => "错误码、报错内容或整段应答；不给出则列出全部错误码",
        ("completions", "shell") => "bash、zsh、fish、elvish 或 powershell",
        ("man", "command") => "某个命令的手册页；不给出则为程序的手册页",
        _ => return of_all(id),
    };
    Some(of_command)
}

/// Arguments that mean the same wherever they are.
fn of_all(id: &str) -> Option<&'static str> {
    Some(match id {
        "lang" => "消息语言：en 或 zh",
        "config" => "配置文件",
        "profile" => "使用配置文件中的哪个配置组",
        "color" => "何时使用颜色：auto、always 或 never",
        "quiet" => "不在标准错误上显示进度和说明",
        "help" => "显示本帮助",
        "version" => "显示版本",
        "format" => {
            "输出格式：table、json、jsonl 或 csv；在终端默认 table，否则默认 json"
        }
        "plan" => "只说明需要哪些调用，不进行任何调用",
        "max_calls" => "最多调用多少次（每次发送都计数），用完即停止",
        "wait" => "当日调用次数用完时等到次日，而不是停止",
        "max_age" => "可接受的缓存结果的时效，例如 90s、15m、2h、7d；默认按字段而定",
        "offline" => "不进行任何调用：只用缓存的结果，不论新旧",
        "no_cache" => "既不使用也不保存缓存",
        "record" => "把每次调用写入该目录（不含密钥）",
        "replay" => "用 --record 写入的目录作答，不进行任何调用",
        "app_key" => "应用的 app key",
        "secret_file" => "存有 app secret 的文件（权限 0600）；- 表示标准输入",
        "token_file" => "存有访问令牌的文件（权限 0600）；- 表示标准输入",
        "attempts" => "调用失败时最多发送几次；默认 4 次",
        "sandbox" => "使用程序内置的沙箱，忽略已配置的账号",
        "endpoint" => "接口地址；默认为平台的地址",
        _ => return None,
    })
}
