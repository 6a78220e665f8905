//! Examples of the commands about the service.

use super::examples::Example;

/// Examples of the command at `path`, if it is one of these.
pub(super) fn examples(path: &str) -> Option<&'static [Example]> {
    Some(match path {
        "serve" => SERVE,
        "demo" => DEMO,
        "mcp" => MCP,
        "door" | "door key" | "door key create" | "door key list" | "door key revoke" => {
            DOOR
        }
        "token" | "token create" | "token list" | "token revoke" => TOKEN,
        _ => return None,
    })
}

const SERVE: &[Example] = &[
    (
        "itemget serve",
        "pages at http://127.0.0.1:8080, and looks at what is tracked, until Ctrl-C",
        "在 http://127.0.0.1:8080 提供网页并持续查询，直到按下 Ctrl-C",
    ),
    (
        "itemget serve --no-scheduler --database postgres://me@db/itemget",
        "pages alone, over a database that workers fill",
        "只提供网页，数据由各 worker 写入",
    ),
    (
        "itemget serve --listen 0.0.0.0:8080 --allow-host prices.example.com --log json",
        "for a machine that others reach, by its name",
        "供其他机器按名称访问",
    ),
];

const TOKEN: &[Example] = &[
    (
        "itemget token create shop --scope read --scope track",
        "for a program that looks up and follows",
        "供查询并跟踪商品的程序使用",
    ),
    ("itemget token list", "who has one, and what it allows", "查看已有的令牌及其权限"),
    ("itemget token revoke 3", "for good", "吊销，不可恢复"),
];

const MCP: &[Example] = &[
    (
        "itemget mcp",
        "what a desktop assistant starts; docs/DOORS.md has the lines for its configuration",
        "由桌面端助手启动，其配置写法见 docs/DOORS.md",
    ),
    (
        "itemget mcp --sandbox",
        "to try it: made-up items, no account",
        "试用：数据均为虚构，无需账号",
    ),
    (
        "itemget mcp --calls 50 --database postgres://me@db/itemget",
        "fewer calls a session, over the history that workers fill",
        "减少每次会话的调用次数，使用各 worker 写入的历史",
    ),
];

const DOOR: &[Example] = &[
    (
        "itemget door key create crawler",
        "for a program of the tutorials or of OneBound; docs/DOORS.md has how it walks in",
        "供按教程或万邦（OneBound）接口编写的程序使用，用法见 docs/DOORS.md",
    ),
    (
        "itemget door key create shop --key 12345678 --secret-file secret.txt",
        "with the key that the program has already: nothing but its host is changed",
        "沿用程序已有的密钥，只需更改主机地址",
    ),
    ("itemget door key list", "which keys there are", "查看已有的密钥"),
    ("itemget door key revoke 3", "for good", "吊销，不可恢复"),
];

const DEMO: &[Example] = &[
    (
        "itemget demo",
        "pages over 90 made-up days of 200 products",
        "用 200 个商品、90 天的虚构历史展示网页",
    ),
    (
        "itemget demo --dir demo --items 1000 --days 180",
        "more of it, kept for the next time",
        "数据更多，并保留到下次使用",
    ),
    (
        "itemget demo --listen 127.0.0.1:9000",
        "where another program has the port",
        "默认端口被占用时换一个端口",
    ),
];
