// Questions that must be answered before going on: which of two figures holds, whether a block is to be filled in.
import { asTyped, clock } from "./entry_cell.js";

function element(tag, text, children = []) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

// Show a question; resolve with the value of the button, or "" when it is put away by Esc.
export function choose(title, inside, buttons) {
  const dialog = element("dialog");
  dialog.className = "ask";
  const heading = element("h2", title);
  heading.id = "hoi";
  dialog.setAttribute("aria-labelledby", "hoi");
  const row = element("p");
  row.className = "go";
  for (const [value, word, plain] of buttons) {
    const button = element("button", word);
    button.type = "button";
    if (plain) button.className = "plain";
    button.addEventListener("click", () => dialog.close(value));
    row.append(button);
  }
  dialog.append(heading, ...inside, row);
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue);
    });
    dialog.showModal();
  });
}

export function lines(texts) {
  return texts.map((text) => element("p", text));
}

function when(at) {
  const two = (number) => String(number).padStart(2, "0");
  return `${clock(at)} ${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
}

// Ask which figure holds: mine, or what somebody else has written since. Resolves "mine", "theirs" or "".
export function which(cell, me, newer) {
  const row = (...texts) => element("tr", "", texts.map((text, at) => element(at ? "td" : "th", text)));
  const theirs = asTyped(cell.kind, newer.value) || "để trống";
  const table = element("table", "", [
    element("thead", "", [row("", "Số liệu", "Người ghi", "Lúc")]),
    element("tbody", "", [
      row("Số của tôi", cell.text || "để trống", me, `${when(cell.at ?? new Date())} (chưa lưu)`),
      row("Số mới", theirs, newer.by ?? "", newer.at ? when(new Date(newer.at)) : ""),
    ]),
  ]);
  const said = `Trong lúc ô này đang sửa, người khác đã ghi số khác. Chọn số để giữ; cả hai đều còn trong lịch sử nếu đã ghi.`;
  return choose(cell.label, [element("p", said), table], [
    ["mine", "Giữ số của tôi"],
    ["theirs", "Lấy số mới", true],
  ]);
}
