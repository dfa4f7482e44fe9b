/* The set-up page: the key stays in this browser, is put into snippets here and sent from here. */
const hxConnect = {
  mark: "<KEY>",
  field() { return document.getElementById("hx-connect-key"); },
  key() { return (this.field()?.value || "").trim(); },
  fill() {
    const shown = this.key() || this.field()?.dataset.none || this.mark;
    for (const place of document.querySelectorAll("[data-hx-snippet]")) {
      place.textContent = place.dataset.hxSnippet.replaceAll(this.mark, shown);
    }
  },
  snippet(words) {
    const place = document.getElementById("hx-connect-snippet");
    if (!place) return;
    place.dataset.hxSnippet = words;
    this.fill();
  },
  made(key) {
    const field = this.field();
    if (!field) return;
    field.value = key;
    field.select();
    this.fill();
  },
  async copy(id, button, done) {
    const place = document.getElementById(id);
    const words = place.value === undefined ? place.textContent : place.value;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const aside = document.createElement("textarea");
      aside.value = words;
      document.body.append(aside);
      aside.select();
      document.execCommand("copy");
      aside.remove();
    }
    const label = document.getElementById(button)?.querySelector(".hx-plain");
    if (!label || label.dataset.before) return;
    label.dataset.before = label.textContent;
    label.textContent = done;
    setTimeout(() => { label.textContent = label.dataset.before; delete label.dataset.before; }, 1500);
  },
  async send(trial) {
    const key = this.key(), headers = { "content-type": trial.type };
    if (key && trial.auth === "basic") headers.authorization = "Basic " + btoa(unescape(encodeURIComponent(key)) + ":");
    if (key && trial.auth === "bearer") headers.authorization = "Bearer " + key;
    const inBody = trial.type.includes("json") ? JSON.stringify(key).slice(1, -1) : encodeURIComponent(key);
    const began = performance.now();
    try {
      const answer = await fetch(trial.path.replaceAll(this.mark, encodeURIComponent(key)), {
        method: "POST", headers, credentials: "omit", body: trial.body.replaceAll(this.mark, inBody),
      });
      const text = await answer.text();
      return { status: answer.status, text, ms: Math.round(performance.now() - began) };
    } catch (fault) {
      return { status: 0, text: String(fault), ms: Math.round(performance.now() - began) };
    }
  },
};
document.addEventListener("input", (event) => {
  if (event.target === hxConnect.field()) hxConnect.fill();
});
