// Try it: a form for one operation, what the server answers, and the same as a command.

import { code, element, folded, labelled, pretty } from "/docs/elements.js";
import { label } from "/docs/labels.js";
import { examples, exampleText } from "/docs/schema.js";
import { readEvents } from "/docs/stream.js";

/** Values that answers have given, for the forms that come after. */
const known = new Map();

const keptEvents = 500;

/**
 * @param operation the operation with its path, method, parameters and what it describes.
 * @param follow opens another operation with values for its parameters.
 */
export function form(operation, resolve, follow) {
  const fields = operation.parameters.map((parameter) => field(operation, parameter, resolve));
  const body = operation.described.requestBody ? bodyField(operation, resolve) : null;
  const accept = acceptField(operation, resolve);
  const headers = element("textarea", { rows: "2", spellcheck: "false", id: `${operation.id}-headers` });
  const isSocket = !Object.keys(operation.described.responses).some((status) => status.startsWith("2"));
  const send = labelled("button", isSocket ? "open" : "send", { type: "submit", class: "primary" });
  const stop = labelled("button", "stop", { type: "button", disabled: true });
  const result = element("div", { class: "result", role: "status", "aria-live": "polite" });
  const made = element(
    "form",
    { class: "try", "aria-label": operation.id },
    fields.map((one) => one.row),
    accept?.row,
    body?.rows,
    folded(labelled("span", "moreHeaders"), () => headers),
    element("p", { class: "buttons" }, send, stop),
    result,
  );
  let running = null;
  stop.addEventListener("click", () => running?.abort());
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    running?.abort();
    const control = new AbortController();
    running = control;
    stop.disabled = false;
    const request = prepare(operation, fields, accept, body, headers.value);
    await (isSocket ? listen : run)(request, result, control, (answer) => links(operation, answer, resolve, follow));
    if (running === control) stop.disabled = true;
  });
  return {
    element: made,
    fill(values) {
      for (const one of fields) if (values[one.name] !== undefined) one.input.value = values[one.name];
    },
  };
}

// MARK: - Fields

function row(id, name, input, note) {
  return element("p", { class: "field" }, element("label", { for: id }, name, note ? [" ", note] : null), input);
}

function field(operation, parameter, resolve) {
  const schema = resolve(parameter.schema ?? {});
  const id = `${operation.id}-${parameter.in}-${parameter.name}`;
  const required = parameter.in === "path";
  const input = schema.enum ? choice(id, schema.enum, required) : element("input", {
    id,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    required,
    placeholder: parameter.example === undefined ? undefined : String(parameter.example),
  });
  if (parameter.in === "path" && known.has(parameter.name)) input.value = known.get(parameter.name);
  const note = labelled("span", `in_${parameter.in}`, { class: "place" });
  return { name: parameter.name, place: parameter.in, input, row: row(id, parameter.name, input, note) };
}

function choice(id, values, required) {
  const none = required ? [] : [labelled("option", "notSet", { value: "" })];
  return element("select", { id }, none, values.map((one) => element("option", { value: one }, one)));
}

/** Which media type to ask for, where the server has more than one. */
function acceptField(operation, resolve) {
  const types = Object.entries(operation.described.responses).filter(([status]) => status.startsWith("2"))
    .flatMap(([, answer]) => Object.keys(resolve(answer).content ?? {}));
  if (types.length < 2 || operation.path === "/docs/{file}") return null;
  const id = `${operation.id}-accept`;
  const input = choice(id, types, false);
  return { input, row: row(id, "Accept", input) };
}

function bodyField(operation, resolve) {
  const content = resolve(operation.described.requestBody).content;
  const text = element("textarea", { id: `${operation.id}-body`, rows: "9", spellcheck: "false" });
  const type = choice(`${operation.id}-type`, Object.keys(content), true);
  const example = element("select", { id: `${operation.id}-example` });
  const list = () => examples(content[type.value], resolve);
  const fill = () => { text.value = exampleText(list()[Number(example.value)]?.value ?? ""); };
  const refill = () => {
    example.replaceChildren(
      ...list().map((one, index) => element("option", { value: index }, one.name || type.value)),
    );
    fill();
  };
  type.addEventListener("change", refill);
  example.addEventListener("change", fill);
  refill();
  return {
    text,
    type,
    rows: [
      row(type.id, labelled("span", "mediaType"), type),
      row(example.id, labelled("span", "example"), example),
      row(text.id, labelled("span", "body"), text),
    ],
  };
}

// MARK: - The request

function prepare(operation, fields, accept, body, moreHeaders) {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers = [];
  for (const one of fields) {
    const value = one.input.value;
    if (value === "" && one.place !== "path") continue;
    if (one.place === "path") path = path.replace(`{${one.name}}`, encodeURIComponent(value));
    if (one.place === "query") query.append(one.name, value);
    if (one.place === "header") headers.push([one.name, value]);
  }
  if (accept?.input.value) headers.push(["Accept", accept.input.value]);
  if (body && body.text.value) headers.push(["Content-Type", body.type.value]);
  for (const line of moreHeaders.split("\n").filter((one) => one.includes(":"))) {
    const colon = line.indexOf(":");
    headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  const search = query.toString();
  return {
    method: operation.method.toUpperCase(),
    url: new URL(search ? `${path}?${search}` : path, location.origin),
    headers,
    body: body?.text.value || undefined,
    isStream: JSON.stringify(operation.described.responses["200"] ?? {}).includes("text/event-stream"),
  };
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request for a shell. */
function command(request) {
  const parts = [`curl -i${request.isStream ? "N" : ""}`];
  if (request.method !== "GET") parts.push(`-X ${request.method}`);
  parts.push(quoted(request.url.href));
  for (const [name, value] of request.headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (request.body) parts.push(`--data-binary ${quoted(request.body)}`);
  return parts.join(" \\\n  ");
}

function commandView(request) {
  const text = command(request);
  const copy = labelled("button", "copy", {
    type: "button",
    onclick: async () => {
      await navigator.clipboard?.writeText(text);
      copy.textContent = label("copied");
    },
  });
  return folded(labelled("span", "command"), () => [code(text), element("p", {}, navigator.clipboard ? copy : null)]);
}

// MARK: - The answer

const seconds = (since) => `${Math.round(performance.now() - since)} ms`;

function headerTable(headers) {
  const rows = [...headers].map(([name, value]) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)));
  return folded(labelled("span", "headers"), () => element("table", {}, element("tbody", {}, rows)));
}

async function run(request, result, control, follow) {
  const state = labelled("p", "sending", { class: "state" });
  result.replaceChildren(state, commandView(request));
  const began = performance.now();
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal: control.signal,
      cache: "no-store",
    });
    const tone = answer.status < 400 ? "good" : "bad";
    const line = element("strong", { class: tone }, `${answer.status} ${answer.statusText}`.trim());
    const time = element("span", { class: "time" }, seconds(began));
    state.removeAttribute("data-label");
    state.replaceChildren(line, " ", time);
    result.append(headerTable(answer.headers));
    if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      await showEvents(answer, result, time, began);
      return;
    }
    const text = await answer.text();
    time.textContent = seconds(began);
    result.append(text ? code(pretty(text), { class: "answer" }) : labelled("p", "empty", { class: "small" }));
    result.append(follow({ status: answer.status, text }));
  } catch (error) {
    const word = control.signal.aborted ? "stopped" : "failed";
    result.append(element("p", { class: "bad" }, label(word), control.signal.aborted ? "" : `: ${error.message}`));
  }
}

/** A list of events that grows, and forgets the oldest. */
function eventList(result) {
  const count = element("p", { class: "small" }, `0 ${label("events")}`);
  const list = element("ol", { class: "events" });
  result.append(count, list);
  let total = 0;
  return (event) => {
    total += 1;
    count.textContent = `${total} ${label("events")}`;
    const head = [
      element("code", { class: "name" }, event.event || "message"),
      event.id === undefined ? null : element("span", { class: "kind" }, `id ${event.id}`),
    ];
    list.append(element("li", {}, folded(element("span", { class: "member" }, head), () => code(pretty(event.data)))));
    if (list.childElementCount > keptEvents) list.firstElementChild.remove();
  };
}

async function showEvents(answer, result, time, began) {
  const add = eventList(result);
  for await (const event of readEvents(answer.body)) {
    time.textContent = seconds(began);
    add(event);
  }
  result.append(labelled("p", "ended", { class: "small" }));
}

/** The same over WebSocket. */
function listen(request, result, control) {
  const state = labelled("p", "sending", { class: "state" });
  result.replaceChildren(state);
  const address = new URL(request.url);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const add = eventList(result);
  return new Promise((resolve) => {
    const socket = new WebSocket(address);
    control.signal.addEventListener("abort", () => socket.close(1000));
    socket.addEventListener("open", () => { state.textContent = label("reading"); });
    socket.addEventListener("message", (message) => {
      const text = String(message.data);
      let head = {};
      try {
        head = JSON.parse(text);
      } catch {
        // Then it is shown as it came.
      }
      add({ id: head.id, event: head.type, data: text });
    });
    socket.addEventListener("close", (event) => {
      state.removeAttribute("data-label");
      state.textContent = `${event.code} ${event.reason || label("close")}`;
      resolve();
    });
  });
}

/** What may be asked next, with the values that this answer gives. */
function links(operation, answer, resolve, follow) {
  const described = resolve(operation.described.responses[String(answer.status)] ?? {});
  const buttons = [];
  for (const link of Object.values(described.links ?? {}).map(resolve)) {
    const values = {};
    for (const [name, expression] of Object.entries(link.parameters ?? {})) {
      values[name] = evaluate(expression, answer.text);
      if (values[name] !== undefined) known.set(name, values[name]);
    }
    const next = link.operationId;
    buttons.push(element("button", { type: "button", onclick: () => follow(next, values) }, next));
  }
  return buttons.length
    ? element("p", { class: "buttons" }, labelled("span", "next", { class: "small" }), buttons)
    : "";
}

/** The runtime expressions that the description uses: a JSON pointer into the body. */
function evaluate(expression, text) {
  if (!expression.startsWith("$response.body#/")) return undefined;
  try {
    const path = expression.slice("$response.body#/".length).split("/");
    return path.reduce((node, part) => node?.[part], JSON.parse(text));
  } catch {
    return undefined;
  }
}
