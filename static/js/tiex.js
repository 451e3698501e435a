// Refines pages that work without it: says what is saved, keeps what is not, tabs for notes.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const KEPT = "tiex-unsaved";
  const SLOW = 200;
  const LONG = 3000;
  const NEXT_FRAME = 40;
  const PART_END = "</hx-partial>";

  const token = () => document.getElementById("csrf-token")?.content || "";
  const savingForm = (node) => node.closest?.("form[data-saves]");
  const region = (form) => document.getElementById(form.dataset.saves);
  const fields = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf_token");

  // Told of a conflict, and neither way taken: until then nothing is saved over what was saved elsewhere.
  const isUndecided = (form) => Boolean(region(form)?.querySelector(".saved__ways"));

  // What is typed and not yet saved. A form is clean again only if nothing was typed since it was sent.
  const unsaved = new Map();
  const sent = new WeakMap();
  const failed = new Set();
  let isSigningOut = false;
  const waiting = new Map();

  function touch(form) {
    unsaved.set(form, (unsaved.get(form) || 0) + 1);
  }

  function say(form, text, isProblem, canRetry = isProblem) {
    const place = region(form);
    if (!place) return;
    const version = place.querySelector("[name=version]");
    const line = document.createElement("p");
    place.className = isProblem ? "saved saved--not" : "saved";
    line.className = isProblem ? "saved__problem" : "saved__wait";
    line.setAttribute("role", isProblem ? "alert" : "status");
    line.textContent = text;
    if (canRetry) {
      const retry = document.createElement("button");
      retry.className = "govuk-link link-button";
      retry.textContent = "Try again";
      line.append(" ", retry);
    }
    place.replaceChildren(version, line);
  }

  // What has not been sent: neither an older answer nor a timer may say anything else beside it.
  function sayUnsent(form) {
    if (failed.has(form) || isUndecided(form)) return;
    say(form, lacksReason(form) ? "Not saved yet. Say why it does not apply." : "Not saved yet", false);
  }

  document.addEventListener("input", (event) => {
    const form = savingForm(event.target);
    if (!form) return;
    touch(form);
    if (event.target.matches("textarea")) sayUnsent(form);
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "position") syncReason(event.target.closest(".levels"));
  }, true);

  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    ctx.request.headers["X-CSRFToken"] = token();
    // The page may have been given a newer token than the one in its forms.
    if (ctx.request.method === "POST") ctx.request.body.set("csrf_token", token());
    const form = savingForm(ctx.sourceElement);
    if (!form) return;
    if (lacksReason(form)) {
      event.preventDefault();
      askReason(form);
    }
    // The request holds what stands in the form now; it may have to wait for others before it goes.
    sent.set(ctx, unsaved.get(form) || 0);
  });

  // What is asked for next is not a mistake yet, and beside a conflict both ways out stay.
  function askReason(form) {
    failed.delete(form);
    if (isUndecided(form)) form.querySelector(".why__text").focus();
    else sayUnsent(form);
  }

  document.addEventListener("htmx:before:request", (event) => {
    const form = savingForm(event.detail.ctx.sourceElement);
    if (!form) return;
    if (isUndecided(form) && event.detail.ctx.sourceEvent.type !== "submit") {
      event.preventDefault();
      return;
    }
    // The buttons beside the control are about to go: whoever pressed one stands at the control again.
    if (region(form).contains(document.activeElement)) form.querySelector(":checked, textarea:enabled")?.focus();
    // Most answers are back before anybody could read that they are on their way.
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => lacksReason(form) || say(form, "Saving…", false), SLOW));
  });

  // The server explains beside the control what it did; where an answer does not (a proxy's page, an error), nothing
  // of it goes there, and we say that it is not saved.
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const form = savingForm(ctx.sourceElement);
    if (!form) return;
    clearTimeout(waiting.get(form));
    // A choice that waited for the one before it still points at what that one's answer has replaced.
    ctx.target = region(form);
    if (ctx.response.status === 401) {
      keep();
      unsaved.clear();
    } else if (!ctx.text.includes(`id="${form.dataset.saves}"`)) {
      ctx.swap = "none";
      failed.add(form);
      // A 403 says why in the alert; it would be the same again.
      say(form, "Not saved.", true, ctx.response.status !== 403);
    } else {
      failed.delete(form);
      if (ctx.response.status >= 400) return;
      if ((unsaved.get(form) || 0) === sent.get(ctx)) unsaved.delete(form);
    }
    showFirst(ctx);
  });

  // The first part of an answer is shown before the others, so that the wheel need not wait for the words beside it.
  let rest = null;
  function showFirst(ctx) {
    showRest();
    const end = ctx.text.indexOf(PART_END) + PART_END.length;
    if (ctx.swap === "none" || end < PART_END.length || end === ctx.text.length) return;
    rest = { sourceElement: ctx.sourceElement, target: ctx.target, swap: ctx.swap, text: ctx.text.slice(end) };
    ctx.text = ctx.text.slice(0, end);
    setTimeout(showRest, NEXT_FRAME);
  }

  function showRest() {
    if (rest) htmx.swap(rest);
    rest = null;
  }

  // An answer that came back says nothing of what was chosen or typed since it was sent.
  document.addEventListener("htmx:after:swap", (event) => {
    const form = savingForm(event.detail.ctx.sourceElement);
    if (form && unsaved.has(form) && region(form).querySelector(".saved__mark:not(:empty)")) sayUnsent(form);
  });

  document.addEventListener("htmx:error", (event) => {
    const form = savingForm(event.detail.ctx?.sourceElement || event.target);
    if (!form) return;
    clearTimeout(waiting.get(form));
    failed.add(form);
    say(form, "Not saved: the exchange could not be reached. What you entered is still here.", true);
  });

  window.addEventListener("online", () => failed.forEach((form) => form.requestSubmit()));

  // Leaving: send what waits, and keep it in this tab until it is known to be saved.
  function keep() {
    if (!unsaved.size) return;
    const kept = [...unsaved.keys()].map((form) => ({ action: form.getAttribute("action"), fields: seen(form) }));
    const pages = stored();
    const others = (pages[location.pathname] || []).filter(({ action }) => !kept.some((form) => form.action === action));
    try {
      store({ ...pages, [location.pathname]: [...others, ...kept] });
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
    }
  }

  // With no version where a conflict is undecided, so that it is told again.
  function seen(form) {
    return fields(form).map(([name, value]) => [name, name === "version" && isUndecided(form) ? "0" : value]);
  }

  function stored() {
    return JSON.parse(sessionStorage.getItem(KEPT) || "{}");
  }

  function store(pages) {
    if (Object.keys(pages).length) sessionStorage.setItem(KEPT, JSON.stringify(pages));
    else sessionStorage.removeItem(KEPT);
  }

  function sendUnsaved() {
    const forms = [...unsaved.keys()].filter((form) => !isUndecided(form) && !lacksReason(form));
    return forms.map((form) => {
      const body = new URLSearchParams(new FormData(form));
      body.set("csrf_token", token());
      const headers = { "X-CSRFToken": token(), "HX-Request": "true", "HX-Target": `div#${form.dataset.saves}` };
      return fetch(form.action, { method: "POST", body, headers, keepalive: true, signal: AbortSignal.timeout(LONG) }).then(
        (response) => {
          if (response.ok) unsaved.delete(form);
        },
        () => failed.add(form),
      );
    });
  }
  window.addEventListener("pagehide", () => {
    if (isSigningOut) return;
    keep();
    sendUnsaved();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSigningOut && [...unsaved.keys()].some((form) => failed.has(form))) event.preventDefault();
  });

  function putBack() {
    const { [location.pathname]: kept, ...others } = stored();
    if (!kept) return;
    store(others);
    for (const { action, fields: values } of kept) {
      const form = document.querySelector(`form[data-saves][action="${CSS.escape(action)}"]`);
      if (form && fill(form, values)) {
        touch(form);
        document.getElementById(`tab-${form.closest("[data-tab]")?.id}`)?.click();
        form.requestSubmit();
      }
    }
  }

  // Puts values into a form; whether anything on it differs. The version that was seen comes along with them.
  function fill(form, values) {
    const shown = JSON.stringify(fields(form).filter(([name]) => name !== "tab" && name !== "version"));
    const wanted = new Map();
    values.forEach(([name, value]) => wanted.set(name, [...(wanted.get(name) || []), value]));
    for (const control of form.elements) {
      if (!control.name || control.name === "csrf_token") continue;
      const given = wanted.get(control.name) || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
      else if (given.length) control.value = given[0];
    }
    form.querySelectorAll(".levels").forEach(syncReason);
    return shown !== JSON.stringify(fields(form).filter(([name]) => name !== "tab" && name !== "version"));
  }

  function lacksReason(form) {
    const reason = form.querySelector(".why__text:enabled");
    return Boolean(reason) && !reason.value.trim();
  }

  // A reason that is not asked for is not sent; nor is the page laid out before sending, as it is for each text box.
  function syncReason(levels) {
    const reason = levels.querySelector(".why__text");
    if (reason) reason.disabled = !levels.querySelector(".other__input--why").checked;
  }

  // What was chosen or typed before this script was there has not been sent.
  function sendEarly(form) {
    if (unsaved.has(form) || ![...form.elements].some(isChanged)) return;
    touch(form);
    form.requestSubmit();
  }

  function isChanged(control) {
    if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
    if (control.tagName === "TEXTAREA") return control.value !== control.defaultValue;
    if (control.tagName !== "SELECT") return false;
    const chosen = [...control.options].find((option) => option.defaultSelected) || control.options[0];
    return !chosen.selected;
  }

  // Tabs: without this the sections stand below one another.
  function makeTabs(box) {
    const panels = [...box.querySelectorAll("[data-tab]")];
    const list = document.createElement("div");
    list.className = "tabs";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-labelledby", box.getAttribute("aria-labelledby"));
    const tabs = panels.map((panel) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.className = "tabs__tab";
      tab.id = `tab-${panel.id}`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      tab.textContent = panel.dataset.tab;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      list.append(tab);
      return tab;
    });
    function show(chosen) {
      tabs.forEach((tab, index) => {
        const isShown = index === chosen;
        tab.setAttribute("aria-selected", String(isShown));
        tab.tabIndex = isShown ? 0 : -1;
        panels[index].hidden = !isShown;
        const isFilled = panels[index].querySelector("textarea").value.trim() !== "";
        tab.textContent = panels[index].dataset.tab + (isFilled ? " (written)" : "");
      });
    }
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) show(tabs.indexOf(tab));
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const here = tabs.indexOf(document.activeElement);
      let next = step ? (here + step + tabs.length) % tabs.length : -1;
      if (event.key === "Home") next = 0;
      if (event.key === "End") next = tabs.length - 1;
      if (next < 0) return;
      event.preventDefault();
      show(next);
      tabs[next].focus();
    });
    panels[0].before(list);
    box.classList.add("is-tabbed");
    const asked = panels.findIndex((panel) => `#${panel.id}` === location.hash);
    const filled = panels.findIndex((panel) => panel.querySelector("textarea").value.trim() !== "");
    show(asked >= 0 ? asked : Math.max(filled, 0));
  }

  // What stands in these controls is the person's, whatever comes back for what is around them.
  function keepTyped(control, { newNode }) {
    if (!control.closest("[data-typed]") || !control.name || control.type === "hidden") return;
    if (control.tagName === "SELECT") [...newNode.options].forEach((option) => option.toggleAttribute("selected", option.value === control.value));
    else if (control.type === "checkbox") newNode.toggleAttribute("checked", control.checked);
    else if (control.tagName === "TEXTAREA") newNode.value = control.value;
    else newNode.setAttribute("value", control.value);
  }
  htmx.registerExtension("typed", { htmx_before_morph_node: keepTyped });

  // A part that changes by itself keeps the keyboard: where the control that had it is gone, the heading has it.
  let wasIn = null;
  document.addEventListener("htmx:before:swap", () => (wasIn = document.activeElement?.closest("[data-live]")));
  document.addEventListener("htmx:after:swap", () => {
    [...unsaved.keys()].filter((form) => !form.isConnected).forEach((form) => [unsaved, failed].forEach((kept) => kept.delete(form)));
    if (wasIn && document.activeElement === document.body) document.querySelector("[data-live] [tabindex]")?.focus();
  });

  // A search that was narrowed has another address than the page that came with the link.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-leads-back]");
    if (link) link.search = new URLSearchParams({ next: location.pathname + location.search });
  });

  function closeAlert(alert) {
    const empty = document.createElement("div");
    empty.id = alert.id;
    empty.hidden = true;
    alert.replaceWith(empty);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close-alert], [data-reload], [data-print]");
    if (!button) return;
    if (button.matches("[data-print]")) window.print();
    if (button.matches("[data-close-alert]")) closeAlert(button.closest("#alert"));
    if (button.matches("[data-reload]")) {
      event.preventDefault();
      const form = savingForm(button);
      unsaved.delete(form);
      failed.delete(form);
      location.replace(button.href);
      location.reload();
    }
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    // What is typed is saved while it still may be, and nothing of it stays in this tab for the next person.
    event.preventDefault();
    Promise.all(sendUnsaved()).then(() => {
      if (unsaved.size && !window.confirm("Something on this page is not saved. Sign out all the same?")) return;
      isSigningOut = true;
      sessionStorage.removeItem(KEPT);
      event.target.submit();
    });
  });

  function focusProblems(summary) {
    if (!summary) return;
    summary.tabIndex = -1;
    summary.focus();
  }

  // Beside what was found there is room for all filters; where the stylesheet cannot show them, they are unfolded.
  function unfold(filters) {
    if (!filters || CSS.supports("selector(::details-content)") || !matchMedia("(min-width: 62rem)").matches) return;
    filters.open = true;
    filters.classList.add("is-wide");
  }

  function refine() {
    document.querySelectorAll("form[data-saves] .levels").forEach(syncReason);
    document.querySelectorAll("[data-tabs]").forEach(makeTabs);
    unfold(document.querySelector(".filters"));
    focusProblems(document.querySelector(".govuk-error-summary"));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", refine);
  else refine();

  // Not before htmx knows the forms: sent earlier, one of them would leave the page and the others with it.
  document.addEventListener("htmx:after:process", () => {
    putBack();
    document.querySelectorAll("form[data-saves]").forEach(sendEarly);
  }, { once: true });
})();
