"use strict";
// Text from documents and answers is only ever written as text, never as markup.

const byId = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function field(label, control) {
  return make("label", { className: "field" }, make("span", { textContent: label }), control);
}

async function load() {
  const apis = await (await fetch("/_mock/operations.json")).json();
  for (const api of apis) {
    const section = make("section", {}, make("h2", { textContent: api.title }), make("p", { className: "hint", textContent: api.url }));
    for (const operation of api.operations) {
      section.append(entry(operation));
    }
    byId("list").append(section);
  }
  byId("find").addEventListener("input", filter);
}

function entry(operation) {
  const button = make("button", { type: "button" },
    make("span", { className: "method", textContent: operation.method }),
    make("code", { textContent: operation.template }),
    make("small", { textContent: operation.summary || operation.id }));
  button.dataset.text = [operation.method, operation.template, operation.id, operation.summary].join(" ").toLowerCase();
  button.addEventListener("click", () => {
    document.querySelectorAll("nav [aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    button.setAttribute("aria-current", "true");
    show(operation);
  });
  return button;
}

function filter() {
  const wanted = byId("find").value.toLowerCase();
  document.querySelectorAll("nav button").forEach((button) => { button.hidden = !button.dataset.text.includes(wanted); });
  document.querySelectorAll("nav section").forEach((api) => { api.hidden = !api.querySelector("button:not([hidden])"); });
}

function show(operation) {
  const request = operation.request;
  const query = [request.query, request.optional_query].filter(Boolean).join("&");
  const target = make("input", { className: "code", value: request.path + (query ? "?" + query : ""), spellcheck: false });
  const lines = request.headers.map(([name, value]) => `${name}: ${value}`);
  const headers = make("textarea", { rows: Math.max(2, lines.length), value: lines.join("\n"), spellcheck: false });
  const body = make("textarea", { rows: 10, value: request.body ?? "", spellcheck: false });
  const wish = make("select", {}, make("option", { value: "", textContent: "usual answer" }));
  for (const answer of operation.answers) {
    if (/^\d+$/.test(answer.status)) wish.append(option(`code=${answer.status}`));
    for (const example of answer.examples) {
      const code = /^\d+$/.test(answer.status) ? `code=${answer.status}, ` : "";
      wish.append(option(`${code}example=${example}`));
    }
  }
  const send = make("button", { type: "button", className: "send", textContent: "Send" });
  const answer = make("div");
  send.addEventListener("click", () => ask(operation.method, target.value, headers.value, body.value, wish.value, answer));
  const needed = operation.credentials.length ? operation.credentials.join(", or ") : "none";
  const shown = [
    make("h2", {}, make("span", { className: "method", textContent: operation.method }), make("code", { textContent: operation.template })),
    make("p", { textContent: `${operation.summary} (${operation.id})` }),
    make("p", { className: "hint", textContent: `Credentials: ${needed}` }),
    field("Path and query", target),
    field("Headers, one a line", headers),
    request.body === null ? null : field("Body", body),
    make("div", { className: "bar" }, field("Answer", wish), send),
    answer];
  byId("operation").replaceChildren(...shown.filter((element) => element !== null));
}

function option(text) {
  return make("option", { value: text, textContent: text });
}

async function ask(method, target, headerText, body, wish, place) {
  const headers = new Headers();
  try {
    for (const line of headerText.split("\n").filter((line) => line.trim())) {
      const colon = line.indexOf(":");
      if (colon < 1) throw new Error(`this is no header: ${line}`);
      headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    }
    if (wish) headers.set("Prefer", wish);
    const has = body !== "" && !["GET", "HEAD"].includes(method);
    // A text area forgets the line ends that parts are made of.
    const parts = (headers.get("Content-Type") || "").startsWith("multipart/");
    const text = parts ? body.replace(/\r?\n/g, "\r\n") : body;
    const url = new URL(target, location.origin);
    if (url.origin !== location.origin) throw new Error("the path leads to another server");
    const answer = await fetch(url, { method, headers, body: has ? text : undefined, redirect: "manual" });
    await display(answer, place);
  } catch (error) {
    place.replaceChildren(make("p", { className: "bad", textContent: String(error.message || error) }));
  }
  refresh();
}

async function display(answer, place) {
  if (answer.type === "opaqueredirect") {
    place.replaceChildren(make("p", { textContent: "The answer is a redirection, which a browser does not show." }));
    return;
  }
  const type = answer.headers.get("content-type") || "";
  const status = make("p", { className: answer.ok ? "good" : "bad", textContent: `${answer.status} ${answer.statusText}` });
  const headers = make("pre", { textContent: [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n") });
  const content = type.startsWith("image/") ? await picture(answer) : make("pre", { textContent: pretty(await answer.text(), type) });
  place.replaceChildren(status, content, make("details", {}, make("summary", { textContent: "Headers" }), headers));
}

async function picture(answer) {
  return make("img", { src: URL.createObjectURL(await answer.blob()), alt: "The picture that was answered", width: 120 });
}

function pretty(text, type) {
  if (!type.includes("json")) return text;
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

async function refresh() {
  const requests = await (await fetch("/_mock/requests.json")).json();
  byId("received").replaceChildren(...requests.map((request) => {
    const query = request.query.map(([name, value]) => `${name}=${value}`).join("&");
    const status = request.status === null ? "dropped" : request.status;
    return make("tr", {},
      make("td", { textContent: request.number }),
      make("td", {}, make("span", { className: "method", textContent: request.method }), make("code", { textContent: request.path + (query ? "?" + query : "") })),
      make("td", { textContent: request.operation ?? "" }),
      make("td", { className: request.refusal || status === "dropped" ? "bad" : "good", textContent: status }),
      make("td", { textContent: request.refusal ?? "" }));
  }));
}

load().then(refresh);
setInterval(() => { if (!document.hidden) refresh(); }, 3000);
