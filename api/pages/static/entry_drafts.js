// What was typed and not saved yet, kept on this computer by account, programme, period and unit until it is.
const PREFIX = "dienhinh.nhap";
const DAYS = 30;

function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // the browser keeps nothing here: then only the page itself holds what was typed
  }
}

export class Drafts {
  constructor({ account, period }) {
    this.account = `${PREFIX}|${encodeURIComponent(account)}|`;
    this.period = `${document.documentElement.dataset.base ?? ""}${period}`; // of this programme alone
  }

  #name(unit) {
    return `${this.account}${this.period}|${unit}`;
  }

  #of(unit) {
    try {
      return JSON.parse(store()?.getItem(this.#name(unit)) ?? "{}");
    } catch {
      return {};
    }
  }

  #write(unit, drafts) {
    try {
      if (Object.keys(drafts).length) store()?.setItem(this.#name(unit), JSON.stringify(drafts));
      else store()?.removeItem(this.#name(unit));
    } catch {
      // full: the page still holds it, and says that it is not saved
    }
  }

  put(cell) {
    this.#write(cell.unit, {
      ...this.#of(cell.unit),
      [cell.key]: { ...cell.content, seen: cell.seen, at: new Date().toISOString() },
    });
  }

  drop(cell) {
    const drafts = this.#of(cell.unit);
    if (!(cell.key in drafts)) return;
    delete drafts[cell.key];
    this.#write(cell.unit, drafts);
  }

  // Put what is kept back into its cells; return those that hold something unsaved.
  restore(cells) {
    const oldest = new Date(Date.now() - DAYS * 86400000).toISOString();
    return cells.filter((cell) => {
      const draft = this.#of(cell.unit)[cell.key];
      if (!draft) return false;
      if (!(draft.at > oldest)) {
        this.drop(cell);
        return false;
      }
      cell.content = draft;
      if (!cell.isDirty) {
        this.drop(cell);
        return false;
      }
      cell.seen = draft.seen;
      cell.at = new Date(draft.at);
      return true;
    });
  }

  forgetAll() {
    const kept = store();
    if (!kept) return;
    const mine = Array.from({ length: kept.length }, (_, at) => kept.key(at));
    for (const name of mine) if (name.startsWith(this.account)) kept.removeItem(name);
  }
}
