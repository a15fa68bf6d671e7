"""The one boundary where text becomes safe inside HTML that passes through script templates."""

import html
import json
import re
from typing import Any, Final

# Escaping HTML is not enough: script templates run ${…} and back-ticks, page templates run {{…}}.
_ENTITIES: Final = str.maketrans({c: f"&#{ord(c)};" for c in "`${}\\"})
# Control characters, and the marks that turn the direction of the text after them.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SCRIPT_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&`${}\u2028\u2029"}


def clean(text: str) -> str:
    """``text`` as HTML that shows exactly it and can run nothing, quotes included."""
    return html.escape(_UNSEEN.sub("", text), quote=True).translate(_ENTITIES)


def script_json(value: Any) -> str:
    """``value`` as JSON that may stand inside a <script>: no tag, no template can start in it.

    Braces of the JSON itself stay; those inside texts are escaped.
    """
    if isinstance(value, dict):
        pairs = (f"{script_json(str(key))}:{script_json(item)}" for key, item in value.items())
        return "{ " + ",".join(pairs) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(script_json(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False).translate(_SCRIPT_ESCAPES)
