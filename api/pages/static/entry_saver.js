// Saving: one cell when it is left, many after a paste or when the connection is back; and who holds in a conflict.
import { Lost, Refused, ask, page } from "./entry_api.js";
import { clock } from "./entry_cell.js";
import { which } from "./entry_dialog.js";

const AGAIN = 10000; // milliseconds until an unreachable service is tried again
export const USUAL = "Tự lưu khi rời ô";
const ALONE = "Chưa lưu: ghi số liệu trước; minh chứng và ghi chú đi cùng số liệu.";
const LOST = "Chưa lưu: mất kết nối, giữ trên máy này";

export class Saver {
  constructor({ cells, live, drafts, bar, undo }) {
    Object.assign(this, { cells, live, drafts, bar, undo });
    this.queue = Promise.resolve();
    this.waiting = new Set();
    this.savedAt = "";
    window.addEventListener("online", () => this.retry());
  }

  // One after the other: a later save of the same cell must name the row that the earlier one made.
  inTurn(deed) {
    this.queue = this.queue.then(deed, deed);
    return this.queue;
  }

  save(cells) {
    return this.inTurn(() => this.#save(cells.filter((cell) => cell.isDirty)));
  }

  async #save(cells) {
    if (!cells.length) return this.#tell();
    for (const cell of cells) this.waiting.delete(cell);
    this.bar.state("Đang lưu…");
    for (const cell of cells) cell.say("saved", "Đang lưu…");
    try {
      const ready = this.#usable(cells, await this.live.read([...new Set(cells.map((cell) => cell.unit))]));
      if (ready.length === 1) await this.#one(ready[0]);
      else if (ready.length) await this.#many(ready);
    } catch (error) {
      this.#failed(cells, error);
    }
    this.#tell();
  }

  // Say what is wrong with cells that can't be saved, and return the others with their values.
  #usable(cells, said) {
    return cells.flatMap((cell) => {
      const { value, fault, warnings = [] } = said[cell.unit]?.[cell.key] ?? { value: null, fault: null };
      if (fault) {
        const meant = fault.readings.map((text) => [text, () => this.#meant(cell, text)]);
        cell.say("fault", `${fault.message} — ${fault.cure}.`, meant);
        return [];
      }
      const { text, note, evidence } = cell.content;
      if (text === "" && cell.seen === 0 && (note || evidence)) {
        cell.say("fault", ALONE);
        return [];
      }
      if (warnings.length && note !== cell.kept.note && note !== cell.noteMeant) {
        cell.say("fault", `Chưa lưu. ${warnings[0].message}`, [["Không phải vậy, vẫn lưu", () => this.#mean(cell)]]);
        return [];
      }
      return [{ cell, value, content: cell.content, seen: cell.seen }];
    });
  }

  #meant(cell, text) {
    cell.text = text;
    this.drafts.put(cell);
    cell.focus();
    return this.save([cell]);
  }

  #mean(cell) {
    cell.noteMeant = cell.content.note;
    return this.save([cell]);
  }

  async #one({ cell, value, content, seen }) {
    const path = `/figures/${cell.unit}/${page().dataset.period}/${cell.key}`;
    const body = { value, note: content.note, evidence: content.evidence || null };
    try {
      this.#done(cell, content, seen, await ask("PUT", path, body, { "If-Match": `"${seen}"` }));
    } catch (error) {
      if (!(error instanceof Refused && error.status === 412)) throw error;
      await this.#settle(cell, path);
    }
  }

  async #many(ready) {
    const figures = ready.map(({ cell, value, content, seen }) => ({
      ...{ unit: cell.unit, period: page().dataset.period, indicator: cell.key, value, if_match: seen },
      ...{ note: content.note, evidence: content.evidence || null },
    }));
    try {
      const answer = await ask("POST", "/figures", { figures });
      ready.forEach(({ cell, content }, at) => this.#done(cell, content, 0, { ...answer.figures[at], act: 0 }));
      if (answer.act) this.undo.did(answer.act);
    } catch (error) {
      if (!(error instanceof Refused && error.status === 412)) throw error;
      const newer = new Set(error.body.newer.map((each) => `${each.unit}.${each.indicator}`));
      const stale = ({ cell }) => newer.has(`${cell.unit}.${cell.key}`);
      const rest = ready.filter((each) => !stale(each));
      if (rest.length === ready.length) throw error;
      if (rest.length) await this.#many(rest);
      for (const { cell } of ready.filter(stale)) {
        await this.#settle(cell, `/figures/${cell.unit}/${page().dataset.period}/${cell.key}`);
      }
    }
  }

  #done(cell, content, seen, row) {
    cell.keep(row.id ?? 0, content);
    // the same figure, written by somebody else meanwhile, is no deed of ours
    if (row.act && row.id !== seen && (row.replaces ?? 0) === seen) this.undo.did(row.act);
    cell.at = null;
    this.savedAt = clock();
    if (cell.isDirty) return; // typed on meanwhile
    this.drafts.drop(cell);
    cell.say("saved", `Đã lưu ${clock()}`);
  }

  // Somebody else wrote in between: show both, and go on with the one that is chosen.
  async #settle(cell, path) {
    const answer = await ask("GET", path);
    const newer = { ...(answer.history.at(-1) ?? {}), value: answer.value, id: answer.id };
    this.bar.state("Chưa lưu: chờ chọn số để giữ", true);
    const choice = await which(cell, page().dataset.account, newer);
    if (choice === "mine") {
      cell.seen = newer.id;
      this.drafts.put(cell);
      await this.#save([cell]);
    } else if (choice === "theirs") {
      cell.take(newer);
      this.drafts.drop(cell);
      cell.say("saved", `Đã lấy số mới lúc ${clock()}`);
      this.live.touched(cell);
    } else {
      cell.say("fault", "Chưa lưu: người khác đã ghi số khác.", [["Chọn số để giữ", () => this.save([cell])]]);
    }
  }

  #failed(cells, error) {
    for (const cell of cells.filter((each) => each.isDirty && each.line?.kind !== "fault")) {
      if (error instanceof Lost) {
        this.waiting.add(cell);
        cell.say("waiting", LOST);
      } else if (error instanceof Refused && error.status === 401) {
        cell.say("fault", "Chưa lưu: phiên làm việc đã hết, giữ trên máy này. Mở lại trang để đăng nhập, số này sẽ còn.");
      } else {
        cell.say("fault", `Chưa lưu: ${error.message}`);
      }
    }
    if (error instanceof Lost) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.retry(), AGAIN);
    } else if (!(error instanceof Refused)) {
      throw error;
    }
  }

  retry() {
    return this.save([...this.waiting]);
  }

  #tell() {
    const faulty = this.cells.filter((cell) => cell.line?.kind === "fault").length;
    if (this.waiting.size) this.bar.state(`${LOST} (${this.waiting.size} ô)`, true);
    else if (faulty) this.bar.state(`Còn ${faulty} ô chưa lưu, xem chữ dưới ô`, true);
    else this.bar.state(this.savedAt ? `Đã lưu ${this.savedAt}` : USUAL);
  }
}
