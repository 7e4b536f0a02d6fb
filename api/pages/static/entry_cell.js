// One figure of the form: what stands in it, what is saved of it, what is said about it.
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

// A value as the service gives it, the way it is typed: 98.5 -> 98,5 and 2024-03-15 -> 15/03/2024.
export function asTyped(kind, value) {
  if (value === null || value === undefined) return "";
  const day = DAY.exec(value);
  if (kind === "document" && day) return `${day[3]}/${day[2]}/${day[1]}`;
  return kind === "number" ? value.replace(".", ",") : value;
}

export function clock(at = new Date()) {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

export class Cell {
  constructor(node) {
    this.node = node;
    ({ unit: this.unit, key: this.key, kind: this.kind } = node.dataset);
    this.inputs = [...node.querySelectorAll("[data-value]")];
    this.note = node.querySelector("[data-note]");
    this.evidence = node.querySelector("[data-evidence]");
    this.seenField = node.querySelector("[data-seen]");
    this.told = node.querySelector(".told");
    this.noteMeant = ""; // the note that its writer was asked about and means
    this.kept = "unsaved" in node.dataset ? {} : this.content;
    this.notices = [...this.told.querySelectorAll(".notice")].map((each) => each.textContent);
    this.line = null; // what is said of saving it
    this.at = null;
  }

  get label() {
    const named = this.node.querySelector("[aria-label]");
    return named ? named.getAttribute("aria-label") : this.node.querySelector("label").textContent;
  }

  get isChoice() {
    return this.inputs[0].type === "radio";
  }

  get seen() {
    return Number(this.seenField.value);
  }

  set seen(number) {
    this.seenField.value = number;
  }

  get text() {
    if (!this.isChoice) return this.inputs[0].value.trim();
    return this.inputs.find((each) => each.checked)?.value ?? "";
  }

  set text(text) {
    if (!this.isChoice) this.inputs[0].value = text;
    const wanted = text.normalize("NFC").trim().toLowerCase();
    if (this.isChoice) for (const each of this.inputs) each.checked = each.value === wanted;
  }

  get content() {
    return {
      text: this.text,
      note: this.note ? this.note.value.trim() : this.node.dataset.noted ?? "",
      evidence: Number(this.evidence ? this.evidence.value : this.node.dataset.cites ?? 0),
    };
  }

  set content({ text, note, evidence }) {
    this.text = text;
    if (this.note) this.note.value = note;
    else this.node.dataset.noted = note;
    if (!this.evidence) this.node.dataset.cites = evidence;
    else if ([...this.evidence.options].some((each) => Number(each.value) === evidence)) this.evidence.value = evidence;
  }

  get isDirty() {
    const { text, note, evidence } = this.content;
    return text !== this.kept.text || note !== this.kept.note || evidence !== this.kept.evidence;
  }

  // Take a figure as the service has it.
  take(figure) {
    this.content = { text: asTyped(this.kind, figure.value), note: figure.note ?? "", evidence: figure.evidence ?? 0 };
    this.keep(figure.id ?? 0, this.content);
  }

  // Hold what was saved; what was typed since then stays unsaved.
  keep(seen, content) {
    this.seen = seen;
    this.kept = content;
    delete this.node.dataset.unsaved;
  }

  focus() {
    const at = this.isChoice ? this.inputs.find((each) => each.checked) ?? this.inputs[0] : this.inputs[0];
    at.focus();
    if (!this.isChoice) at.select();
  }

  // Say how saving stands: kind is saved, waiting, fault or saving. Buttons are [word, deed] each.
  say(kind, words, buttons = []) {
    this.line = words ? { kind, words, buttons } : null;
    for (const each of this.inputs) each.toggleAttribute("aria-invalid", false);
    if (kind === "fault") for (const each of this.inputs) each.setAttribute("aria-invalid", "true");
    this.#tell();
  }

  notice(notices) {
    if (notices.join("\n") === this.notices.join("\n")) return;
    this.notices = notices;
    this.#tell();
  }

  #tell() {
    const lines = this.notices.map((words) => ({ kind: "notice", words, buttons: [] }));
    this.told.replaceChildren(...(this.line ? [this.line, ...lines] : lines).map(paragraph));
  }
}

function paragraph({ kind, words, buttons }) {
  const line = document.createElement("p");
  line.className = kind;
  line.append(words, buttons.length ? " " : "");
  for (const [word, deed] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = word;
    button.addEventListener("click", deed);
    line.append(button);
  }
  return line;
}
