"""Title, legend and the words about the line, inside the frame of a folium map."""

from collections.abc import Mapping

from branca.element import MacroElement
from jinja2 import Template

from geo.layerspec import MapSpec
from geo.messages import message
from layers._style import Style
from layers.renderers import _svg
from layers.renderers._clean import script_json
from layers.renderers.payload import Translate, words

_TEMPLATE = """
{% macro script(this, kwargs) %}
(function () {
    const texts = {{ this.texts }};
    const line = (text, css) => {
        const node = L.DomUtil.create("div");
        node.textContent = text;
        node.style.cssText = css || "";
        return node;
    };
    const box = (position, fill) => {
        const control = L.control({ position: position });
        control.onAdd = () => {
            const node = L.DomUtil.create("div");
            node.style.cssText = "background:#fffffff0;border:1px solid #cfcac0;padding:4px 8px;" +
                "max-width:300px;max-height:300px;overflow:auto;" +
                "font:12px/1.4 'Noto Sans',sans-serif";
            L.DomEvent.disableScrollPropagation(node);
            fill(node);
            return node;
        };
        control.addTo({{ this._parent.get_name() }});
    };
    box("topright", (node) => {
        texts.head.forEach((text, i) => node.append(line(text, i ? "" : "font-weight:700")));
    });
    box("bottomright", (node) => texts.foot.forEach((text) => node.append(line(text))));
    box("bottomleft", (node) => {
        node.append(line(texts.legend, "font-weight:700"));
        texts.blocks.forEach((block) => {
            node.append(line(block.title, "font-weight:600"));
            block.entries.forEach((entry) => {
                const row = line("", "display:flex;align-items:center;gap:6px");
                row.innerHTML = entry.swatch;
                row.firstElementChild.style.flex = "none";
                row.append(line(entry.text));
                node.append(row);
            });
            block.notes.forEach((note) => node.append(line(note, "color:#5f5b53")));
        });
    });
})();
{% endmacro %}
"""


class Frame(MacroElement):
    """What a photograph of the map must carry. Texts are set as text, only swatches are markup."""

    _template = Template(_TEMPLATE)

    def __init__(
        self, map_spec: MapSpec, translator: Translate, styles: Mapping[str, Style]
    ) -> None:
        super().__init__()
        self._name = "Frame"
        self.texts = script_json(_texts(map_spec, translator, styles))


def _texts(map_spec: MapSpec, translator: Translate, styles: Mapping[str, Style]) -> dict:
    frame = map_spec.furniture
    head = (frame.title, frame.verdict, frame.window, frame.counts, frame.as_of, frame.audience)
    foot = (frame.disclaimer, *frame.notes, *frame.credits)
    layers = sorted(map_spec.layers, key=lambda layer: -layer.order)
    return {
        "head": [words(text, translator) for text in head if text],
        "foot": [words(text, translator) for text in foot],
        "legend": translator(message("render.legend")),
        "blocks": [
            {
                "title": translator(layer.title),
                "entries": [
                    {
                        "swatch": _svg.swatch(styles[entry.token], entry.kind),
                        "text": translator(entry.text),
                    }
                    for entry in layer.legend
                ],
                "notes": [translator(note) for note in layer.notes],
            }
            for layer in layers
            if layer.legend or layer.notes
        ],
    }
