// Moves the bar of a job while it runs, and sends many files in parts. Without it the page is refreshed, and the form
// sends them all at once.

const API = (document.documentElement.dataset.base ?? "") + "/api/v1/jobs";
const SECONDS = 2;

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

async function watch(panel) {
  const bar = panel.querySelector("progress");
  const count = panel.querySelector("[data-count]");
  const state = panel.querySelector("[data-state]");
  for (;;) {
    await wait(SECONDS);
    let told;
    try {
      const answer = await fetch(`${API}/${panel.dataset.job}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      told = await answer.json();
    } catch {
      continue; // of the moment: asked again
    }
    bar.max = told.total || 1;
    bar.value = told.done;
    count.textContent = `${told.done}/${told.total}`;
    state.textContent = state.dataset[told.state] || state.textContent;
    if (!["waiting", "running", "stopping"].includes(told.state)) {
      window.location.reload();
      return;
    }
  }
}

function parts(files, most) {
  const found = [];
  let size = most;
  for (const file of files) {
    if (size + file.size > most) {
      found.push([]);
      size = 0;
    }
    found[found.length - 1].push(file);
    size += file.size;
  }
  return found;
}

async function send(form) {
  const said = form.querySelector("[data-said]");
  const files = [...form.querySelector("input[type=file]").files];
  const button = form.querySelector("button");
  const headers = { "X-CSRF-Token": form.elements.csrf.value };
  let key = "";
  let sent = 0;
  said.hidden = false;
  button.disabled = true;
  for (const part of parts(files, Number(form.dataset.most) * 9e5)) {
    said.textContent = `Đã gửi ${sent}/${files.length} tệp`;
    const body = new FormData();
    for (const file of part) body.append("file", file, file.name);
    let answer;
    try {
      answer = await fetch(key ? `${API}/imports?job=${key}` : `${API}/imports`, { method: "POST", body, headers });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail || told.title);
      key = told.id;
      sent += part.length;
    } catch (error) {
      said.textContent = `Mới gửi được ${sent}/${files.length} tệp: ${error.message}`;
      button.disabled = false;
      return;
    }
  }
  window.location.assign(`/viec-dang-chay/${key}`);
}

for (const panel of document.querySelectorAll("[data-job]")) watch(panel);
for (const form of document.querySelectorAll("form[data-files]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
