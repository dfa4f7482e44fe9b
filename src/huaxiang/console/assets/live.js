/* The lines of the live page and its bars: made here, so that many a second cost the page little. */
const hxLive = {
  most: 200,
  piece(tag, classes, words) {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = words;
    return made;
  },
  line(row, isNew) {
    const line = document.createElement("li");
    line.className = "hxl-row" + (row.why ? " hxl-withheld" : "") + (isNew ? " hxl-new" : "");
    const person = this.piece("a", "hxl-person", row.name);
    person.href = row.href;
    const change = document.createElement("span");
    change.className = "hxl-change";
    change.append(this.piece("span", "hx-chip hx-" + row.tone, row.words));
    if (row.why) change.append(this.piece("span", "hxl-why", row.why));
    line.append(
      this.piece("time", "hxl-at", row.at),
      person,
      this.piece("span", "hxl-tag", row.tag),
      change,
      this.piece("span", "hxl-cause", row.cause),
    );
    return line;
  },
  add(rows, isNew) {
    const list = document.getElementById("hx-live-rows");
    if (!list) return;
    const lines = document.createDocumentFragment();
    for (const row of rows.slice(0, this.most)) lines.append(this.line(row, isNew));
    list.prepend(lines);
    while (list.children.length > this.most) list.lastChild.remove();
  },
  all(rows) {
    const list = document.getElementById("hx-live-rows");
    if (!list) return;
    list.replaceChildren();
    this.add(rows, false);
  },
  bars(id, values, titles) {
    const place = document.getElementById(id);
    if (!place) return;
    const space = "http:" + "/" + "/www.w3.org/2000/svg";
    const high = 34, wide = 4, most = Math.max(1, ...values.map((each) => each || 0));
    const picture = document.createElementNS(space, "svg");
    picture.setAttribute("viewBox", `0 0 ${values.length * wide} ${high}`);
    picture.setAttribute("preserveAspectRatio", "none");
    values.forEach((value, place) => {
      const bar = document.createElementNS(space, "rect");
      const tall = value ? Math.max((value / most) * high, 1.5) : value === null ? 0 : 0.75;
      bar.setAttribute("x", place * wide);
      bar.setAttribute("y", high - tall);
      bar.setAttribute("width", wide - 1);
      bar.setAttribute("height", tall);
      const title = document.createElementNS(space, "title");
      title.textContent = titles[place];
      bar.append(title);
      picture.append(bar);
    });
    place.replaceChildren(picture);
  },
};
