// All the script there is. Without it every page works; with it a summary of faults takes the
// focus, and a form that is being filled in is not left unawares.
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
if (live && window.EventSource) {
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
