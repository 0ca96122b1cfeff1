// The few movements that every page has. Nothing here is needed: all pages work without a script.
"use strict";

// On a phone the way round the pages is a row that is longer than the screen: it begins where one is.
(() => {
  const here = document.querySelector(".top nav [aria-current]");
  here?.closest("ul").scrollTo({ left: here.offsetLeft - window.innerWidth / 3 });
})();

// Held mail: what is ticked outlives the list that comes anew, and keys that work while the list has the focus.
(() => {
  const queue = document.getElementById("queue");
  if (!queue) return;
  const form = document.getElementById("together");
  const news = document.getElementById("news");
  const said = form.querySelector("[role=status]");
  const picked = form.querySelector("[data-picked]");
  const every = form.querySelector("[data-all]");
  const clear = form.querySelector("[data-clear]");
  const boxes = () => [...queue.querySelectorAll("input[name=case]")];
  const links = () => [...queue.querySelectorAll("a[id^=open-]")];
  const ticked = () => boxes().filter((box) => box.checked);
  const reasons = () => [...new Set(ticked().map((box) => box.dataset.reasons))];

  function tell() {
    const all = ticked(), held = reasons();
    const same = held.length === 1 ? boxes().filter((box) => box.dataset.reasons === held[0]) : [];
    every.hidden = same.length === all.length || held.length !== 1;
    clear.hidden = picked.hidden = all.length === 0;
    form.classList.toggle("busy", all.length > 0);
    picked.querySelector("b").textContent = all.length;
    const words = held.length > 1 ? form.dataset.differ : "";
    if (said.textContent !== words) said.textContent = words;
  }

  function tick(which) {
    for (const box of boxes()) box.checked = which(box);
    tell();
  }

  queue.addEventListener("change", tell);
  every.addEventListener("click", () => { const [held] = reasons(); tick((box) => box.dataset.reasons === held); });
  clear.addEventListener("click", () => tick(() => false));
  form.addEventListener("submit", (event) => {
    if (reasons().length === 1) return;
    event.preventDefault();
    said.textContent = reasons().length ? form.dataset.differ : form.dataset.none;
  });

  // A list that comes anew: htmx finds the focus again by the element's id, unless its message is gone.
  let before = { ticked: new Set(), row: -1 };
  const row = () => links().findIndex((link) => link.closest("tr").contains(document.activeElement));
  queue.addEventListener("htmx:beforeSwap", () => {
    before = { ticked: new Set(ticked().map((box) => box.id)), row: row() };
  });
  queue.addEventListener("htmx:afterSettle", () => {
    tick((box) => before.ticked.has(box.id));
    if (before.row >= 0 && row() < 0) move(links()[Math.min(before.row, links().length - 1)]);
  });
  queue.addEventListener("htmx:afterRequest", (event) => {
    const stale = news.querySelector("[data-stale]");
    if (event.detail.successful) stale?.remove();
    else if (!stale) news.insertAdjacentHTML("beforeend", "<p class='notice warn' data-stale></p>");
    if (!event.detail.successful) news.querySelector("[data-stale]").textContent = queue.dataset.stale;
  });

  function move(link) {
    (link || document.getElementById("cases")).focus();
    link?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  // WCAG 2.2 §2.1.4: single letters do something only while the list has the focus.
  const keys = {
    j: () => move(links()[Math.min(row() + 1, links().length - 1)]),
    k: () => move(links()[Math.max(row() - 1, 0)]),
    x: () => links()[row()]?.closest("tr").querySelector("input")?.click(),
    "/": () => document.getElementById("q").focus(),
    "?": () => {
      const help = document.getElementById("keys");
      help.open = true;
      help.querySelector("summary").focus();
    },
  };
  keys.ArrowDown = keys.j;
  keys.ArrowUp = keys.k;
  queue.addEventListener("keydown", (event) => {
    const list = event.target.closest("#cases");
    if (!list || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();

// Passkeys: the browser asks for a finger, a face or a PIN. Without a script their part of a page is not shown.
(() => {
  const place = document.querySelector("[data-passkey]");
  const forms = window.allauth?.webauthn.forms;
  if (!place || !forms || !window.PublicKeyCredential) return;
  const [button, credential, data] = ["passkey-button", "passkey-credential", "passkey-data"];
  const start = {
    login: () => forms.loginForm({ ids: { login: button, credential } }),
    authenticate: () => forms.authenticateForm({ ids: { authenticate: button, credential, data } }),
    add: () => forms.addForm({ ids: { add: button, passwordless: "passkey-alone", credential, data } }),
  };
  const failed = place.querySelector("[data-failed]");
  document.addEventListener("allauth.error", (event) => { event.preventDefault(); failed.hidden = false; });
  document.getElementById(button).addEventListener("click", () => { failed.hidden = true; });
  start[place.dataset.passkey]();
  place.hidden = false;
})();

// What is shown once can be printed, or copied.
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.nextElementSibling.textContent = button.dataset.said;
    });
  }
})();

// A case on which somebody else has just ruled: nothing can be decided on this page any more.
document.addEventListener("htmx:afterSwap", () => {
  if (!document.querySelector("#presence [data-over]")) return;
  for (const control of document.querySelectorAll("#rulings :is(button, input, textarea)")) control.disabled = true;
  for (const link of document.querySelectorAll("#rulings a.button")) link.removeAttribute("href");
});

// A decision is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.closest("#rulings")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
