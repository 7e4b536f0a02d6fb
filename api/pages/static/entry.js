// The entry form and the table of one criterion: cells, saving by themselves, keys, pasting. Without it both are plain
// forms with a button.
import { page } from "./entry_api.js";
import { Cell, clock } from "./entry_cell.js";
import { Drafts } from "./entry_drafts.js";
import { pressed } from "./entry_keys.js";
import { Live } from "./entry_live.js";
import { Paste } from "./entry_paste.js";
import { Saver, USUAL } from "./entry_saver.js";
import { Undo } from "./entry_undo.js";

const root = page();
const byNode = new Map([...root.querySelectorAll("[data-cell]")].map((node) => [node, new Cell(node)]));
const cells = [...byNode.values()];
const drafts = new Drafts(root.dataset);
const live = new Live(cells);

const state = root.querySelector("[data-save-state]");
const buttons = ["undo", "redo"].map((name) => root.querySelector(`[data-${name}]`));
const bar = {
  state(words, waiting = false) {
    state.textContent = words;
    state.classList.toggle("waiting", waiting);
  },
  undoable(back, forth) {
    buttons[0].disabled = !back;
    buttons[1].disabled = !forth;
  },
};
const back = new Undo({ cells, live, drafts, bar });
const saver = new Saver({ cells, live, drafts, bar, undo: back });

// The cells as they stand: a column on the form of a unit, rows and columns in the table; null where one is locked.
const lines = root.querySelectorAll("[data-row]");
const held = (node) => byNode.get(node) ?? null;
const places = (node) => [...node.querySelectorAll("[data-cell], [data-locked]")].map(held);
const rows = lines.length ? [...lines].map(places) : places(root).map((each) => [each]);
const paste = new Paste({ rows, live, saver, drafts, bar });

function cellOf(target) {
  return held(target.closest?.("[data-cell]") ?? null);
}

root.addEventListener("input", ({ target }) => {
  const cell = cellOf(target);
  if (!cell) return;
  cell.at = new Date();
  if (cell.isDirty) {
    drafts.put(cell);
    bar.state("Chưa lưu: rời ô thì lưu");
  } else {
    drafts.drop(cell);
  }
  cell.say("", "");
  live.touched(cell);
  if (target.type === "radio") saver.save([cell]);
});

root.addEventListener("change", ({ target }) => {
  const cell = cellOf(target);
  if (cell && target.type !== "radio") saver.save([cell]);
});

root.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (cell && "value" in event.target.dataset) pressed(event, { rows, cell, drafts, live });
  else if (cell && event.key === "Enter" && event.target.matches("[data-note]")) {
    event.preventDefault();
    event.target.blur();
  }
});

root.addEventListener("paste", (event) => {
  const cell = cellOf(event.target);
  if (cell && "value" in event.target.dataset) paste.taken(event, cell);
});

// Whatever sends the form, only the cells themselves save: each once, over what was seen.
for (const form of root.closest("form") ? [root] : root.querySelectorAll("form.cells")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saver.save(cells);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea, dialog *")) return;
  const isBack = event.ctrlKey && event.key.toLowerCase() === "z" && !event.shiftKey;
  const isForth = event.ctrlKey && (event.key.toLowerCase() === "y" || (event.shiftKey && event.key.toLowerCase() === "z"));
  if (isBack || isForth) {
    event.preventDefault();
    saver.inTurn(() => (isBack ? back.undo() : back.redo()));
  }
});

buttons[0].addEventListener("click", () => saver.inTurn(() => back.undo()));
buttons[1].addEventListener("click", () => saver.inTurn(() => back.redo()));
// Who signs out leaves nothing on the computer.
document.querySelector('form[action$="/dang-xuat"]')?.addEventListener("submit", () => drafts.forgetAll());

if (cells.length) {
  document.documentElement.classList.add("scripted");
  root.querySelector("[data-undo-redo]").hidden = false;
  bar.state(USUAL);
  const kept = drafts.restore(cells);
  for (const cell of kept) cell.say("waiting", `Chưa lưu: giữ trên máy này từ ${clock(cell.at)}`);
  if (kept.length) saver.save(kept);
}
