// Keys, the check of what is typed, and the picture's zoom. Without this file the page's forms and links do the same.
"use strict";

// Keys: an element with data-key is used by that key
let sent = false; // a decision is on its way: the next key is for the next page
const keys = document.getElementById("keys");
const stored = (() => { try { return window.localStorage; } catch { return null; } })();
if (keys) {
  keys.checked = stored?.getItem("keys") !== "off";
  keys.addEventListener("change", () => stored?.setItem("keys", keys.checked ? "on" : "off"));
}
window.addEventListener("pageshow", () => { sent = false; });
document.addEventListener("submit", () => { sent = true; });

const isText = (element) => element.matches("input:not([type=checkbox]), select, textarea");
const canScroll = (element) => element.matches(".sheet, .around");

function use(element) {
  const closed = element.closest("details:not([open])");
  if (closed && !element.matches("summary")) {
    if (!isText(element)) return false; // "1" without the list of reasons
    closed.open = true;
  }
  if (element.matches("summary")) {
    const panel = element.parentElement;
    panel.open = !panel.open;
    if (panel.open) panel.querySelector("input:not([type=hidden]), select, button")?.focus();
  } else if (isText(element)) {
    element.focus();
    element.select();
  } else {
    if (!element.matches("[data-zoom]")) sent = true;
    element.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const here = document.activeElement ?? document.body;
  if (event.key === "Escape") {
    const open = [...document.querySelectorAll("details[open]")];
    for (const panel of open) { panel.open = false; panel.querySelector("summary").focus(); }
    if (open.length) return event.preventDefault();
  } else {
    const reason = here.id === "words" && here.value === "" && /^[1-9]$/.test(event.key);
    if ((isText(here) && !reason) || (keys && !keys.checked && event.key !== "?") || (event.key.startsWith("Arrow") && canScroll(here))) return;
  }
  const found = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key.split(" ").includes(event.key));
  if (found && (sent || use(found))) event.preventDefault();
});

// What is typed is checked by the server
const edit = document.querySelector("form[data-check]");
if (edit) {
  const meaning = document.getElementById("meaning");
  let wait = 0, turn = 0;
  edit.addEventListener("input", (event) => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const body = new URLSearchParams(new FormData(edit)), mine = ++turn;
      body.set("field", event.target.name);
      const answer = await fetch(edit.dataset.check, { method: "POST", body }).then((got) => (got.ok ? got.json() : null)).catch(() => null);
      if (mine !== turn) return;
      meaning.textContent = answer ? answer.told : "the server does not answer";
      meaning.classList.toggle("wrong", !answer || answer.wrong);
      for (const field of edit.querySelectorAll(".fields [name]")) field.setAttribute("aria-invalid", String(Boolean(answer?.wrong && answer.told.startsWith(`${field.name}:`))));
    }, 120);
  });
}

// The picture: its viewBox is what is seen
const svg = document.querySelector("figure svg");
if (svg) {
  const see = (box) => svg.setAttribute("viewBox", box.join(" "));
  const seen = () => svg.getAttribute("viewBox").split(" ").map(Number);
  const zoom = (factor) => { const [x, y, w, h] = seen(); see([x + (w - w * factor) / 2, y + (h - h * factor) / 2, w * factor, h * factor]); };
  const ways = { in: () => zoom(0.7), out: () => zoom(1 / 0.7), view: () => see(svg.dataset.view.split(" ")), page: () => see(svg.dataset.page.split(" ")) };
  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", ways[button.dataset.zoom]);
  svg.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    const scale = svg.getScreenCTM().a, [x, y, w, h] = seen();
    see([x - event.movementX / scale, y - event.movementY / scale, w, h]);
  });
}

// The record at hand and the value are in sight
document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "center" });
const value = document.getElementById("value"), sheet = value?.closest(".sheet");
if (sheet) {
  sheet.scrollLeft = value.offsetLeft - sheet.clientWidth / 2;
  sheet.scrollTop = value.offsetTop - sheet.clientHeight / 2;
}
