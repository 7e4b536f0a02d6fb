// The text of a draft while it is typed: line numbers, faults at their lines, and a copy kept in this browser.
import { keep, kept, forget } from "./editor_kept.js";

const WAIT = 700; // milliseconds after the last key before the text is examined
const form = document.getElementById("soan");
const text = document.getElementById("van-ban");
const gutter = form.querySelector("[data-gutter]");
const list = form.querySelector("[data-faults]");
const count = form.querySelector("[data-count]");
const told = form.querySelector("[data-kept]");
const place = `soan:${location.pathname}`;
const begun = text.value;
let timer = 0;
let asked = 0;

function lines() {
  return text.value.split("\n").length;
}

function number(marked = new Map()) {
  gutter.replaceChildren();
  for (let line = 1; line <= lines(); line += 1) {
    const sign = document.createElement("span");
    sign.id = `d${line}`;
    sign.textContent = line;
    if (marked.has(line)) sign.className = marked.get(line);
    gutter.append(sign, "\n");
  }
}

function fit() {
  text.rows = lines() + 1;
  const longest = text.value.split("\n").reduce((most, line) => Math.max(most, line.length), 1);
  text.cols = Math.min(longest + 2, 400);
}

function show(faults) {
  const marked = new Map();
  for (const each of [...faults].reverse()) marked.set(each.line, each.severity);
  number(marked);
  list.replaceChildren(
    ...faults.map((each) => {
      const row = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#d${each.line}`;
      link.dataset.line = each.line;
      link.textContent = `Dòng ${each.line}`;
      const grave = each.severity === "error" ? "lỗi" : "cảnh báo";
      row.append(link, `, ${grave}: ${each.message} — ${each.cure}.`);
      return row;
    }),
  );
  const errors = faults.filter((each) => each.severity === "error").length;
  count.textContent = `${errors ? `${errors} lỗi` : "không có lỗi"}, ${faults.length - errors} cảnh báo; chưa lưu`;
}

async function examine() {
  const turn = (asked += 1);
  count.textContent = "đang kiểm tra…";
  try {
    const answer = await fetch(`/api/v1/criteria/check?name=${encodeURIComponent(form.dataset.name)}`, {
      method: "POST",
      headers: { "Content-Type": "application/yaml", "X-CSRF-Token": form.dataset.csrf },
      body: text.value,
    });
    const said = await answer.json();
    if (turn !== asked) return; // a newer text is on its way
    if (answer.ok) show(said);
    else count.textContent = `chưa kiểm tra được: ${said.detail}`;
  } catch {
    if (turn === asked) count.textContent = "chưa kiểm tra được: không nối được máy chủ; chữ đã gõ vẫn giữ trong trình duyệt này";
  }
}

function typed() {
  if (gutter.childElementCount !== lines()) number();
  fit();
  clearTimeout(timer);
  timer = setTimeout(() => {
    keep(place, form.dataset.digest, text.value);
    examine();
  }, WAIT);
}

function offer(found) {
  const old = found.digest === form.dataset.digest ? "" : " (từ trước khi bản nháp được lưu lần cuối)";
  const again = document.createElement("button");
  const away = document.createElement("button");
  for (const [button, words] of [[again, "Lấy lại"], [away, "Bỏ"]]) {
    button.type = "button";
    button.className = "plain";
    button.textContent = words;
  }
  again.addEventListener("click", () => {
    text.focus();
    text.select();
    // the only way to put a text in that the browser's own undo can take back
    if (!document.execCommand("insertText", false, found.text)) text.value = found.text;
    told.hidden = true;
    typed();
  });
  away.addEventListener("click", () => {
    forget(place);
    told.hidden = true;
  });
  told.replaceChildren(`Trình duyệt này còn giữ văn bản chưa lưu lúc ${found.at}${old}. `, again, " ", away);
  told.hidden = false;
}

list.addEventListener("click", (event) => {
  const line = Number(event.target.dataset?.line ?? 0);
  if (!line) return;
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus({ preventScroll: true });
  text.setSelectionRange(before, before);
});

const opened = document.querySelector("[data-from]");
if (opened) {
  const first = document.getElementById(`d${opened.dataset.from}`);
  if (first) first.closest(".sheet-of-text").scrollTop = first.offsetTop - 40; // the gutter is what the offset counts from
}
if (!text.readOnly) {
  text.addEventListener("input", typed);
  const found = kept(place);
  const saved = document.querySelector("[data-saved]") && found?.digest !== form.dataset.digest;
  if (saved || found?.text === begun) forget(place);
  else if (found) offer(found);
}
