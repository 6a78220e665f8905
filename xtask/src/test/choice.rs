//! Which lanes the developer asked for, read from the arguments.

/// What `cargo xtask test ARGS` is to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    named: Vec<String>,
    skipped: Vec<String>,
    /// Only name the lanes.
    pub(crate) list: bool,
    /// Whether what is missing may be installed.
    pub(crate) install: bool,
}

impl Choice {
    /// Reads the arguments; `lanes` are the names there are.
    ///
    /// # Errors
    ///
    /// A sentence for the developer, when a lane or an option does not exist.
    pub(crate) fn parse(args: &[String], lanes: &[&str]) -> Result<Self, String> {
        let mut choice =
            Self { named: Vec::new(), skipped: Vec::new(), list: false, install: true };
        let known = |name: &str| match lanes.contains(&name) {
            true => Ok(name.to_owned()),
            false => {
                Err(format!("there is no lane `{name}`; there are {}", lanes.join(", ")))
            }
        };
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
            match arg {
                "--list" => choice.list = true,
                "--no-install" => choice.install = false,
                "--skip" => {
                    let name = args.next().ok_or("`--skip` wants the name of a lane")?;
                    choice.skipped.push(known(name)?);
                }
                option if option.starts_with('-') => {
                    return Err(format!("there is no option `{option}`"));
                }
                name => choice.named.push(known(name)?),
            }
        }
        Ok(choice)
    }

    /// Whether the lane of that name is to run.
    pub(crate) fn takes(&self, lane: &str) -> bool {
        let named = self.named.is_empty() || self.named.iter().any(|name| name == lane);
        named && !self.skipped.iter().any(|name| name == lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(args: &str) -> Result<String, String> {
        let lanes = ["fmt", "test", "foreign"];
        let args: Vec<String> = args.split_whitespace().map(str::to_owned).collect();
        let choice = Choice::parse(&args, &lanes)?;
        let taken: Vec<_> = lanes.into_iter().filter(|lane| choice.takes(lane)).collect();
        Ok(taken.join(" "))
    }

    #[test]
    fn lanes_are_chosen_by_name_or_by_leaving_some_out() {
        let cases = [
            ("", Ok("fmt test foreign")),
            ("test", Ok("test")),
            ("test fmt", Ok("fmt test")),
            ("--skip foreign", Ok("fmt test")),
            ("fmt test --skip test", Ok("fmt")),
            ("tset", Err("there is no lane `tset`; there are fmt, test, foreign")),
            ("--skip", Err("`--skip` wants the name of a lane")),
            ("--quiet", Err("there is no option `--quiet`")),
        ];
        for (args, expected) in cases {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(taken(args), expected, "cargo xtask test {args}");
        }
    }
}
