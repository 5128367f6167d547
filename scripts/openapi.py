#!/usr/bin/env python3
"""Writes docs/openapi.yaml as JSON into the source that the server serves it from.

usage: openapi.py            writes the source
       openapi.py --check    exits 1 if the source is not what the YAML says
"""
import json
import pathlib
import sys

import yaml

root = pathlib.Path(__file__).resolve().parent.parent
target = root / "Sources/Adapters/JobsHTTPAPI/Routes/OpenAPIDocument+Text.swift"
document = yaml.safe_load((root / "docs/openapi.yaml").read_text(encoding="utf-8"))
text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
source = f'''// Written by scripts/openapi.py from docs/openapi.yaml. Change the YAML, then run `make format`.

// swift-format-ignore-file

extension OpenAPIDocument {{
    static let text = ##"""
{text}
"""##
}}
'''

if "--check" in sys.argv[1:]:
    if not target.exists() or target.read_text(encoding="utf-8") != source:
        sys.exit("docs/openapi.yaml and the document in the server differ: run `make format`")
else:
    target.write_text(source, encoding="utf-8")
