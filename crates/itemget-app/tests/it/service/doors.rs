//! Programs of other services at the service's doors.

mod onebound;
mod tutorial;

use crate::world::World;

/// A local key and its secret.
pub(crate) struct Key {
    pub(crate) key: String,
    pub(crate) secret: String,
}

impl Key {
    /// A new one.
    pub(crate) fn made(world: &World) -> Self {
        let said = world.run(&["door", "key", "create", "shop"]).ended(0);
        let value = |name: &str| {
            let line = said.stdout.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in {said}")).to_owned()
        };
        Self { key: value("app_key="), secret: value("app_secret=") }
    }
}

#[test]
fn a_key_is_told_once_and_an_own_one_is_taken_once() {
    let world = World::new();
    let made = Key::made(&world);
    assert_eq!((made.key.len(), made.secret.len()), (9, 32));
    let listed = world.run(&["door", "key", "list", "--format", "json"]).ended(0);
    assert!(listed.stdout.contains(&made.key), "{listed}");
    assert!(!listed.stdout.contains(&made.secret), "{listed}");
    let file = world.file("own.txt", "my_own_secret");
    let file = file.to_str().unwrap();
    let own = ["door", "key", "create", "old", "--key", "own", "--secret-file", file];
    let said = world.run(&own).ended(0);
    assert_eq!(said.stdout, "app_key=own\n");
    assert!(!said.stderr.contains("my_own_secret"), "{said}");
    let again = world.run(&own).ended(2);
    assert!(again.stderr.contains("in force already"), "{again}");
    world.run(&["door", "key", "revoke", "2"]).must_end(0);
    world.run(&["door", "key", "revoke", "2"]).must_end(1);
    world.run(&own).must_end(0);
    let short = world.file("short.txt", "1234567");
    let short = short.to_str().unwrap();
    let own = ["door", "key", "create", "x", "--key", "x", "--secret-file", short];
    let said = world.run(&own).ended(2);
    assert!(said.stderr.contains("shorter than 8"), "{said}");
    world.run(&["door", "key", "create", "x", "--key", "x"]).must_end(2);
}
