// The heat table by keyboard, and its cells told without loading the page again.
const heat = document.getElementById("bang");
const table = heat.querySelector("table");
const panel = document.getElementById("vi-sao");
const told = document.getElementById("bao");
const keys = document.getElementById("phim");
const rows = table ? [...table.querySelectorAll("tbody tr[data-ma]")].map((row) => [...row.querySelectorAll("a")]) : [];
let here = [0, 0];
let asked = 0;
let shown = cellOf(location.href);

// ------------------------------------------------------------------------------------------ from cell to cell

function place(link) {
  const row = rows.findIndex((each) => each.includes(link));
  return row < 0 ? null : [row, rows[row].indexOf(link)];
}

function stand([row, column], focus) {
  rows[here[0]][here[1]].tabIndex = -1;
  here = [Math.min(Math.max(row, 0), rows.length - 1), Math.min(Math.max(column, 0), rows[0].length - 1)];
  const link = rows[here[0]][here[1]];
  link.tabIndex = 0;
  if (focus) {
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function moved(event) {
  const [row, column] = here;
  const last = rows[0].length - 1;
  const to = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - 10, column],
    PageDown: [row + 10, column],
    Home: [event.ctrlKey ? 0 : row, 0],
    End: [event.ctrlKey ? rows.length - 1 : row, last],
  }[event.key];
  if (!to || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  stand(to, true);
}

// ------------------------------------------------------------------------------------------------- why a cell

function cellOf(address) {
  return new URL(address).searchParams.get("o");
}

function linkOf(cell) {
  return rows.flat().find((link) => link.closest("td") && cellOf(link.href) === cell);
}

function markOpen(link) {
  for (const each of table ? table.querySelectorAll("a[aria-current]") : []) {
    each.removeAttribute("aria-current");
    each.removeAttribute("id");
  }
  if (link) {
    link.setAttribute("aria-current", "true");
    link.id = "o";
  }
}

async function tell(cell, address) {
  const turn = (asked += 1);
  shown = cell;
  const [code, criterion] = [cell.slice(0, cell.indexOf(".")), cell.slice(cell.indexOf(".") + 1)];
  const path = `/bang-diem/vi-sao/${encodeURIComponent(code)}/${encodeURIComponent(criterion)}${new URL(address).search}`;
  panel.setAttribute("aria-busy", "true");
  const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
  if (turn !== asked) return;
  panel.removeAttribute("aria-busy");
  if (!answer || !answer.ok || answer.redirected) {
    location.reload(); // it is the address of the window by now, and the whole page says what is the matter
    return;
  }
  panel.innerHTML = await answer.text();
  panel.hidden = false;
  panel.scrollTop = 0;
  heat.classList.add("open");
  const link = linkOf(cell);
  markOpen(link);
  if (link) link.scrollIntoView({ block: "nearest", inline: "nearest" });
  told.textContent = `Đã mở: ${panel.querySelector("h2").textContent}, ${panel.querySelector(".of").textContent.trim()}`;
}

function shut() {
  asked += 1;
  shown = null;
  panel.hidden = true;
  panel.replaceChildren();
  heat.classList.remove("open");
  markOpen(null);
  told.textContent = "Đã đóng phần vì sao.";
}

function close() {
  const address = new URL(location.href);
  const link = linkOf(address.searchParams.get("o"));
  address.searchParams.delete("o");
  address.hash = "";
  history.pushState(null, "", address);
  shut();
  if (link) stand(place(link), true);
}

function clicked(event) {
  const link = event.target.closest("a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.classList.contains("close")) {
    event.preventDefault();
    close();
  } else if (link.closest("tbody td")) {
    event.preventDefault();
    stand(place(link), true);
    if (location.href !== link.href) history.pushState(null, "", link.href);
    tell(cellOf(link.href), link.href);
  }
}

// ------------------------------------------------------------------------------------------------------- begin

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, select, textarea, dialog");
  if (event.key === "Escape" && !panel.hidden && !writing) close();
});
addEventListener("popstate", () => {
  const cell = cellOf(location.href);
  if (cell === shown) return; // only the place in the page has changed
  if (cell) tell(cell, location.href);
  else shut();
});
heat.addEventListener("click", clicked);
const keysButton = document.getElementById("xem-phim");
keysButton.hidden = false;
keysButton.addEventListener("click", () => keys.showModal());
if (rows.length) {
  for (const link of rows.flat()) link.tabIndex = -1;
  table.setAttribute("role", "grid");
  const open = table.querySelector("#o");
  stand(open ? place(open) : [0, 0], false);
  table.addEventListener("keydown", moved);
  table.addEventListener("focusin", (event) => place(event.target) && stand(place(event.target), false));
}
