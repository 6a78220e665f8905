// The pages without it are whole; with it they are quicker to use. No library, no network
// but our own.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const zh = document.documentElement.lang.startsWith("zh");
  const pick = (en, other) => (zh ? other : en);

  // A choice in a filter is an answer.
  for (const select of all("select[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  // What cannot be taken back is asked about.
  for (const button of all("button[data-sure]")) {
    button.addEventListener("click", (event) => {
      if (!window.confirm(button.dataset.sure)) event.preventDefault();
    });
  }

  // What is shown once is taken with one press.
  for (const field of all("input[data-select]")) {
    field.addEventListener("focus", () => field.select());
  }
  for (const button of all("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(one(button.dataset.copy).value);
      button.textContent = pick("Copied", "已复制");
    });
  }

  // Ticks.
  const everything = one("[data-all]");
  const ticks = all("tbody input[type=checkbox][name=id]");
  const count = one("[data-count]");
  const whole = one("[data-whole]");
  const told = () => {
    const here = ticks.filter((tick) => tick.checked).length;
    const ticked = whole && whole.checked ? whole.dataset.whole : here;
    if (count) count.textContent = ticked ? String(ticked) : "";
    if (everything) {
      everything.checked = here > 0 && here === ticks.length;
      everything.indeterminate = here > 0 && here < ticks.length;
    }
  };
  if (everything) {
    everything.hidden = false;
    everything.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = everything.checked;
      told();
    });
    for (const tick of ticks) tick.addEventListener("change", told);
    if (whole) whole.addEventListener("change", told);
    told();
  }

  // Keys, where nobody is typing.
  const rows = all(".items tbody tr");
  for (const hint of all(".keys")) hint.hidden = rows.length === 0;
  const isTyping = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    target.type !== "checkbox";
  const go = (step) => {
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    const link = next && one(".title a", next);
    if (link) {
      link.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
    if (isTyping(event.target)) return;
    const keyed = all("[data-key]").find((it) => it.dataset.key === event.key);
    if (keyed) {
      event.preventDefault();
      if (keyed.tagName === "A") keyed.click();
      else keyed.focus();
    } else if (event.key === "j") {
      go(1);
    } else if (event.key === "k") {
      go(-1);
    } else if (event.key === "x") {
      const row = rows.find((it) => it.contains(document.activeElement));
      const tick = row && one("input[type=checkbox]", row);
      if (tick) tick.click();
    }
  });

  // A form whose answer is shown while it is filled in.
  for (const form of all("form[data-live]")) {
    let timer = 0;
    let asked = null;
    const ask = async () => {
      // What was asked before is of no use any more, and need not be answered.
      if (asked) asked.abort();
      const asking = new AbortController();
      asked = asking;
      const body = new FormData(form);
      body.set("do", "judge");
      const multipart = form.enctype === "multipart/form-data";
      try {
        const answer = await fetch(form.dataset.liveAction || form.action, {
          method: "POST",
          body: multipart ? body : new URLSearchParams(body),
          credentials: "same-origin",
          signal: asking.signal,
        });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = one(form.dataset.live, page);
        const old = one(form.dataset.live);
        if (asked === asking && fresh && old) old.replaceChildren(...fresh.childNodes);
      } catch {
        // Without the network the button still says what is wrong.
      }
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(ask, 350);
    });
  }

  // What is under way is shown as it goes on, while somebody looks and does nothing in it.
  for (const part of all("[data-fresh]")) {
    setInterval(async () => {
      if (document.hidden || !one("[data-open]", part)) return;
      if (part.contains(document.activeElement)) return;
      try {
        const answer = await fetch(location.pathname + location.search, { credentials: "same-origin" });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = one("[data-fresh]", page);
        if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
      } catch {
        // It is tried again.
      }
    }, 3000);
  }

  // A small picture shows itself large.
  for (const link of all("a[data-show]")) {
    link.addEventListener("click", (event) => {
      const large = one("[data-large]");
      if (!large || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      large.src = link.href;
    });
  }

  // Charts: what lies under the pointer, or under the arrow keys.
  const number = (figure) => {
    const [whole, rest] = figure.amount.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const plus = figure.bound && figure.bound !== "exact" ? "+" : "";
    return [grouped + (rest ? "." + rest : "") + plus, figure.currency].filter(Boolean).join(" ");
  };
  const minute = (moment) => {
    const at = new Date(typeof moment === "number" ? moment * 1000 : moment);
    return at.toISOString().slice(0, 16).replace("T", " ") + " UTC";
  };
  for (const chart of all(".chart[data-drawing]")) {
    const drawing = JSON.parse(chart.dataset.drawing);
    // Where it does not fit, the latest is what one came for.
    chart.scrollLeft = chart.scrollWidth;
    const svg = one("svg", chart);
    const tip = one(".tip", chart);
    const space = "http://www.w3.org/2000/svg";
    const add = (name, className) => {
      const element = document.createElementNS(space, name);
      element.setAttribute("class", className);
      element.setAttribute("visibility", "hidden");
      svg.append(element);
      return element;
    };
    const cursor = add("line", "cursor");
    const hits = drawing.lines.map(() => add("circle", "hit"));
    const stops = drawing.lines
      .flatMap((line) => [...line.points, ...line.bands].map((it) => (it.x + it.until_x) / 2))
      .sort((a, b) => a - b);
    let at = null;
    const under = (line, x) =>
      line.points.find((it) => it.x <= x && x <= it.until_x) ||
      line.bands.find((it) => it.x <= x && x <= it.until_x);
    const hide = () => {
      tip.hidden = true;
      for (const mark of [cursor, ...hits]) mark.setAttribute("visibility", "hidden");
    };
    const show = (x) => {
      at = Math.min(Math.max(x, drawing.top_left.x), drawing.bottom_right.x);
      cursor.setAttribute("visibility", "visible");
      for (const [name, value] of [
        ["x1", at], ["x2", at],
        ["y1", drawing.top_left.y], ["y2", drawing.bottom_right.y],
      ]) cursor.setAttribute(name, value);
      tip.replaceChildren();
      const say = (tag, text) => {
        const element = document.createElement(tag);
        element.textContent = text;
        tip.append(element);
      };
      let when = null;
      drawing.lines.forEach((line, index) => {
        const found = under(line, at);
        const hit = hits[index];
        hit.setAttribute("visibility", found && found.value ? "visible" : "hidden");
        if (!found) return;
        when = when || found;
        const label = drawing.lines.length > 1 ? line.label + ": " : "";
        if (found.value) {
          hit.setAttribute("cx", at);
          hit.setAttribute("cy", found.y);
          hit.setAttribute("r", 4);
          say("b", label + number(found.value));
        } else {
          say("b", label + found.text);
        }
      });
      if (when) say("span", minute(when.from) + " – " + minute(when.until));
      tip.hidden = !when;
      const wide = svg.clientWidth;
      const left = (at / drawing.size.width) * wide;
      const room = left > wide / 2 ? left - tip.offsetWidth - 12 : left + 12;
      tip.style.left = Math.max(room, 0) + "px";
    };
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      show(((event.clientX - box.left) / box.width) * drawing.size.width);
    });
    svg.addEventListener("pointerleave", hide);
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      event.preventDefault();
      const right = event.key === "ArrowRight";
      const from = at ?? drawing.bottom_right.x + 1;
      const next = right
        ? stops.find((it) => it > from + 0.01)
        : stops.findLast((it) => it < from - 0.01);
      if (next !== undefined) show(next);
    });
  }
})();
