// How the criteria stand with what is typed and not saved, asked of the engine on the server while one types.
import { ask, page } from "./entry_api.js";

const PAUSE = 300; // milliseconds without a key before it is asked
const AT_ONCE = 150; // units of one question

function grouped(text) {
  const [whole, places] = text.split(".");
  const points = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return places ? `${points},${places}` : points;
}

function mark(node, { sign, shown_as: kind, word }) {
  node.className = `verdict ${kind}`;
  const drawn = document.createElement("span");
  drawn.className = "mark";
  drawn.setAttribute("aria-hidden", "true");
  drawn.textContent = sign;
  node.replaceChildren(drawn, ` ${word}`);
}

export class Live {
  constructor(cells) {
    this.cells = cells;
    this.timers = new Map();
    this.latest = new Map(); // by unit, the number of its last question
    this.asked = 0;
  }

  // Ask soon; what was asked before for the unit need not be shown any more.
  touched(cell) {
    clearTimeout(this.timers.get(cell.unit));
    const soon = () => this.read([cell.unit]).catch(() => {}); // unreachable: saving says so
    this.timers.set(cell.unit, setTimeout(soon, PAUSE));
  }

  // Ask now, for some units; return what is said of their unsaved cells, by unit and indicator.
  async read(units) {
    const found = {};
    for (let at = 0; at < units.length; at += AT_ONCE) {
      const some = units.slice(at, at + AT_ONCE);
      for (const answer of await this.ask(some.map((unit) => this.#typed(unit)))) {
        found[answer.unit] = answer.cells;
      }
    }
    return found;
  }

  // Ask for units with values, and show the answers unless they are overtaken.
  async ask(units, show = true) {
    const number = ++this.asked;
    if (show) for (const each of units) this.latest.set(each.unit, number);
    const { period, criterion } = page().dataset;
    const answer = await ask("POST", "/trial", { period, units, ...(criterion ? { criterion } : {}) });
    for (const each of answer.units) if (show && this.latest.get(each.unit) === number) this.#show(each);
    return answer.units;
  }

  #typed(unit) {
    const dirty = this.cells.filter((cell) => cell.unit === unit && cell.isDirty);
    const pairs = (value) => Object.fromEntries(dirty.map((cell) => [cell.key, value(cell)]));
    return { unit, values: pairs((cell) => cell.text), notes: pairs((cell) => cell.content.note) };
  }

  #show(answer) {
    const grid = page().dataset.criterion;
    const place = grid ? page().querySelector(`[data-row][data-unit="${answer.unit}"]`) : page();
    for (const criterion of answer.criteria) {
      const home = grid ? place : document.getElementById(criterion.id);
      if (home) this.#standing(home, criterion, grid);
    }
    for (const [key, value] of Object.entries(answer.sums)) {
      for (const node of place.querySelectorAll(`[data-shown="${key}"]`)) {
        node.textContent = value === null ? node.dataset.none : grouped(value) + node.dataset.measure;
      }
    }
    for (const cell of this.cells) {
      if (cell.unit !== answer.unit) continue;
      const said = answer.cells[cell.key];
      cell.notice(said?.notices ?? []);
      for (const node of place.querySelectorAll(`[data-shown="${cell.key}"]`)) {
        const text = /^\d+$/.test(cell.text) ? grouped(cell.text) : cell.text;
        node.textContent = text === "" ? node.dataset.none : text + node.dataset.measure;
      }
    }
    if (grid) return;
    for (const veto of answer.vetoes) {
      const node = document.querySelector(`[data-veto="${veto.id}"] .verdict`);
      if (node) mark(node, veto);
    }
    this.#counts(answer);
  }

  #standing(home, criterion, grid) {
    const standing = home.querySelector("[data-standing]");
    const outcome = standing.querySelector("[data-outcome]");
    outcome.className = `outcome ${criterion.shown_as}`;
    outcome.querySelector(".mark").textContent = criterion.sign;
    outcome.querySelector("[data-sentence]").textContent = criterion.sentence;
    if (grid) return;
    standing.dataset.kind = criterion.shown_as;
    for (const condition of criterion.conditions) {
      const line = standing.querySelector(`[data-path="${condition.path}"]`);
      if (!line) continue;
      line.className = `said ${condition.shown_as}`;
      line.querySelector(".mark").textContent = condition.sign;
      line.querySelector(".sentence").textContent = condition.sentence;
    }
    const chip = document.querySelector(`[data-chip="${criterion.id}"]`);
    chip.className = `chip ${criterion.shown_as}`;
    chip.querySelector(".mark").textContent = criterion.sign;
    chip.querySelector(".hidden-word").textContent = ` ${criterion.word}`;
  }

  #counts({ met, possible, of }) {
    const span = met === possible ? `${met}` : `${met} – ${possible}`;
    document.querySelector("[data-figures]").textContent = `${span} / ${of}`;
    const entered = document.querySelector("[data-entered]");
    const locked = Number(entered.dataset.locked ?? 0);
    entered.textContent = locked + this.cells.filter((cell) => cell.text !== "").length;
  }
}
