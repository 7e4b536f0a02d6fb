// A block copied from Excel: read, shown with what can't be used, then filled in and saved as one.
import { Lost } from "./entry_api.js";
import { choose, lines } from "./entry_dialog.js";

const MOST_SHOWN = 5;
const AT_ONCE = 150; // units of one question

// Rows of cells of text as spreadsheets copy them; a quoted cell may hold tabs and line ends.
export function block(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/gy;
  for (let found; cell.lastIndex <= text.length && (found = cell.exec(text)); ) {
    rows.at(-1).push((found[1] === undefined ? found[2] : found[1].replaceAll('""', '"')).trim());
    if (found[3] === "") break;
    if (found[3] !== "\t") rows.push([]);
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

export class Paste {
  // rows: the cells as they stand on the page, null where one can't be written.
  constructor({ rows, live, saver, drafts, bar }) {
    Object.assign(this, { rows, live, saver, drafts, bar });
  }

  // Take a paste into a cell, if it is more than one value; the rest is the browser's.
  taken(event, cell) {
    const values = block(event.clipboardData.getData("text/plain").normalize("NFC"));
    if (values.length === 1 && values[0].length === 1) return;
    event.preventDefault();
    this.#offer(values, cell);
  }

  async #offer(values, cell) {
    const top = this.rows.findIndex((row) => row.includes(cell));
    const left = this.rows[top].indexOf(cell);
    const filled = [];
    let outside = 0;
    let locked = 0;
    values.forEach((row, down) =>
      row.forEach((text, right) => {
        const target = this.rows[top + down]?.[left + right];
        if (target) filled.push({ cell: target, text });
        else if (target === null) locked += 1;
        else outside += 1;
      }),
    );
    let faults = [];
    try {
      this.bar.state("Đang đọc khối vừa dán…");
      faults = await this.#faults(filled);
    } catch (error) {
      if (!(error instanceof Lost)) return this.bar.state(`Chưa dán được: ${error.message}`, true);
      faults = []; // nothing can be read now; each cell will say what is wrong when the connection is back
    }
    this.bar.state("");
    const columns = Math.max(...values.map((row) => row.length));
    const choice = await choose("Dán từ Excel", lines(this.#told(values.length, columns, filled, faults, outside, locked)), [
      ...(filled.length ? [["fill", `Điền ${filled.length} ô`]] : []),
      ["", "Không dán", true],
    ]);
    if (choice !== "fill") return;
    for (const { cell: target, text } of filled) {
      target.text = text;
      if (target.isDirty) this.drafts.put(target);
    }
    cell.focus();
    await this.saver.save(filled.map((each) => each.cell));
  }

  async #faults(filled) {
    const units = [...new Set(filled.map((each) => each.cell.unit))];
    const found = [];
    for (let at = 0; at < units.length; at += AT_ONCE) {
      const some = units.slice(at, at + AT_ONCE).map((unit) => {
        const mine = filled.filter((each) => each.cell.unit === unit);
        return { unit, values: Object.fromEntries(mine.map((each) => [each.cell.key, each.text])) };
      });
      for (const answer of await this.live.ask(some, false)) {
        for (const each of filled) {
          const fault = each.cell.unit === answer.unit && answer.cells[each.cell.key]?.fault;
          if (fault) found.push(`${each.cell.label}: ${fault.message} — ${fault.cure}.`);
        }
      }
    }
    return found;
  }

  #told(down, right, filled, faults, outside, locked) {
    return [
      `Khối dán có ${down} dòng × ${right} cột, điền vào ${filled.length} ô.`,
      ...(locked ? [`${locked} ô đang khóa, bỏ qua.`] : []),
      ...(outside ? [`${outside} ô nằm ngoài bảng, bỏ qua.`] : []),
      ...(faults.length ? [`${faults.length} ô chưa dùng được; vẫn điền vào để sửa, chưa lưu:`] : []),
      ...faults.slice(0, MOST_SHOWN),
      ...(faults.length > MOST_SHOWN ? [`… và ${faults.length - MOST_SHOWN} ô nữa.`] : []),
    ];
  }
}
