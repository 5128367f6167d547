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
