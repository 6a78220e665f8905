//! `itemget alerts`: rules and channels, kept and shown.

use crate::world::World;

#[test]
fn a_rule_is_kept_shown_put_out_of_force_and_removed() {
    let world = World::new();
    world.run(&["alerts", "add", "sale_price drops 10%"]).must_end(0);
    let listed = world.run(&["alerts", "list", "--format", "json"]);
    assert!(
        listed.stdout.contains(r#""rule":"sale_price drops 10%""#),
        "{}",
        listed.stdout
    );
    assert!(listed.stdout.contains(r#""enabled":true"#), "{}", listed.stdout);
    world.run(&["alerts", "pause", "1"]).must_end(0);
    let paused = world.run(&["alerts", "list", "--format", "json"]);
    assert!(paused.stdout.contains(r#""enabled":false"#), "{}", paused.stdout);
    world.run(&["alerts", "remove", "1"]).must_end(0);
    world.run(&["alerts", "remove", "1"]).must_end(1);
    world.run(&["alerts", "list"]).must_end(1);
}

#[test]
fn a_rule_that_is_none_is_refused_with_what_was_expected() {
    let world = World::new();
    let refused = world.run(&["alerts", "add", "sale_price tumbles 10%"]);
    assert!(refused.stderr.contains("error:"), "{}", refused.stderr);
    refused.must_end(2);
}

#[test]
fn a_channels_settings_are_kept_and_never_shown() {
    let world = World::new();
    let secret = "https://hooks.example/planted";
    let file =
        world.file("channel.toml", &format!("kind = 'discord'\nurl = '{secret}'\n"));
    let file = file.to_str().unwrap();
    let set = ["alerts", "channel", "set", "phone", "--file", file];
    let kept = world.run(&set);
    assert!(!kept.stderr.contains("planted"), "{}", kept.stderr);
    kept.must_end(0);
    let listed = world.run(&["alerts", "channel", "list", "--format", "json"]);
    assert!(listed.stdout.contains(r#""kind":"discord""#), "{}", listed.stdout);
    assert!(!listed.stdout.contains("planted"), "{}", listed.stdout);
    let broken =
        world.file("broken.toml", "kind = 'discord'\nurls = 'https://planted.example'\n");
    let broken = broken.to_str().unwrap();
    let broken = ["alerts", "channel", "set", "phone", "--file", broken];
    let refused = world.run(&broken);
    assert!(!refused.stderr.contains("planted"), "{}", refused.stderr);
    refused.must_end(2);
    world.run(&["alerts", "channel", "test", "nobody"]).must_end(1);
}
