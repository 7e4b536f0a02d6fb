// Sends files one by one with a bar that moves, and counts the ticks. Without it the form sends them all at once.

const TRIES = 4;
const API = (document.documentElement.dataset.base ?? "") + "/api/v1/imports";

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

async function send(file, key, token) {
  const body = new FormData();
  body.append("file", file, file.name);
  const address = key ? `${API}?import=${key}` : API;
  let said = "mất kết nối";
  for (let time = 1; time <= TRIES; time += 1) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRF-Token": token } });
      const told = await answer.json();
      if (answer.ok) return { key: told.id };
      said = told.detail || told.title || `lỗi ${answer.status}`;
      if (answer.status < 500 && answer.status !== 429) return { said };
      await wait(Number(answer.headers.get("Retry-After")) || time);
    } catch {
      await wait(time);
    }
  }
  return { said };
}

function uploading(form) {
  const field = form.querySelector("input[type=file]");
  const panel = form.querySelector("[data-sending]");
  const bar = form.querySelector("[data-progress]");
  const said = form.querySelector("[data-said]");
  const failed = form.querySelector("[data-failed]");
  const button = form.querySelector("button[type=submit]");
  const most = Number(form.dataset.most) * 1e6;

  function fail(name, why) {
    const item = document.createElement("li");
    item.textContent = `${name}: ${why}`;
    failed.append(item);
  }

  form.addEventListener("submit", async (event) => {
    const files = [...field.files];
    if (!files.length) return;
    event.preventDefault();
    button.disabled = true;
    panel.hidden = false;
    failed.replaceChildren();
    bar.max = files.length;
    let key = "";
    for (const [at, file] of files.entries()) {
      bar.value = at;
      said.textContent = `Đang gửi tệp ${at + 1}/${files.length}: ${file.name}`;
      if (file.size > most) {
        fail(file.name, `lớn quá ${form.dataset.most} MB; chia nhỏ rồi gửi lại`);
        continue;
      }
      const done = await send(file, key, form.elements.csrf.value);
      if (done.key) key = done.key;
      else fail(file.name, done.said);
    }
    bar.value = files.length;
    button.disabled = false;
    if (!key) {
      said.textContent = "Chưa gửi được tệp nào; các tệp vẫn được chọn, bấm Gửi để thử lại.";
      return;
    }
    const address = `/nhap/tu-excel/${key}`;
    if (!failed.children.length) {
      window.location.assign(address);
      return;
    }
    said.textContent = "Có tệp chưa gửi được: ";
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "xem trước các tệp đã gửi";
    said.append(link);
  });

  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    });
  }
}

function counting(form) {
  const shown = form.querySelector("[data-count]");
  if (!shown) return;
  const ticks = [...form.querySelectorAll("input[type=checkbox]")];
  const count = () => {
    const cells = ticks.filter((each) => each.checked).reduce((sum, each) => sum + Number(each.dataset.cells || 1), 0);
    shown.textContent = `${cells} ô`;
  };
  form.addEventListener("change", count);
  count();
}

document.querySelectorAll("[data-upload]").forEach(uploading);
document.querySelectorAll("[data-import]").forEach(counting);
