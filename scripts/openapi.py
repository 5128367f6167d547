#!/usr/bin/env python3
"""Writes docs/openapi.yaml as JSON, and docs/site as it is, into the sources that the server serves them from.

usage: openapi.py            writes the sources
       openapi.py --check    exits 1 if a source is not what it is written from
       openapi.py --print [--streams]
                             prints the document as JSON; with --streams in OpenAPI 3.2, as /openapi-3.2.json has it
"""
import json
import pathlib
import sys

import yaml

root = pathlib.Path(__file__).resolve().parent.parent
adapter = root / "Sources/Adapters/JobsHTTPAPI"
page = "index.html"


def literal(text):
    """The text as a multi-line string of Swift that takes nothing in it for its own."""
    return f'##"""\n{text}\n"""##'


def source(origin, body):
    head = f"// Written by scripts/openapi.py from {origin}. Change that, then run `make format`."
    return f"{head}\n\n// swift-format-ignore-file\n\n{body}\n"


def sources():
    document = yaml.safe_load((root / "docs/openapi.yaml").read_text(encoding="utf-8"))
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    body = f"extension OpenAPIDocument {{\n    static let text = {literal(text)}\n}}"
    yield adapter / "Routes/OpenAPIDocument+Text.swift", source("docs/openapi.yaml", body)

    files = {file.name: file.read_text(encoding="utf-8") for file in sorted((root / "docs/site").iterdir())}
    body = f"extension DocumentationFile {{\n    static let pageText = {literal(files.pop(page))}\n\n"
    body += "    static let fileTexts: [(name: String, text: String)] = [\n"
    body += ",\n".join(f'("{name}", {literal(text)})' for name, text in files.items())
    body += ",\n    ]\n}"
    yield adapter / "Documentation/DocumentationFile+Texts.swift", source("docs/site", body)


def printed(with_streams):
    document = (root / "docs/openapi.yaml").read_text(encoding="utf-8")
    if with_streams:
        document = document.replace("x-item-schema:", "itemSchema:").replace("openapi: 3.1.0", "openapi: 3.2.0", 1)
    return json.dumps(yaml.safe_load(document), ensure_ascii=False, indent=2)


arguments = sys.argv[1:]
if "--print" in arguments:
    print(printed("--streams" in arguments))
elif "--check" in arguments:
    for target, text in sources():
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            sys.exit(f"{target.name} is not what it is written from: run `make format`")
else:
    for target, text in sources():
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
