// Written by scripts/openapi.py from docs/site. Change that, then run `make format`.

// swift-format-ignore-file

extension DocumentationFile {
    static let pageText = ##"""
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>AVO API</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/docs/docs.css">
  <script type="module" src="/docs/docs.js"></script>
</head>
<body>
  <a class="skip" href="#main" data-label="skip">Skip to the operations</a>
  <header class="top">
    <a class="brand" href="#intro">AVO <span data-label="subtitle">API</span></a>
    <span class="version" id="version"></span>
    <span class="space"></span>
    <a class="quiet" href="/openapi.json">openapi.json</a>
    <button type="button" id="language" lang="ko">한국어</button>
  </header>
  <div class="frame">
    <nav id="contents" aria-label="Operations"></nav>
    <main id="main" tabindex="-1">
      <p id="state" role="status" data-label="loading">Loading the description…</p>
      <noscript>
        <p>This page needs JavaScript. The description itself is at <a href="/openapi.json">/openapi.json</a>.</p>
      </noscript>
    </main>
  </div>
</body>
</html>

"""##

    static let fileTexts: [(name: String, text: String)] = [
("docs.css", ##"""
:root {
  color-scheme: light dark;
  --ground: #fbfbfa;
  --panel: #ffffff;
  --soft: #f1f2f0;
  --line: #dfe1dd;
  --ink: #22262a;
  --faint: #5e666d;
  --accent: #0f6b66;
  --good: #1c7c45;
  --bad: #b3362b;
  --get: #2563a8;
  --post: #1c7c45;
  --sans: system-ui, -apple-system, "Segoe UI", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181a;
    --panel: #1b1f22;
    --soft: #24292d;
    --line: #343a3f;
    --ink: #e4e7e9;
    --faint: #9ba4ab;
    --accent: #5cc2ba;
    --good: #63c98c;
    --bad: #f08a7e;
    --get: #7fb2ec;
    --post: #63c98c;
  }
}

* { box-sizing: border-box; }

html { scroll-padding-top: 4rem; }

body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.6 var(--sans);
}

a { color: var(--accent); }

:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

main:focus { outline: none; }

.skip { position: absolute; left: -100rem; }

.skip:focus { left: 1rem; top: 0.5rem; z-index: 2; background: var(--panel); padding: 0.25rem 0.75rem; }

/* The top and the frame */

.top {
  position: sticky;
  top: 0;
  z-index: 1;
  display: flex;
  align-items: center;
  gap: 0.75rem;
  padding: 0.5rem 1.25rem;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
}

.brand { color: var(--ink); font-weight: 650; letter-spacing: 0.02em; text-decoration: none; }

.brand span { color: var(--faint); font-weight: 400; }

.version { color: var(--faint); font: 0.8rem var(--mono); }

.space { flex: 1; }

.quiet { font: 0.85rem var(--mono); }

.frame { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 76rem; margin: 0 auto; }

#contents {
  position: sticky;
  top: 3.2rem;
  align-self: start;
  max-height: calc(100vh - 3.2rem);
  overflow-y: auto;
  padding: 1.25rem 0.5rem 2rem 1.25rem;
}

#contents h2 { margin: 1rem 0 0.25rem; color: var(--faint); font-size: 0.8rem; font-weight: 600; }

#contents ul { margin: 0; padding: 0; list-style: none; }

#contents a {
  display: flex;
  gap: 0.5rem;
  align-items: baseline;
  padding: 0.2rem 0.4rem;
  border-radius: 0.3rem;
  color: var(--ink);
  font-size: 0.9rem;
  line-height: 1.35;
  text-decoration: none;
}

#contents a:hover { background: var(--soft); }

main { padding: 1.5rem 1.5rem 6rem; }

.intro { max-width: 46rem; }

h1 { margin: 0; font-size: 2rem; line-height: 1.2; }

.lead { margin-top: 0.25rem; color: var(--faint); font-size: 1.1rem; }

.group { margin-top: 2.75rem; }

.group > h2 { margin: 0; font-size: 1.35rem; }

.group > p { margin-top: 0.1rem; color: var(--faint); }

h4 { margin: 1.5rem 0 0.5rem; font-size: 0.95rem; }

p { margin: 0.5rem 0; }

.small { color: var(--faint); font-size: 0.85rem; }

/* Operations */

summary { cursor: pointer; }

.operation, .schema {
  margin: 0.5rem 0;
  background: var(--panel);
  border: 1px solid var(--line);
  border-radius: 0.5rem;
}

.operation > summary, .schema > summary { padding: 0.6rem 0.9rem; border-radius: 0.5rem; list-style-position: inside; }

.operation > summary:hover, .schema > summary:hover { background: var(--soft); }

.operation[open] > summary, .schema[open] > summary {
  border-bottom: 1px solid var(--line);
  border-radius: 0.5rem 0.5rem 0 0;
}

.operation > :not(summary), .schema > :not(summary) { margin-left: 0.9rem; margin-right: 0.9rem; }

.operation > :last-child:not(summary), .schema > :last-child:not(summary) { margin-bottom: 0.9rem; }

.operation > p { max-width: 46rem; }

.title, .member { display: inline-flex; flex-wrap: wrap; align-items: baseline; max-width: calc(100% - 1.5rem); }

.title { gap: 0.2rem 0.75rem; }

.member { gap: 0.1rem 0.6rem; }

.path { overflow-wrap: anywhere; font-weight: 600; }

.summary { color: var(--faint); }

.method { flex: none; min-width: 2.6rem; font: 700 0.72rem var(--mono); }

.method.get { color: var(--get); }

.method.post { color: var(--post); }

code, pre { font-family: var(--mono); font-size: 0.86em; }

p code, li > p code { padding: 0.05em 0.3em; border-radius: 0.25rem; background: var(--soft); overflow-wrap: anywhere; }

pre {
  margin: 0.5rem 0;
  padding: 0.75rem 0.9rem;
  max-height: 30rem;
  overflow: auto;
  background: var(--soft);
  border-radius: 0.4rem;
  font-size: 0.82rem;
  line-height: 1.5;
}

pre code { font-size: inherit; }

details details { margin: 0.25rem 0; }

.tree { margin: 0.25rem 0; padding: 0 0 0 0.9rem; border-left: 1px solid var(--line); list-style: none; }

.tree > li { margin: 0.45rem 0; }

.tree p { margin: 0.15rem 0; max-width: 46rem; font-size: 0.92rem; }

.name { font-weight: 600; overflow-wrap: anywhere; }

.kind, .place { color: var(--faint); font-size: 0.85rem; overflow-wrap: anywhere; }

.required { color: var(--bad); font-size: 0.8rem; }

.rules:empty { display: none; }

.rule { margin-right: 0.4rem; color: var(--faint); }

.status { font-weight: 700; }

.s1, .s2 { color: var(--good); }

.s3 { color: var(--get); }

.s4, .s5 { color: var(--bad); }

.media { margin: 0.5rem 0 0.5rem 0.9rem; }

/* Try it */

.try {
  padding: 0.75rem 1rem;
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: 0.5rem;
}

.field { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 0.25rem 0.75rem; align-items: center; }

.field label { font-size: 0.9rem; overflow-wrap: anywhere; }

input, select, textarea, button { color: var(--ink); font: inherit; }

input, select, textarea {
  width: 100%;
  padding: 0.4rem 0.6rem;
  background: var(--panel);
  border: 1px solid var(--line);
  border-radius: 0.35rem;
}

input, textarea { font-family: var(--mono); font-size: 0.86rem; }

input::placeholder { color: var(--faint); opacity: 0.75; }

textarea { resize: vertical; line-height: 1.5; }

button {
  padding: 0.35rem 0.9rem;
  background: var(--panel);
  border: 1px solid var(--line);
  border-radius: 0.35rem;
  cursor: pointer;
}

button:hover:not(:disabled) { border-color: var(--accent); }

button:disabled { color: var(--faint); cursor: default; opacity: 0.6; }

.primary { background: var(--accent); border-color: var(--accent); color: var(--panel); font-weight: 600; }

.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }

.result:empty { display: none; }

.good { color: var(--good); }

.bad { color: var(--bad); }

.time { color: var(--faint); font-size: 0.85rem; }

table { border-collapse: collapse; font-size: 0.85rem; }

th, td { padding: 0.15rem 1rem 0.15rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }

th { color: var(--faint); font-weight: 400; white-space: nowrap; }

.events { max-height: 26rem; overflow-y: auto; padding-left: 2rem; }

/* Narrow screens */

@media (max-width: 56rem) {
  .frame { display: block; }
  #contents {
    position: static;
    max-height: 40vh;
    padding: 0.5rem 1rem;
    border-bottom: 1px solid var(--line);
  }
  main { padding: 1rem 1rem 4rem; }
  .top { padding: 0.5rem 1rem; }
  .field { grid-template-columns: minmax(0, 1fr); }
  th { white-space: normal; }
}

@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}

"""##),
("docs.js", ##"""
// The page: reads /openapi.json, and shows every operation and schema.

import { element, folded, inline, labelled, prose } from "/docs/elements.js";
import { currentLanguage, label, switchLanguage, translate } from "/docs/labels.js";
import { form } from "/docs/request.js";
import { contents, entry, resolver, view } from "/docs/schema.js";

const methods = ["get", "post", "put", "patch", "delete"];
const main = document.getElementById("main");
const navigation = document.getElementById("contents");
const opened = new Map();

function operations(description, resolve) {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((key) => methods.includes(key)).map((method) => ({
      id: item[method].operationId,
      path,
      method,
      tag: item[method].tags?.[0] ?? "",
      described: item[method],
      parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(resolve),
    })));
}

const badge = (method) => element("span", { class: `method ${method}` }, method.toUpperCase());

function section(word, ...children) {
  return element("section", {}, labelled("h4", word), ...children);
}

const firstSentence = (text) => (text ?? "").trim().replaceAll("\n", " ").split(/(?<=\.) /)[0];

function answer(status, described, resolve) {
  const target = resolve(described);
  const headers = Object.entries(target.headers ?? {});
  const title = element(
    "span",
    { class: "member" },
    element("code", { class: `status s${status[0]}` }, status),
    element("span", { class: "kind" }, inline(firstSentence(target.description))),
  );
  return folded(title, () => [
    ...prose(target.description),
    headers.length
      ? folded(labelled("span", "headers"), () =>
        element("ul", { class: "tree" }, headers.map(([name, one]) => entry(name, resolve(one), "", resolve))))
      : null,
    ...contents(target.content, resolve),
  ]);
}

function answers(operation, resolve) {
  const all = Object.entries(operation.described.responses);
  const good = all.filter(([status]) => status < "4");
  const bad = all.filter(([status]) => status >= "4");
  const show = ([status, described]) => answer(status, described, resolve);
  const title = element("span", {}, labelled("span", "errors"), ` (${bad.length})`);
  return section("answers", ...good.map(show), folded(title, () => bad.map(show)));
}

function detail(operation, resolve, follow) {
  const body = operation.described.requestBody;
  const made = form(operation, resolve, follow);
  opened.get(operation.id).fill = made.fill;
  return [
    ...prose(operation.described.description),
    operation.parameters.length
      ? section("parameters", element(
        "ul",
        { class: "tree" },
        operation.parameters.map((one) => entry(one.name, one, one.in, resolve)),
      ))
      : null,
    body ? section("body", ...contents(resolve(body).content, resolve)) : null,
    answers(operation, resolve),
    section("tryIt", made.element),
  ];
}

function show(operation, resolve, follow) {
  const title = element(
    "span",
    { class: "title" },
    badge(operation.method),
    element("code", { class: "path" }, operation.path),
    element("span", { class: "summary" }, operation.described.summary ?? ""),
  );
  opened.set(operation.id, {});
  const made = folded(title, () => detail(operation, resolve, follow), { class: "operation", id: operation.id });
  opened.get(operation.id).element = made;
  return made;
}

/** Opens what an address points to. */
function open(id, values = {}) {
  const found = opened.get(id);
  const target = found?.element ?? document.getElementById(id);
  if (!target) return;
  if (target.tagName === "DETAILS") target.open = true;
  // The content of a `details` is made when the browser tells that it was opened.
  requestAnimationFrame(() => setTimeout(() => {
    found?.fill?.(values);
    target.scrollIntoView({ block: "start" });
    target.querySelector("summary")?.focus({ preventScroll: true });
  }));
}

function follow(id, values) {
  history.replaceState(null, "", `#${id}`);
  open(id, values);
}

function contentsList(tags, all) {
  return tags.map((tag) =>
    element(
      "div",
      {},
      element("h2", {}, tag.name),
      element("ul", {}, all.filter((one) => one.tag === tag.name).map((one) =>
        element("li", {}, element(
          "a",
          { href: `#${one.id}` },
          badge(one.method),
          element("span", {}, one.described.summary ?? one.path),
        )))),
    ));
}

function render(description) {
  const resolve = resolver(description);
  const all = operations(description, resolve);
  const tags = description.tags ?? [];
  document.getElementById("version").textContent = description.info.version;
  navigation.replaceChildren(...contentsList(tags, all));
  main.replaceChildren(
    element(
      "section",
      { id: "intro", class: "intro" },
      element("h1", {}, description.info.title),
      element("p", { class: "lead" }, description.info.summary ?? ""),
      ...prose(description.info.description),
    ),
    ...tags.map((tag) =>
      element(
        "section",
        { class: "group", id: `tag-${tag.name}` },
        element("h2", {}, tag.name),
        ...prose(tag.description),
        all.filter((one) => one.tag === tag.name).map((one) => show(one, resolve, follow)),
      )),
    element(
      "section",
      { class: "group", id: "schemas" },
      labelled("h2", "schemas"),
      Object.keys(description.components?.schemas ?? {}).sort().map((name) =>
        folded(
          element("code", {}, name),
          () => view({ $ref: `#/components/schemas/${name}` }, resolve),
          { class: "schema", id: `schema-${name}` },
        )),
    ),
  );
}

function speak() {
  document.documentElement.lang = currentLanguage();
  const button = document.getElementById("language");
  button.textContent = label("other");
  button.lang = currentLanguage() === "ko" ? "en" : "ko";
  navigation.setAttribute("aria-label", label("contents"));
  translate();
}

document.getElementById("language").addEventListener("click", () => {
  switchLanguage();
  speak();
});
window.addEventListener("hashchange", () => open(location.hash.slice(1)));

speak();
try {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) throw new Error(`${answer.status}`);
  render(await answer.json());
  document.documentElement.dataset.ready = "";
  if (location.hash.length > 1) open(location.hash.slice(1));
} catch (error) {
  main.replaceChildren(element("p", { class: "bad" }, label("unreadable"), ` ${error.message}`));
}

"""##),
("elements.js", ##"""
// Makes elements. Text only ever becomes text: job data is not to be trusted, so nothing here parses HTML.

import { label } from "/docs/labels.js";

/** An element with attributes and children; strings become text, null and undefined nothing. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return made;
}

/** An element with one of the page's own words, which follow the language. */
export function labelled(name, word, attributes = {}) {
  return element(name, { ...attributes, "data-label": word }, label(word));
}

/** A `details` whose content is made when it is opened for the first time. */
export function folded(title, content, attributes = {}) {
  const details = element("details", attributes, element("summary", {}, title));
  let isMade = false;
  const make = () => {
    if (isMade || !details.open) return;
    isMade = true;
    details.append(...[content()].flat().filter(Boolean));
  };
  details.addEventListener("toggle", make);
  make();
  return details;
}

export function code(text, attributes = {}) {
  return element("pre", { tabindex: "0", ...attributes }, element("code", {}, text));
}

/** JSON for people, and other text as it is. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A text of the description: paragraphs, lists, `code` and *stress*. */
export function prose(text) {
  const blocks = (text ?? "").trim().split(/\n{2,}/).filter(Boolean);
  return blocks.map((block) => {
    const lines = block.split("\n");
    if (!lines[0].startsWith("- ")) return element("p", {}, inline(block.replaceAll("\n", " ")));
    const items = lines.reduce((all, line) => {
      if (line.startsWith("- ")) all.push(line.slice(2));
      else all[all.length - 1] += ` ${line.trim()}`;
      return all;
    }, []);
    return element("ul", {}, items.map((item) => element("li", {}, inline(item))));
  });
}

export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).filter(Boolean).map((part) => {
    if (/^`.+`$/.test(part)) return element("code", {}, part.slice(1, -1));
    if (/^\*\*.+\*\*$/.test(part)) return element("strong", {}, part.slice(2, -2));
    if (/^\*.+\*$/.test(part)) return element("em", {}, part.slice(1, -1));
    return part;
  });
}

"""##),
("labels.js", ##"""
// The page's own words. What the description says stays as it is written there.

const words = {
  en: {
    skip: "Skip to the operations",
    subtitle: "API",
    loading: "Loading the description…",
    unreadable: "The description could not be loaded.",
    contents: "Operations",
    other: "한국어",
    parameters: "Parameters",
    body: "Body",
    answers: "Answers",
    errors: "Errors",
    schemas: "Schemas",
    headers: "Headers",
    examples: "Examples",
    schema: "Schema",
    next: "What can follow",
    required: "required",
    optional: "optional",
    in_path: "path",
    in_query: "query",
    in_header: "header",
    tryIt: "Try it",
    mediaType: "Media type",
    example: "Example",
    moreHeaders: "More headers, one a line",
    send: "Send",
    open: "Connect",
    stop: "Stop",
    copy: "Copy",
    copied: "Copied",
    command: "Command",
    sending: "Sending…",
    reading: "Receiving…",
    stopped: "Stopped",
    ended: "The stream has ended.",
    failed: "The request could not be sent",
    empty: "No body",
    notSet: "not set",
    events: "events",
    close: "closed",
    anyOf: "any of",
    oneOf: "one of",
    allOf: "all of",
    not: "but not",
    items: "each item",
    others: "other members",
    names: "names",
    itemOfStream: "Each event of the stream",
  },
  ko: {
    skip: "작업 목록으로 건너뛰기",
    subtitle: "API",
    loading: "명세를 불러오는 중…",
    unreadable: "명세를 불러오지 못했습니다.",
    contents: "작업 목록",
    other: "English",
    parameters: "매개변수",
    body: "본문",
    answers: "응답",
    errors: "오류",
    schemas: "스키마",
    headers: "헤더",
    examples: "예시",
    schema: "스키마",
    next: "이어서 할 수 있는 요청",
    required: "필수",
    optional: "선택",
    in_path: "경로",
    in_query: "쿼리",
    in_header: "헤더",
    tryIt: "직접 해보기",
    mediaType: "미디어 타입",
    example: "예시",
    moreHeaders: "추가 헤더(한 줄에 하나)",
    send: "보내기",
    open: "연결",
    stop: "중지",
    copy: "복사",
    copied: "복사됨",
    command: "명령",
    sending: "보내는 중…",
    reading: "받는 중…",
    stopped: "중지됨",
    ended: "스트림이 끝났습니다.",
    failed: "요청을 보내지 못했습니다",
    empty: "본문 없음",
    notSet: "지정 안 함",
    events: "개 이벤트",
    close: "닫힘",
    anyOf: "다음 중 하나 이상",
    oneOf: "다음 중 하나",
    allOf: "모두 해당",
    not: "다음은 제외",
    items: "각 항목",
    others: "그 밖의 항목",
    names: "이름",
    itemOfStream: "스트림의 각 이벤트",
  },
};

const key = "avo-docs-language";

function preferred() {
  try {
    const stored = localStorage.getItem(key);
    if (stored in words) return stored;
  } catch {
    // A browser may refuse to store anything.
  }
  return navigator.languages.find((one) => /^(ko|en)\b/.test(one))?.slice(0, 2) ?? "en";
}

let language = preferred();

export const label = (name) => words[language][name] ?? name;

/** Puts the words into everything that has a `data-label`. */
export function translate(root = document) {
  for (const element of root.querySelectorAll("[data-label]")) element.textContent = label(element.dataset.label);
}

export function currentLanguage() {
  return language;
}

export function switchLanguage() {
  language = language === "ko" ? "en" : "ko";
  try {
    localStorage.setItem(key, language);
  } catch {
    // Then it holds for this visit.
  }
}

"""##),
("request.js", ##"""
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

"""##),
("schema.js", ##"""
// Shows JSON Schemas, as far as the description uses them.

import { code, element, folded, inline, labelled, prose } from "/docs/elements.js";

/** Follows references within the description. */
export function resolver(root) {
  return function resolve(value) {
    let target = value;
    for (let steps = 0; target?.$ref && steps < 8; steps += 1) {
      target = target.$ref.slice(2).split("/")
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
        .reduce((node, part) => node?.[part], root);
    }
    return target ?? {};
  };
}

const nameOf = (schema) => schema.$ref?.split("/").pop();

/** What kind of value a schema describes, in a few words. */
function kind(schema, resolve) {
  const target = resolve(schema);
  const name = nameOf(schema);
  if ("const" in target) return JSON.stringify(target.const);
  const types = [target.type ?? []].flat();
  if (types.includes("array") && target.items) return `array of ${kind(target.items, resolve)}`;
  const choices = target.oneOf ?? target.anyOf;
  if (!types.length && choices && choices.length < 4) return choices.map((one) => kind(one, resolve)).join(" | ");
  const plain = types.join(" | ") || "any";
  const text = target.format ? `${plain} (${target.format})` : plain;
  return name && (types.includes("object") || !types.length) ? name : text;
}

/** What a value has to keep to. */
function rules(schema) {
  const found = [];
  const range = (low, high, unit) => {
    if (low === undefined && high === undefined) return;
    found.push(`${low ?? ""}…${high ?? ""}${unit}`);
  };
  range(schema.minimum, schema.maximum, "");
  range(schema.minLength, schema.maxLength, " characters");
  range(schema.minItems, schema.maxItems, " items");
  range(schema.minProperties, schema.maxProperties, " members");
  if (schema.enum) found.push(schema.enum.map((one) => JSON.stringify(one)).join(" · "));
  if (schema.pattern) found.push(schema.pattern);
  if (schema.default !== undefined) found.push(`default ${JSON.stringify(schema.default)}`);
  return found.map((rule) => element("code", { class: "rule" }, rule));
}

/** Whether a schema has parts of its own that are worth opening. */
function hasParts(schema, resolve) {
  const target = resolve(schema);
  return Boolean(
    target.properties || target.oneOf || target.anyOf || target.allOf ||
      (target.items && hasParts(target.items, resolve)) || typeof target.additionalProperties === "object",
  );
}

function member(name, schema, isRequired, resolve) {
  const target = resolve(schema);
  const head = element(
    "span",
    { class: "member" },
    typeof name === "string" ? element("code", { class: "name" }, name) : name,
    element("span", { class: "kind" }, kind(schema, resolve)),
    isRequired ? labelled("span", "required", { class: "required" }) : null,
  );
  const about = [
    ...prose(schema.description ?? target.description),
    element("p", { class: "rules" }, rules(target)),
  ].filter((one) => one.childNodes.length);
  if (!hasParts(schema, resolve)) return element("li", {}, head, ...about);
  return element("li", {}, folded(head, () => [...about, view(schema, resolve, false)]));
}

function choices(word, list, resolve) {
  if (!list) return null;
  return element(
    "div",
    {},
    labelled("p", word, { class: "small" }),
    element("ul", { class: "tree" }, list.map((one) => member("", one, false, resolve))),
  );
}

/** A schema with its members, to be opened one by one. */
export function view(schema, resolve, describes = true) {
  const target = resolve(schema);
  if (target.items) return element("div", {}, ...introduction(target, describes), each(target, resolve));
  const required = new Set(target.required ?? []);
  const members = Object.entries(target.properties ?? {})
    .map(([name, one]) => member(name, one, required.has(name), resolve));
  const rest = target.additionalProperties;
  if (typeof rest === "object") members.push(member(labelled("em", "others"), rest, false, resolve));
  return element(
    "div",
    {},
    ...introduction(target, describes),
    members.length ? element("ul", { class: "tree" }, members) : null,
    choices("oneOf", target.oneOf, resolve),
    choices("anyOf", target.anyOf, resolve),
    choices("allOf", target.allOf, resolve),
  );
}

function each(target, resolve) {
  return element("ul", { class: "tree" }, member(labelled("em", "items"), target.items, false, resolve));
}

function introduction(target, describes) {
  if (!describes) return [];
  const own = rules(target);
  return [...prose(target.description), own.length ? element("p", { class: "rules" }, own) : null].filter(Boolean);
}

/** A parameter or header as one entry of a list. */
export function entry(name, described, place, resolve) {
  const schema = described.schema ?? {};
  return element(
    "li",
    {},
    element(
      "span",
      { class: "member" },
      element("code", { class: "name" }, name),
      element("span", { class: "kind" }, kind(schema, resolve)),
      place ? labelled("span", `in_${place}`, { class: "place" }) : null,
      described.required ? labelled("span", "required", { class: "required" }) : null,
    ),
    ...prose(described.description),
    element("p", { class: "rules" }, rules(resolve(schema))),
  );
}

/** The examples of a media type by name. */
export function examples(media, resolve) {
  const named = Object.entries(media.examples ?? {}).map(([name, one]) => {
    const target = resolve(one);
    return { name: target.summary ?? name, value: target.value };
  });
  return media.example === undefined ? named : [...named, { name: "", value: media.example }];
}

export function exampleText(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Media types with their schemas and examples. */
export function contents(content, resolve) {
  return Object.entries(content ?? {}).map(([type, media]) =>
    element(
      "div",
      { class: "media" },
      element("p", { class: "small" }, element("code", {}, type)),
      folded(labelled("span", "schema"), () => view(media.schema ?? {}, resolve)),
      media["x-item-schema"]
        ? folded(labelled("span", "itemOfStream"), () => view(media["x-item-schema"], resolve))
        : null,
      examples(media, resolve).map((one) =>
        folded(
          element("span", {}, labelled("span", "example"), one.name ? [" · ", ...inline(one.name)] : ""),
          () => code(exampleText(one.value)),
        )),
    ));
}

"""##),
("stream.js", ##"""
// Server-sent events from the body of an answer, as the HTML standard reads them.

/** Yields `{id, event, data}` for each event, and ends with the body. */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let lines = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop();
    for (const line of parts) {
      if (line !== "") {
        lines.push(line);
        continue;
      }
      const event = parse(lines);
      lines = [];
      if (event) yield event;
    }
  }
}

function parse(lines) {
  const event = { id: undefined, event: "message", data: [] };
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") event.data.push(value);
    else if (name === "id" || name === "event") event[name] = value;
  }
  return event.data.length ? { ...event, data: event.data.join("\n") } : null;
}

"""##),
    ]
}
