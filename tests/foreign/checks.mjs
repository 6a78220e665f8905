// Lines of the form `ok NAME` and `FAILED NAME: what was seen`, and a count at the end.

let passed = 0;
let failed = 0;

function line(kind, gone, name, holds, saw) {
  if (holds) {
    passed += 1;
    console.log(`ok     ${kind}: ${name}`);
  } else {
    failed += 1;
    console.log(`FAILED ${gone}: ${name}; saw ${JSON.stringify(saw)?.slice(0, 600)}`);
  }
}

/** Something the client is for. */
export const works = (name, holds, saw) => line("works", "works", name, holds, saw);

/** A known fault of the client. That it is gone is news, and fails. */
export const fault = (name, there, saw) => line("fault", "fault is gone", name, there, saw);

/** Ends the script. */
export function finish() {
  console.log(`checks: ${passed} passed, ${failed} failed`);
  process.exit(failed || !passed ? 1 : 0);
}
