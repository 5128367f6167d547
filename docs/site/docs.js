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
