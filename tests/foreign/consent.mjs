// The user's part of a login: consents on the page that a client's address leads to, and
// comes back with the code.

/** The code that the platform sends the user back with. */
export async function codeFrom(address) {
  const page = await fetch(`${address}&itemget_auto=allow`, { redirect: "manual" });
  const back = new URL(page.headers.get("location"));
  return back.searchParams.get("code");
}
