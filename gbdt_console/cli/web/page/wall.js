"use strict";
// Gives textual-serve's page script the address of the web socket, and opens the wall again when it was lost.

const AGAIN_MS = 5000;

const terminal = document.querySelector(".textual-terminal");
if (terminal) {
  const socket = new URL("ws", location.href);
  socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  terminal.dataset.sessionWebsocketUrl = socket.href;
}

function reloadWhenAnswered() {
  fetch(location.href, { cache: "no-store" }).then(
    () => location.reload(),
    () => setTimeout(reloadWhenAnswered, AGAIN_MS),
  );
}

function isOver() {
  return ["-closed", "-lacking"].some((name) => document.body.classList.contains(name));
}

function watchPage() {
  if (isOver()) {
    observer.disconnect();
    setTimeout(reloadWhenAnswered, AGAIN_MS);
  } else if (document.body.classList.contains("-first-byte")) {
    document.querySelector(".xterm-helper-textarea").focus();
  }
}

const observer = new MutationObserver(watchPage);
observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
watchPage();
