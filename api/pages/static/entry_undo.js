// The last deeds of this page, taken back and done again by new rows on the record.
import { Lost, Refused, ask } from "./entry_api.js";
import { clock } from "./entry_cell.js";

export class Undo {
  constructor({ cells, live, drafts, bar }) {
    Object.assign(this, { cells, live, drafts, bar });
    this.past = [];
    this.future = [];
  }

  did(act) {
    this.past.push(act);
    this.future = [];
    this.bar.undoable(true, false);
  }

  undo() {
    return this.#back(this.past, this.future, "Đã hoàn tác");
  }

  redo() {
    return this.#back(this.future, this.past, "Đã làm lại");
  }

  async #back(from, to, word) {
    const act = from.at(-1);
    if (act === undefined) return;
    try {
      const answer = await ask("POST", "/figures/undo", { act });
      from.pop();
      if (answer.act) to.push(answer.act);
      for (const figure of answer.figures) this.#put(figure, word);
      this.bar.state(`${word} ${answer.figures.length} số liệu lúc ${clock()}`);
    } catch (error) {
      if (error instanceof Refused) from.pop(); // changed again since: it can't be taken back any more
      else if (!(error instanceof Lost)) throw error;
      const why = error instanceof Lost ? "mất kết nối" : error.message;
      this.bar.state(`Chưa hoàn tác: ${why}`, true);
    }
    this.bar.undoable(this.past.length > 0, this.future.length > 0);
  }

  #put(figure, word) {
    const cell = this.cells.find((each) => each.unit === figure.unit && each.key === figure.indicator);
    if (!cell) return;
    cell.take(figure);
    this.drafts.drop(cell);
    cell.say("saved", `${word} lúc ${clock()}`);
    this.live.touched(cell);
  }
}
