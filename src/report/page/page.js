"use strict";
// The page reads without any of this: it sorts, hides, points and downloads.
const text = (cell) => cell.dataset.v ?? cell.textContent;

function csv(table) {
  const quoted = (value) => {
    const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? "'" + value : value;
    return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  return [...table.rows].map((row) => [...row.cells].map((cell) => quoted(text(cell))).join(",")).join("\n") + "\n";
}

function download(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.append(...label);
  made.addEventListener("click", act);
  return made;
}

for (const figure of document.querySelectorAll("figure.chart")) {
  const table = figure.querySelector("table");
  const save = button([WORDS.download], () => download(figure.id + ".csv", csv(table)));
  save.className = "download";
  figure.querySelector("details").append(save);
}

for (const item of document.querySelectorAll(".legend")) {
  const entries = [...item.children];
  if (entries.length < 2) continue;
  const drawing = item.parentElement.querySelector(".drawing");
  for (const entry of entries) {
    const colour = entry.firstElementChild.dataset.colour;
    const toggle = button([...entry.childNodes], () => {
      const isShown = toggle.getAttribute("aria-pressed") === "false";
      toggle.setAttribute("aria-pressed", String(isShown));
      for (const shape of drawing.querySelectorAll(`[fill="${colour}"],[stroke="${colour}"]`)) {
        shape.style.visibility = isShown ? "" : "hidden";
      }
    });
    toggle.setAttribute("aria-pressed", "true");
    toggle.title = WORDS.hide;
    entry.append(toggle);
  }
}

for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const sort = button([...heading.childNodes], () => {
      const isRising = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", isRising ? "ascending" : "descending");
      const key = (row) => text(row.cells[column]);
      const order = (a, b) => {
        const [x, y] = [Number(key(a)), Number(key(b))];
        const isNumber = key(a) !== "" && key(b) !== "" && !Number.isNaN(x) && !Number.isNaN(y);
        return isNumber ? x - y : key(a).localeCompare(key(b));
      };
      const rows = [...table.tBodies[0].rows].sort((a, b) => (isRising ? order(a, b) : order(b, a)));
      table.tBodies[0].append(...rows);
    });
    sort.title = WORDS.sort;
    heading.append(sort);
  });
}

for (const figure of document.querySelectorAll("figure.across")) {
  const drawing = figure.querySelector(".drawing");
  const table = figure.querySelector("table");
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows];
  const cursor = document.createElement("div");
  const tip = document.createElement("div");
  cursor.className = "cursor";
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true");
  const leave = () => { cursor.remove(); tip.remove(); };
  drawing.addEventListener("pointerleave", leave);
  drawing.addEventListener("pointermove", (event) => {
    const shown = [...drawing.children].find((child) => child.dataset.left && child.offsetWidth > 0);
    if (!shown) return;
    const box = shown.getBoundingClientRect();
    const [left, right] = [Number(shown.dataset.left), Number(shown.dataset.right)].map((share) => share * box.width);
    const at = (event.clientX - box.left - left) / (right - left);
    if (at < 0 || at >= 1) return leave();
    const place = Math.floor(at * rows.length);
    const x = left + ((place + 0.5) / rows.length) * (right - left);
    cursor.style.left = x + "px";
    const cells = [...rows[place].cells].map((cell) => cell.textContent);
    const title = document.createElement("b");
    title.textContent = cells[0];
    tip.replaceChildren(title, ...cells.slice(1, 13).flatMap((cell, index) => [names[index + 1] + ": " + cell, document.createElement("br")]));
    drawing.append(cursor, tip);
    const room = tip.offsetWidth + 8;
    tip.style.left = (x + room > box.width ? Math.max(0, x - room) : x + 8) + "px";
  });
}
