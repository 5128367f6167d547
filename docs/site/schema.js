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
