// Rows of the heat table copied so that a spreadsheet takes them as columns: marks as plain text, words as a table.
const table = document.querySelector(".heat-table");
const told = document.getElementById("bao");
const HEADINGS = ["Mã", "Đơn vị", "Huyện", "Đạt", "Có thể đạt", "Mức"];

function lineOf(row) {
  const links = [...row.querySelectorAll("a")];
  const [count, band] = [row.querySelector(".dat"), row.querySelector(".muc .band")];
  const first = [row.dataset.ma, links[0].textContent, row.dataset.huyen, count.dataset.dat, count.dataset.co];
  const state = row.querySelector(".phieu").textContent;
  const around = (marks) => [...first, band ? band.textContent : "", ...marks, state];
  const cells = links.slice(1);
  return [around(cells.map((each) => each.textContent)), around(cells.map((each) => each.getAttribute("aria-label")))];
}

function safe(text) {
  const one = text.replace(/\s+/g, " ").trim();
  return /^[=+\-@]/.test(one) ? `'${one}` : one; // a spreadsheet would take it for a formula
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function asHtml(line, tag) {
  const texts = line.map((each, at) => `<${tag}${/^0/.test(each) || at === 0 ? ` style="mso-number-format:'\\@'"` : ""}>${escaped(safe(each))}</${tag}>`);
  return `<tr>${texts.join("")}</tr>`;
}

function copied(event) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (!table.contains(range.commonAncestorContainer) && !selection.containsNode(table, false)) return;
  const chosen = [...table.querySelectorAll("tbody tr[data-ma]")].filter((row) => range.intersectsNode(row));
  if (!chosen.length) return;
  const ids = [...table.querySelectorAll("thead .tc b")].map((each) => each.firstChild.textContent.trim());
  const head = [...HEADINGS, ...ids, "Phiếu chấm"];
  const lines = chosen.map(lineOf);
  const said = [...document.querySelectorAll(".banners p")].map((each) => each.textContent);
  const plain = [...said.map((each) => [each]), head, ...lines.map(([marks]) => marks)];
  const above = said.map((each) => `<tr><td colspan="${head.length}">${escaped(each)}</td></tr>`).join("");
  const rich = lines.map(([, words]) => asHtml(words, "td")).join("");
  event.clipboardData.setData("text/plain", plain.map((line) => line.map(safe).join("\t")).join("\r\n"));
  event.clipboardData.setData("text/html", `<meta charset="utf-8"><table>${above}${asHtml(head, "th")}${rich}</table>`);
  event.preventDefault();
  told.textContent = `Đã chép ${chosen.length} dòng; dán vào Excel được.`;
}

function copyAll(event) {
  const selection = getSelection();
  selection.selectAllChildren(table);
  const done = document.execCommand("copy"); // the newer way is closed to pages over plain HTTP
  selection.removeAllRanges();
  event.target.textContent = done ? "Đã chép" : "Chưa chép được, hãy bôi đen rồi Ctrl + C";
  setTimeout(() => { event.target.textContent = "Chép bảng"; }, 4000);
}

if (table) {
  document.addEventListener("copy", copied);
  const button = document.getElementById("chep");
  button.hidden = false;
  button.addEventListener("click", copyAll);
}
