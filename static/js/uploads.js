// Sends files in parts by tus, several at once: goes on after a dropped connection, and after a page was left.
(() => {
  "use strict";
  const CHUNK = 1024 * 1024;
  const AT_ONCE = 3;
  const PAUSES = [0, 1000, 3000, 5000, 10000, 20000];
  const PATIENCE = 100;
  // What can go well another time, by itself or when somebody asks for it; any other refusal stands.
  const TRY_AGAIN = [408, 409, 423, 429, 460];
  const byId = (id) => document.getElementById(id);
  const token = () => byId("csrf-token")?.content || "";

  const waiting = [];
  const entries = new Set();
  let running = 0;
  let count = 0;

  // A damaged part is refused and sent again. Where the page was not loaded over TLS there are no checksums.
  class Stack extends tus.DefaultHttpStack {
    createRequest(method, url) {
      const request = super.createRequest(method, url);
      if (!window.crypto?.subtle) return request;
      const send = request.send.bind(request);
      const abort = request.abort.bind(request);
      let isOver = false;
      request.abort = () => {
        isOver = true;
        return abort();
      };
      request.send = async (body = null) => {
        if (body instanceof Blob) request.setHeader("Upload-Checksum", `sha256 ${base64(await digest(await body.arrayBuffer()))}`);
        return isOver ? new Promise(() => {}) : send(body);
      };
      return request;
    }
  }

  const digest = (bytes) => crypto.subtle.digest("SHA-256", bytes);
  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

  // What stays in this browser until a file has arrived names neither the file nor who sends it.
  async function fingerprint(file, options) {
    const words = ["tiex", file.name, file.type, file.size, file.lastModified, options.endpoint].join("\n");
    return crypto.subtle ? `tiex-${base64(await digest(new TextEncoder().encode(words)))}` : null;
  }

  const { urlStorage } = tus.defaultOptions;
  const store = {
    findAllUploads: () => urlStorage.findAllUploads(),
    findUploadsByFingerprint: (print) => urlStorage.findUploadsByFingerprint(print),
    removeUpload: (key) => urlStorage.removeUpload(key),
    addUpload: (print, upload) => urlStorage.addUpload(print, { ...upload, metadata: {} }),
  };

  const words = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;

  const isSame = (one, other) => ["name", "size", "lastModified"].every((part) => one[part] === other[part]);

  // What is chosen again stands in the list once: where it had failed, in the place of that.
  function add(file) {
    const before = [...entries].find((entry) => isSame(entry.file, file));
    if (before && !before.hasFailed) {
      announce(`${file.name} is being sent already.`);
      return;
    }
    if (before) drop(before);
    const entry = { file, row: makeRow(file, (count += 1)), upload: null, isPaused: false, hasFailed: false };
    entries.add(entry);
    waiting.push(entry);
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      begin(waiting.shift());
    }
  }

  function begin(entry) {
    const { file } = entry;
    entry.upload = new tus.Upload(file, {
      endpoint: form().dataset.uploads,
      chunkSize: CHUNK,
      retryDelays: PAUSES,
      metadata: { filename: file.name },
      fingerprint,
      urlStorage: store,
      storeFingerprintForResuming: Boolean(window.crypto?.subtle),
      removeFingerprintOnSuccess: true,
      httpStack: new Stack(),
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
      onShouldRetry: (error) => navigator.onLine && !isFinal(error),
      onUploadUrlAvailable: hideHalves,
      onProgress: (sent, total) => show(entry, sent, total),
      onError: (error) => fail(entry, error),
      onSuccess: () => succeed(entry),
    });
    say(entry, "Starting");
    resume(entry);
  }

  function resume(entry) {
    entry.isPaused = false;
    entry.upload.findPreviousUploads().then((previous) => {
      if (!entries.has(entry)) return;
      if (!entry.upload.url && previous.length) entry.upload.resumeFromPreviousUpload(previous[0]);
      entry.upload.start();
    });
  }

  const statusOf = (error) => error.originalResponse?.getStatus() || 0;
  const isFinal = (error) => statusOf(error) >= 400 && statusOf(error) < 500 && !TRY_AGAIN.includes(statusOf(error));

  // A refusal says why in a sentence; what a proxy says in a page of its own is not for people.
  function reasonOf(error) {
    const response = error.originalResponse;
    const text = (response?.getHeader("Content-Type") || "").startsWith("text/plain") ? response.getBody().trim() : "";
    if (text) return text;
    if (response) return "The exchange could not take this file.";
    return "The exchange could not be reached. What has arrived is kept.";
  }

  function fail(entry, error) {
    running -= 1;
    if (!navigator.onLine) {
      pause(entry);
    } else {
      entry.isPaused = entry.hasFailed = true;
      say(entry, reasonOf(error), true);
      if (isFinal(error)) entry.row.querySelector(".sending__cancel").firstChild.data = "Remove";
      else offerRetry(entry);
    }
    next();
  }

  function pause(entry) {
    entry.isPaused = "offline";
    say(entry, "Paused: there is no connection. It goes on by itself.");
  }

  function goOn(entry) {
    entry.row.querySelector(".sending__again")?.remove();
    entry.isPaused = entry.hasFailed = false;
    running += 1;
    say(entry, "Going on");
    resume(entry);
  }

  window.addEventListener("online", () => [...entries].filter((entry) => entry.isPaused === "offline").forEach(goOn));
  window.addEventListener("offline", () => {
    for (const entry of entries) {
      if (!entry.upload || entry.isPaused) continue;
      entry.upload.abort();
      running -= 1;
      pause(entry);
    }
  });

  function succeed(entry) {
    running -= 1;
    const isFocused = entry.row.contains(document.activeElement);
    announce(`${entry.file.name} has arrived and is being checked.`);
    drop(entry);
    showNewest();
    if (isFocused) byId("files-chosen").focus();
    next();
  }

  function cancel(entry) {
    const index = waiting.indexOf(entry);
    if (index >= 0) waiting.splice(index, 1);
    else if (!entry.isPaused) running -= 1;
    announce(`${entry.file.name} ${entry.hasFailed ? "is removed" : "is not sent"}.`);
    drop(entry);
    byId("files-chosen").focus();
    entry.upload?.abort(true).catch(() => {}).then(showNewest);
    next();
  }

  function drop(entry) {
    entries.delete(entry);
    entry.row.remove();
    list().hidden = !list().children.length;
    hideHalves();
  }

  // What is being sent from here stands below, and not also among what waits for somebody to go on with it.
  function hideHalves() {
    const sent = [...entries].map((entry) => entry.upload?.url && new URL(entry.upload.url, location.href).pathname);
    document.querySelectorAll("[data-upload]").forEach((half) => (half.hidden = sent.includes(half.dataset.upload)));
  }

  // How each file stood when it was last looked at, so that the end of a check is heard.
  const files = () => [...document.querySelectorAll("#file-list .file[id]")];
  const stateOf = (file) => ["waiting", "ready", "refused"].find((state) => file.classList.contains(`file--${state}`));
  const textOf = (file, part) => file.querySelector(part).textContent.trim().replace(/\s+/g, " ");
  const standing = new Map();

  function hearChecks() {
    for (const file of files()) {
      const state = stateOf(file);
      if (state !== "waiting" && standing.get(file.id) !== state) announce(`${file.dataset.name}: ${textOf(file, ".file__said")}`);
      standing.set(file.id, state);
    }
  }

  // Where the button that was pressed goes with its file, the next file's has the keyboard.
  const removals = () => [...document.querySelectorAll("#file-list .file:not([hidden]) .file__remove button")];
  let pressed = -1;
  document.addEventListener("htmx:before:swap", () => {
    const place = removals().indexOf(document.activeElement);
    if (place >= 0) pressed = place;
  });

  function keepFocus() {
    if (pressed >= 0 && document.activeElement === document.body) (removals()[pressed] || byId("files-chosen"))?.focus();
    pressed = -1;
  }

  document.addEventListener("htmx:after:swap", () => {
    hideHalves();
    hearChecks();
    keepFocus();
  });

  // Without htmx the link would leave the page.
  function showNewest() {
    if (window.htmx) byId("files-newest").click();
  }

  const form = () => byId("file-form");
  const list = () => byId("files-sending");

  // What comes at once is said together, and the same sentence again is heard again.
  const unsaid = [];
  function announce(text) {
    if (!unsaid.length) {
      byId("files-said").textContent = "";
      setTimeout(() => (byId("files-said").textContent = unsaid.splice(0).join(" ")), PATIENCE);
    }
    unsaid.push(text);
  }

  function makeRow(file, number) {
    const row = document.createElement("li");
    const label = document.createElement("label");
    const bar = document.createElement("progress");
    const line = document.createElement("p");
    const button = document.createElement("button");
    row.className = "sending";
    label.className = "sending__name";
    label.htmlFor = bar.id = `sending-${number}`;
    label.textContent = file.name;
    bar.className = "bar sending__bar";
    bar.max = file.size || 1;
    bar.value = 0;
    line.className = "sending__said";
    line.textContent = "Waiting for its turn";
    button.type = "button";
    button.className = "link-button sending__cancel";
    button.append("Cancel", hidden(`: ${file.name}`));
    button.addEventListener("click", () => cancel([...entries].find((entry) => entry.row === row)));
    row.append(label, bar, line, button);
    list().append(row);
    list().hidden = false;
    return row;
  }

  function hidden(text) {
    const span = document.createElement("span");
    span.className = "govuk-visually-hidden";
    span.textContent = text;
    return span;
  }

  function show(entry, sent, total) {
    entry.row.querySelector("progress").value = sent;
    say(entry, sent < total ? `${words(sent)} of ${words(total)}` : "Sent, being put away");
  }

  function say(entry, text, isProblem = false) {
    const line = entry.row.querySelector(".sending__said");
    line.textContent = text;
    line.classList.toggle("sending__said--not", isProblem);
    if (isProblem) announce(`${entry.file.name}: ${text}`);
  }

  function offerRetry(entry) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button sending__again";
    button.append("Try again", hidden(`: ${entry.file.name}`));
    button.addEventListener("click", () => {
      goOn(entry);
      entry.row.querySelector(".sending__cancel").focus();
    });
    entry.row.querySelector(".sending__cancel").before(button);
  }

  window.addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });

  function refine() {
    files().forEach((file) => standing.set(file.id, stateOf(file)));
    if (!form() || !tus.isSupported) return;
    const input = byId("files-chosen");
    const zone = form().querySelector("[data-drop]");
    form().querySelector(".files__button").hidden = true;
    form().querySelector("label").textContent = "Add files: choose them, or drop them here";
    input.addEventListener("change", () => {
      [...input.files].forEach(add);
      input.value = "";
    });
    form().addEventListener("submit", (event) => event.preventDefault());
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      [...event.dataTransfer.files].forEach(add);
    });
  }
  refine();
})();
