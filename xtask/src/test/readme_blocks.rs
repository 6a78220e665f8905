//! The commands in a README: what a newcomer will type, found in the text.

/// A block of shell commands that is to be run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// What is typed.
    pub(crate) text: String,
    /// Whether it goes on while the following blocks run, as in another terminal.
    pub(crate) in_background: bool,
}

/// The blocks that are to be run, in their order: those fenced as ```` ```sh run ```` and
/// ```` ```sh run in-background ````.
pub(crate) fn runnable(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let in_background = match line.trim() {
            "```sh run" => false,
            "```sh run in-background" => true,
            _ => continue,
        };
        let block: Vec<&str> =
            lines.by_ref().take_while(|line| line.trim() != "```").collect();
        blocks.push(Block { text: block.join("\n"), in_background });
    }
    blocks
}

/// A block without its comments, which another language's README has in its own words.
pub(crate) fn without_comments(block: &str) -> String {
    let commands = block
        .lines()
        .map(|line| match line.split_once(" # ") {
            Some((command, _)) => command.trim(),
            None => line.trim(),
        })
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    commands.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "\
Read this:

```sh run
# one item
itemget get 1   # synthetic
```

```sh
cargo xtask test
```

```sh run in-background
itemget sandbox
```

```sh run
itemget id 2
```
";

    #[test]
    fn only_blocks_marked_so_are_run() {
        let block =
            |text: &str, in_background| Block { text: text.to_owned(), in_background };
        assert_eq!(
            runnable(README),
            [
                block("# one item\nitemget get 1   # synthetic", false),
                block("itemget sandbox", true),
                block("itemget id 2", false),
            ]
        );
    }

    #[test]
    fn comments_do_not_count_as_commands() {
        assert_eq!(without_comments(&runnable(README)[0].text), "itemget get 1");
    }
}
