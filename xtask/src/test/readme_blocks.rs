//! The commands in a README: what a newcomer will type, found in the text.

/// The blocks of shell commands that are to be run, in their order: those fenced as
/// ```` ```sh run ````.
pub(crate) fn runnable(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "```sh run" {
            let block: Vec<&str> =
                lines.by_ref().take_while(|line| line.trim() != "```").collect();
            blocks.push(block.join("\n"));
        }
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

```sh run
itemget id 2
```
";

    #[test]
    fn only_blocks_marked_so_are_run() {
        let blocks = runnable(README);
        assert_eq!(blocks, ["# one item\nitemget get 1   # synthetic", "itemget id 2"]);
    }

    #[test]
    fn comments_do_not_count_as_commands() {
        assert_eq!(without_comments(&runnable(README)[0]), "itemget get 1");
    }
}
