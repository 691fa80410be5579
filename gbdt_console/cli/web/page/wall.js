"use strict";
// Tells in words how things stand until the wall is drawn, and for as long as the window has no room for a wall.
// Opens the wall by textual-serve's page script in the largest letters that leave it its shape.

const AGAIN_MS = 5000;
const TELL_MS = 3000;
const ANSWER_WITHIN_MS = 10000;
const FONT_WITHIN_MS = 3000;
const RESIZED_MS = 500;
const FONT = '"Roboto Mono", Monaco, "Courier New", monospace';
// Cells: of a wall that names 99 sites whole and is read across a room; the least that a console is laid out for.
const WALL = { columns: 112, lines: 28 };
const LEAST = { columns: 80, lines: 24 };
// Letters in CSS pixels: the smallest that are opened, and those that a wall of less than its shape has at most.
const SMALLEST_PX = 12;
const DESK_PX = 16;
const LARGEST_PX = 120;

const body = document.body;
const terminal = document.getElementById("terminal");
const wantedPx = Number(body.dataset.fontPx);
const zoom = window.devicePixelRatio;
let fontPx = 0;

function has(name) {
  return body.classList.contains(name);
}

// The size of a cell at 100 px; the terminal rounds cells to whole pixels.
function measureCell() {
  const probe = document.createElement("span");
  probe.style.cssText = `position: absolute; visibility: hidden; font: 100px ${FONT}; line-height: normal`;
  probe.textContent = "W".repeat(32);
  body.append(probe);
  const cell = { width: probe.offsetWidth / 3200, height: probe.offsetHeight / 100 };
  probe.remove();
  return cell;
}

function fits(px, cell, shape) {
  const columns = Math.floor(window.innerWidth / Math.max(1, Math.round(px * cell.width)));
  const lines = Math.floor(window.innerHeight / Math.ceil(px * cell.height));
  return columns >= shape.columns && lines >= shape.lines;
}

// The largest letters of which a shape has room; 0 where it has room of none.
function largest(cell, shape, most) {
  let px = most;
  while (px >= SMALLEST_PX && !fits(px, cell, shape)) px -= 1;
  return px < SMALLEST_PX ? 0 : px;
}

function chooseFontPx() {
  const cell = measureCell();
  if (wantedPx) return fits(wantedPx, cell, LEAST) ? wantedPx : 0;
  return Math.max(largest(cell, WALL, LARGEST_PX), largest(cell, LEAST, DESK_PX));
}

function openWall() {
  const socket = new URL(`ws/${body.dataset.theme}`, location.href);
  socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket.search = "";
  terminal.dataset.sessionWebsocketUrl = socket.href;
  terminal.dataset.fontSize = fontPx;
  const script = document.createElement("script");
  script.src = "static/js/textual.js";
  script.onload = () => {
    // It waits for the page's own 'load', which may be over.
    if (document.readyState === "complete") window.onload();
  };
  body.append(script);
}

// A telephone's network may lose an answer for ever.
async function ask(address) {
  const given = new AbortController();
  const late = setTimeout(() => given.abort(), ANSWER_WITHIN_MS);
  try {
    return await fetch(address, { cache: "no-store", signal: given.signal });
  } finally {
    clearTimeout(late);
  }
}

function reloadWhenAnswered() {
  ask(location.href).then(
    () => location.reload(),
    () => setTimeout(reloadWhenAnswered, AGAIN_MS),
  );
}

async function tell() {
  try {
    const answer = await ask("told");
    if (answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    document.getElementById("told").innerHTML = await answer.text();
    body.classList.remove("-lost");
  } catch {
    body.classList.toggle("-lost", has("-list"));
  }
  if (!has("-first-byte")) setTimeout(tell, TELL_MS);
}

function watchPage() {
  if (has("-closed")) {
    observer.disconnect();
    setTimeout(reloadWhenAnswered, AGAIN_MS);
  } else if (has("-first-byte")) {
    document.querySelector(".xterm-helper-textarea").focus();
  }
}

// Another size of window wants other letters; the viewer's own zoom does not.
function watchWindow() {
  let settling = 0;
  window.addEventListener("resize", () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      const isZoomed = window.devicePixelRatio !== zoom;
      const px = chooseFontPx();
      if (!px !== !fontPx || (!isZoomed && Math.abs(px - fontPx) > 1)) location.reload();
    }, RESIZED_MS);
  });
}

async function begin() {
  if (wantedPx) document.querySelector("main").style.fontSize = `${wantedPx}px`;
  if (document.getElementById("told").childElementCount) setTimeout(tell, TELL_MS);
  else tell();
  const late = new Promise((resolve) => setTimeout(resolve, FONT_WITHIN_MS));
  await Promise.race([document.fonts.load(`100px ${FONT}`, "W\u2715"), late]).catch(() => {});
  fontPx = chooseFontPx();
  body.classList.toggle("-list", !fontPx);
  watchWindow();
  if (!fontPx) terminal?.remove();
  else if (terminal) openWall();
  else setTimeout(reloadWhenAnswered, AGAIN_MS);
}

const observer = new MutationObserver(watchPage);
observer.observe(body, { attributes: true, attributeFilter: ["class"] });
begin();
