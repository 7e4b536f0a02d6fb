// Keys as in Excel: Enter goes down and Shift+Enter up, arrows to the cell beside, Esc takes back what is being typed.
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

// The nearest cell from a place in a direction, passing over those that can't be written; null at the edge.
function beside(rows, cell, [down, right]) {
  let row = rows.findIndex((each) => each.includes(cell));
  let column = rows[row].indexOf(cell);
  do {
    row += down;
    column += right;
  } while (rows[row]?.[column] === null);
  return rows[row]?.[column] ?? null;
}

// Whether an arrow would leave the text: up and down always, sideways from its end.
function leaves(input, key) {
  if (key === "ArrowUp" || key === "ArrowDown") return true;
  const { selectionStart: from, selectionEnd: to, value } = input;
  const whole = from === 0 && to === value.length;
  return whole || (from === to && to === (key === "ArrowLeft" ? 0 : value.length));
}

export function pressed(event, { rows, cell, drafts, live }) {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const isText = event.target.type === "text";
  let step = null;
  if (event.key === "Enter") step = event.shiftKey ? [-1, 0] : [1, 0];
  else if (isText && !event.shiftKey && event.key in STEPS && leaves(event.target, event.key)) step = STEPS[event.key];
  if (step) {
    const next = beside(rows, cell, step);
    if (next || event.key === "Enter") event.preventDefault();
    if (next) next.focus();
    else if (event.key === "Enter") event.target.blur();
  } else if (event.key === "Escape" && cell.isDirty && "text" in cell.kept) {
    cell.content = cell.kept;
    drafts.drop(cell);
    cell.say("", "");
    live.touched(cell);
  }
}
