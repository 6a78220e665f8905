//! JSON laid out for eyes without reading it into values: numbers and the order of names
//! stay as the platform wrote them, ids beyond 2^53 and `8.10` too.

/// Valid JSON with a line for each member, indented by two.
pub(crate) fn pretty(json: &str) -> String {
    let mut laid_out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut chars = json.chars().filter(|c| !c.is_ascii_control()).peekable();
    while let Some(c) = chars.next() {
        if in_text {
            laid_out.push(c);
            match c {
                '\\' => laid_out.extend(chars.next()),
                '"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match c {
            ' ' => {}
            '"' => {
                in_text = true;
                laid_out.push(c);
            }
            '{' | '[' => {
                laid_out.push(c);
                while chars.next_if_eq(&' ').is_some() {}
                match chars.next_if(|c| matches!(c, '}' | ']')) {
                    Some(end) => laid_out.push(end),
                    None => {
                        depth += 1;
                        new_line(&mut laid_out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut laid_out, depth);
                laid_out.push(c);
            }
            ',' => {
                laid_out.push(c);
                new_line(&mut laid_out, depth);
            }
            ':' => laid_out.push_str(": "),
            c => laid_out.push(c),
        }
    }
    laid_out
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_order_stay_as_they_came() {
        let json =
            r#"{"z":12000044126059467001, "a":[8.10,{},[ ],"x, {\"y\"}: [\\"],"b":null}"#;
        let expected = r#"{
  "z": 12000044126059467001,
  "a": [
    8.10,
    {},
    [],
    "x, {\"y\"}: [\\"
  ],
  "b": null
}"#;
        assert_eq!(pretty(json), expected);
        assert_eq!(pretty(&pretty(json)), expected);
    }
}
