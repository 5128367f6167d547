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
