//! The help in Chinese, by command and argument.

/// What the command at `path` is for.
pub(super) fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "" => "通过速卖通（AliExpress）官方 API 获取商品数据，并内置可供试用的沙箱",
        "get" => "按商品 ID 或链接获取商品数据",
        "id" => "解析商品 ID 和链接对应哪个商品（无需联网）",
        "call" => "调用平台的任意接口，原样显示应答",
        "completions" => "生成命令行自动补全脚本",
        "man" => "生成手册页",
        _ => return None,
    })
}

/// The heading over a group of arguments.
pub(super) fn heading(english: &str) -> &str {
    match english {
        "Global options" => "全局选项",
        "Account" => "账号",
        "What is asked for" => "查询内容",
        other => other,
    }
}

/// What an argument of the command at `path` is for.
pub(super) fn argument(path: &str, id: &str) -> Option<&'static str> {
    let of_command = match (path, id) {
        ("get" | "id", "texts") => "商品 ID 或链接；- 表示从标准输入读取",
        ("get", "fields") => "要显示的字段，例如 title,price,variants.stock",
        ("get", "raw") => "原样输出平台的应答，不作格式转换",
        ("get", "ship_to") => "收货国家，例如 FR；默认 US",
        ("get", "currency") => "价格的币种，例如 EUR；默认 USD",
        ("get", "language") => "标题的语言，例如 zh_CN；默认 en_US",
        ("get", "source") => "查询的接口：auto、dropship、affiliate 或 item-get",
        ("get", "tracking_id") => "联盟推广的 tracking id，用于生成带佣金的链接",
        ("get" | "id", "file") => "每行一个 ID 或链接的文件；- 表示标准输入",
        ("call", "method") => "接口名称，例如 aliexpress.ds.product.get",
        ("call", "params") => "参数，写作 名称=值；名称=@文件 表示从文件读取值",
        ("call", "token") => "附带访问令牌",
        ("call", "dialect") => "使用的协议：iop 或 item-get",
        ("call", "raw") => "原样输出应答，不重新排版",
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
        "app_key" => "应用的 app key",
        "secret_file" => "存有 app secret 的文件（权限 0600）；- 表示标准输入",
        "token_file" => "存有访问令牌的文件（权限 0600）；- 表示标准输入",
        "sandbox" => "使用程序内置的沙箱，忽略已配置的账号",
        "endpoint" => "接口地址；默认为平台的地址",
        _ => return None,
    })
}
