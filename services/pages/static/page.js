// All the script there is. Without it every page works; with it a summary of faults takes the
// focus, a form keeps itself while it is filled in, and files show how far they have come.
"use strict";

const summary = document.getElementById("summary");
if (summary) summary.focus();

for (const link of document.querySelectorAll(".summary a")) {
  link.addEventListener("click", (event) => {
    const at = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!at) return;
    event.preventDefault();
    (at.closest(".field") || at).scrollIntoView();
    at.focus({ preventScroll: true });
  });
}

let changed = false;
for (const form of document.querySelectorAll("form[method=post][data-guarded]")) {
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
}
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// What is live asks itself again when the server says that something has changed.
const live = document.querySelector("[data-live]");
const told = document.getElementById("told");
let asking = false;
async function refresh() {
  if (asking) return;
  asking = true;
  try {
    const text = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(live.id);
    if (fresh && fresh.innerHTML !== live.innerHTML && !live.contains(document.activeElement)) {
      live.replaceChildren(...fresh.childNodes);
      if (told) told.textContent = told.dataset.words;
    }
  } finally {
    asking = false;
  }
}
if (live && live.dataset.every) {
  // A job tells how far it is for as long as its page shows a bar.
  const every = setInterval(() => {
    if (live.querySelector("progress")) refresh(); else clearInterval(every);
  }, Number(live.dataset.every));
} else if (live && window.EventSource) {
  const source = new EventSource("/live");
  source.onmessage = () => setTimeout(refresh, 300);
  addEventListener("pagehide", () => source.close());
}
const parts = document.querySelectorAll("[data-part-of-sum]");
const sum = document.getElementById("sum");
const total = () => {
  const given = [...parts].map((one) => Number(one.value || NaN));
  sum.textContent = given.some(Number.isNaN) ? "" : given.reduce((a, b) => a + b, 0).toFixed(2);
};
for (const one of parts) one.addEventListener("input", total);

// A form that belongs to a paper is kept three seconds after the last keystroke, and on leaving.
const AFTER = 3000;
const savedLine = document.getElementById("saved");

function kept(form, leaving) {
  const sent = new FormData(form);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  sent.set("step", "save");
  changed = false;
  return fetch(form.action, { method: "POST", body: sent, keepalive: leaving, redirect: "error" })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
    .then((time) => {
      if (savedLine) savedLine.textContent = savedLine.dataset.saved.replace("%", time);
      if (!leaving) history.replaceState(null, "", form.dataset.kept);
    })
    .catch(() => { changed = true; if (savedLine) savedLine.textContent = savedLine.dataset.lost; throw 0; });
}

for (const form of document.querySelectorAll("form[data-kept]")) {
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => kept(form, false).catch(soon), AFTER);
  };
  form.addEventListener("input", (event) => { if (event.target.type !== "file") soon(); });
  form.addEventListener("submit", () => clearTimeout(waiting));
  addEventListener("pagehide", () => { if (changed) kept(form, true).catch(() => {}); });
  for (const input of form.querySelectorAll("input[type=file]")) {
    const send = () => { if (input.files.length) sendFiles(form, input, soon); };
    input.addEventListener("change", send);
    send();  // what was chosen before this script came
  }
}

function sendFiles(form, input, after) {
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("role", "status");
  line.append([...input.files].map((file) => file.name).join("、"), " ", bar);
  input.parentElement.after(line);
  const sent = new FormData();
  for (const name of ["mark", "key"]) sent.set(name, form.elements[name].value);
  sent.set("step", "upload");
  for (const file of input.files) sent.append(input.name, file);
  const way = new XMLHttpRequest();
  way.open("POST", form.action);
  way.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
  way.addEventListener("loadend", () => {
    bar.remove();
    if (way.status !== 200) { line.remove(); return; }
    const answer = JSON.parse(way.responseText);
    line.remove();
    for (const detail of answer.faults) {
      const wrong = document.createElement("p");
      wrong.className = "fault";
      wrong.textContent = detail;
      input.parentElement.after(wrong);
    }
    if (answer.faults.length) return;
    if (!input.multiple) for (const old of form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(input.name)}"]`)) old.checked = false;
    for (const file of answer.files) {
      const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: input.name, value: file.hash, checked: true });
      const label = document.createElement("label");
      label.className = "pick";
      label.append(tick, " " + file.name);
      const name = Object.assign(document.createElement("input"), { type: "hidden", name: "named:" + file.hash, value: file.name });
      input.parentElement.before(label, name);
    }
    input.value = "";
    after();
  });
  way.send(sent);
}
