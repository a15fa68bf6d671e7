// The one-file map: filters over recorded events, the ranked table, print. All data is inside.
"use strict";
(function (root) {
  const { make, fill } = root.AtlasParts;
  const DAY_MS = 86400000;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  function dayOf(input) {
    return input.value ? Math.round(Date.parse(`${input.value}T00:00:00Z`) / DAY_MS) : null;
  }

  function dated(marks) {
    return marks.filter((mark) => mark.days);
  }

  function dateInput(label, day) {
    const holder = make("label", "af-field", label);
    const input = holder.appendChild(make("input"));
    input.type = "date";
    if (day !== null) input.value = new Date(day * DAY_MS).toISOString().slice(0, 10);
    return { holder, input };
  }

  // Names of the categories as the legend has them; a token stands in where it has none.
  function categoryNames(payload) {
    const entries = payload.layers.flatMap((layer) => layer.legend);
    return new Map(entries.map((entry) => [entry.token, entry.text]));
  }

  // A record whose point was moved is drawn in outline; its category is the same.
  function categoryOf(token) {
    return token.replace(/\.approximate$/, "");
  }

  function categoryBoxes(tokens, names) {
    return tokens.map((token) => {
      const holder = make("label", "af-box");
      const input = holder.appendChild(make("input"));
      input.type = "checkbox";
      input.checked = true;
      holder.append(make("span", "", names.get(token) || token));
      return { holder, input, token };
    });
  }

  function filters(map, words) {
    const picture = map.picture;
    const marks = dated(picture.layers.flatMap((layer) => layer.marks));
    if (!marks.length) return null;
    const known = marks.flatMap((mark) => Array.from(mark.ids, (_, i) => i).map((i) => [mark, i]));
    const tokens = [...new Set(known.map(([mark, i]) => categoryOf(mark.token(i))))].sort();
    const days = known.flatMap(([mark, i]) => [mark.days[0][i], mark.days[1][i]]).filter((day) => day > -100000);
    const edge = (pick) => (days.length ? days.reduce((a, b) => pick(a, b)) : null);
    const from = dateInput(words.period_from, edge(Math.min));
    const to = dateInput(words.period_to, edge(Math.max));
    const boxes = categoryBoxes(tokens, categoryNames(picture.payload));
    const count = make("p", "af-count");
    count.setAttribute("role", "status");
    const apply = () => {
      const [first, last] = [dayOf(from.input), dayOf(to.input)];
      const chosen = new Set(boxes.filter((box) => box.input.checked).map((box) => box.token));
      // An event is inside a period when it lies wholly in it.
      const keep = (mark, i) =>
        chosen.has(categoryOf(mark.token(i))) &&
        (first === null || mark.days[0][i] >= first) &&
        (last === null || mark.days[1][i] <= last);
      map.setFilter(keep);
      count.textContent = `${known.filter(([mark, i]) => keep(mark, i)).length} ${words.shown_of} ${known.length}`;
    };
    const section = make("section", "af-filter");
    const choices = make("fieldset", "af-choices");
    choices.append(make("legend", "", words.category), ...boxes.map((box) => box.holder));
    section.append(make("h2", "", words.filter), from.holder, to.holder, choices, count, make("p", "am-note", words.no_period));
    section.addEventListener("change", apply);
    apply();
    return section;
  }

  function row(map, cells, id) {
    const line = make("tr");
    cells.forEach((text, k) => {
      const cell = line.appendChild(make(k ? "td" : "th"));
      if (k === 0 && id) {
        const button = cell.appendChild(make("button", "af-go", text));
        button.type = "button";
        button.addEventListener("click", () => {
          map.select(id);
          map.frame.scrollIntoView({ block: "nearest" });
        });
      } else cell.textContent = text;
    });
    return line;
  }

  function table(map, content) {
    if (!content.rows.length) return null;
    const node = make("table", "af-table");
    const head = node.appendChild(make("thead")).appendChild(make("tr"));
    head.append(...content.columns.map((text) => make("th", "", text)));
    node.appendChild(make("tbody")).append(...content.rows.map((cells) => row(map, cells.slice(1), cells[0])));
    const holder = make("div", "af-scroll");
    holder.append(node);
    const section = make("section", "af-ranked");
    section.append(make("h2", "", content.title), holder);
    return section;
  }

  async function start() {
    const content = read("atlas-content");
    const map = root.AtlasMap.mount(document.getElementById("atlas-map"), {
      displays: read("atlas-displays"),
      switches: true,
    });
    await map.update(content.payload);
    const print = make("button", "af-print", content.words.print);
    print.type = "button";
    print.addEventListener("click", () => root.print());
    const tools = make("div", "af-tools");
    tools.append(print, make("p", "am-note", content.words.file_notice));
    fill(document.getElementById("atlas-side"), tools, filters(map, content.words));
    fill(document.getElementById("atlas-table"), table(map, content.table));
    document.body.dataset.ready = "1";
  }

  start();
})(window);
