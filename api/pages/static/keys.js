// The keys of the page under "?": those that the page itself lists, then those of every page.
const COMMON = [
  ["Tab, Shift + Tab", "tới, lui từng chỗ bấm được"],
  ["Enter", "bấm chỗ đang chọn"],
  ["Alt + ←", "về trang trước, còn nguyên điều kiện lọc"],
  ["Ctrl + P", "in trang này"],
  ["Esc", "đóng bảng phím này"],
  ["?", "mở bảng phím này"],
];

function row(key, said) {
  const made = document.createElement("div");
  const term = document.createElement("dt");
  const words = document.createElement("dd");
  term.textContent = key;
  words.textContent = said;
  made.append(term, words);
  return made;
}

// A page without a list of its own gets one; one that folds its keys in has them shown here too.
function made() {
  const dialog = document.createElement("dialog");
  dialog.id = "phim";
  dialog.setAttribute("aria-labelledby", "ten-phim");
  const heading = document.createElement("h2");
  heading.id = "ten-phim";
  heading.textContent = "Phím tắt";
  const list = document.createElement("dl");
  for (const each of document.querySelectorAll("#phim-tat dl > div")) list.append(each.cloneNode(true));
  const form = document.createElement("form");
  form.method = "dialog";
  const button = document.createElement("button");
  button.textContent = "Đóng";
  form.append(button);
  dialog.append(heading, list, form);
  document.body.append(dialog);
  return dialog;
}

function completed(dialog) {
  const list = dialog.querySelector("dl");
  const known = new Set([...list.querySelectorAll("dt")].map((each) => each.textContent));
  list.append(...COMMON.filter(([key]) => !known.has(key)).map(([key, said]) => row(key, said)));
  return dialog;
}

const own = document.getElementById("phim");
let keys = own && completed(own);

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
  keys ??= completed(made());
  keys.showModal();
});
