// The arrow keys lead from unit to unit on the map; without this script the table below leads everywhere.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(link) {
  const box = link.firstElementChild.getBBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

function next(links, from, [right, down]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const link of links) {
    const [across, along] = middle(link).map((at, axis) => at - (axis ? y : x));
    const ahead = across * right + along * down;
    const aside = Math.abs(across * down) + Math.abs(along * right);
    // Ahead means within a right angle about the direction; what lies aside counts double.
    if (link !== from && ahead > 1 && aside <= ahead && ahead + 2 * aside < least) {
      best = link;
      least = ahead + 2 * aside;
    }
  }
  return best;
}

for (const map of document.querySelectorAll("svg.map")) {
  const links = [...map.querySelectorAll("a")];
  map.addEventListener("keydown", (event) => {
    const from = document.activeElement;
    const step = STEPS[event.key];
    if (!step || !links.includes(from) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const to = next(links, from, step);
    if (!to) return;
    from.setAttribute("tabindex", "-1");
    to.removeAttribute("tabindex");
    to.focus();
  });
}
