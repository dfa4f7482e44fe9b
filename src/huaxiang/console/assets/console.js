"use strict";
const state = { language: localStorage.getItem("language") || "", words: null, zone: undefined, overview: null, person: null };
const $ = (id) => document.getElementById(id);
const pick = (pair) => pair[state.language === "en" ? 1 : 0];
const say = (word) => (PAGE_WORDS[word] ? pick(PAGE_WORDS[word]) : word);
const term = (family, key) => (state.words && state.words[family][key] ? pick(state.words[family][key]) : key);

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((each) => each !== null && each !== undefined));
  return made;
}

function number(value) {
  if (state.language !== "en") {
    for (const [unit, word] of [[1e8, "亿"], [1e4, "万"]]) if (Math.abs(value) >= unit) return (value / unit).toFixed(1) + word;
  }
  return value.toLocaleString("en-US");
}
const percent = (share) => (share * 100).toFixed(1) + " %";
function local(iso, options) {
  const usual = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("sv-SE", { timeZone: state.zone, ...(options || usual) }).format(new Date(iso.slice(0, 23) + "Z"));
}

async function get(path) {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  const document_ = await response.json();
  if (!response.ok && response.status !== 503) throw new Error(document_.error || response.status);
  return document_;
}

function chip(family, key) { return element("span", { class: "chip " + key }, term(family, key)); }
function table(heads, rows) {
  const cell = (tag, each) => element(tag, typeof each === "object" && each.n !== undefined ? { class: "n" } : {}, typeof each === "object" && each.n !== undefined ? each.n : each);
  return element("table", {}, element("thead", {}, element("tr", {}, heads.map((each) => cell("th", each)))), element("tbody", {}, rows.map((row) => element("tr", {}, row.map((each) => cell("td", each))))));
}

function showOverview() {
  const o = state.overview;
  if (!o) return;
  $("project").textContent = o.name;
  const withheld = Object.values(o.withheld).reduce((a, b) => a + b, 0);
  const figure = (value, word) => element("div", { class: "figure" }, element("b", {}, number(value)), element("span", {}, say(word)));
  const card = (each) => element("div", { class: "card" }, element("h3", {}, each.name), element("div", { class: "bar" }, element("i", { "data-share": each.share })), element("p", {}, element("span", {}, number(each.n_people) + " " + say("person_unit")), element("span", {}, percent(each.share))));
  const states = Object.entries(o.states).map(([key, row]) => [chip("states", key), { n: number(row.definitions) }, { n: number(row.holders) }]);
  const reasons = Object.entries(o.withheld).map(([key, n]) => [term("reasons", key), { n: number(n) }]);
  const top = o.top.map((row) => [row.label, term("kinds", row.kind), chip("states", row.shown_as), { n: number(row.holders) }, { n: number(row.passing) }, { n: percent(row.coverage) }]);
  $("overview").replaceChildren(
    element("div", { class: "figures" }, figure(o.people, "people"), figure(o.eligible, "eligible"), figure(o.passing, "passing"), figure(withheld, "withheld")),
    element("h2", {}, say("segments") + " · " + say("outside") + " " + number(o.outside) + " " + say("person_unit")),
    element("div", { class: "cards" }, o.segments.map(card)),
    element("h2", {}, say("tags_by_state")),
    element("div", { class: "panel" }, table([say("state"), { n: say("definitions") }, { n: say("holders") }], states)),
    reasons.length ? element("h2", {}, say("withheld")) : null,
    reasons.length ? element("div", { class: "panel" }, table([say("reason"), { n: say("count") }], reasons)) : null,
    element("h2", {}, say("top_tags")),
    element("div", { class: "panel" }, table([say("tag"), say("kind"), say("state"), { n: say("held_by") }, { n: say("usable") }, { n: say("coverage") }], top)),
  );
  stretch($("overview"));
}
function stretch(within) { for (const bar of within.querySelectorAll("[data-share]")) bar.style.width = Math.min(100, 100 * Number(bar.dataset.share)) + "%"; }

function pairs(word, entries) {
  if (!entries.length) return null;
  return [element("h2", {}, say(word)), element("div", { class: "pairs" }, entries.map(([key, value]) => element("span", {}, element("em", {}, key), value)))];
}
function marked(text, spans) {
  const points = Array.from(text), parts = [];
  let last = 0;
  for (const span of spans.slice().sort((a, b) => a.start - b.start)) {
    if (span.start < last) continue;
    parts.push(points.slice(last, span.start).join(""), element("mark", {}, points.slice(span.start, span.end).join("")));
    last = span.end;
  }
  return [...parts, points.slice(last).join("")];
}

function showReasons(why) {
  const evidence = why.evidence && why.evidence[0];
  const texts = new Map();
  for (const each of (evidence && evidence.texts) || []) texts.set(each.text_id, [...(texts.get(each.text_id) || []), each]);
  const events = ((evidence && evidence.events) || []).map((each) => element("p", {}, local(each.occurred_at) + "  " + each.label + "  ", each.item_title || each.item_id || ""));
  const contributions = ((evidence && evidence.contributions) || []).slice(0, 6).map((each) => element("p", {}, each.words));
  return element("div", { class: "why" },
    element("p", {}, why.tag.definition), element("p", { class: "muted" }, why.words),
    [...texts.values()].map((spans) => element("blockquote", {}, marked(spans[0].text, spans), " ", element("span", { class: "muted" }, local(spans[0].occurred_at)))),
    events.length ? element("p", { class: "muted" }, say("evidence_events")) : null, events,
    contributions,
    evidence ? element("p", {}, element("code", {}, evidence.evidence_id + (evidence.level ? " · " + evidence.level : ""))) : null);
}

function tagRow(person, tag, path) {
  const place = element("div", {});
  const toggle = async (event) => {
    if (place.firstChild) { place.replaceChildren(); event.target.textContent = say("why"); return; }
    place.replaceChildren(showReasons(await get("/v1/people/" + encodeURIComponent(person) + "/tags/" + encodeURIComponent(tag.key) + "/why")));
    event.target.textContent = say("close");
  };
  const reason = tag.withheld ? element("div", { class: "muted" }, term("reasons", tag.withheld)) : element("div", { class: "muted" }, say("passes"));
  const label = [element("b", {}, tag.label), tag.stance ? " " + say(tag.stance) : "", element("div", { class: "muted" }, path || term("kinds", tag.kind), tag.valid_until ? " · " + say("until") + " " + local(tag.valid_until) : "")];
  return [element("div", {}, label, element("button", { class: "link", onclick: toggle }, say("why")), place), element("div", {}, chip("statuses", tag.status), reason), { n: tag.score }, { n: tag.confidence.toFixed(3) }];
}

function showPortrait() {
  const p = state.person;
  $("portrait").hidden = !p;
  $("overview").hidden = Boolean(p);
  if (!p) return;
  const back = element("button", { class: "link", onclick: () => { location.hash = ""; } }, say("back"));
  const segment = p.segment
    ? element("div", { class: "segment" }, element("b", {}, p.segment.name), " ", element("span", { class: "muted" }, say("probability") + " " + p.segment.probability.toFixed(3)), p.segment.alternatives.length ? element("div", { class: "muted" }, say("alternatives") + ": " + p.segment.alternatives.map((each) => each.name + " " + each.probability.toFixed(3)).join(", ")) : null)
    : element("p", { class: "muted" }, say("no_segment"));
  const paths = new Map(p.interests.map((each) => [each.key, each.path.join(" › ")]));
  const heads = [say("tag"), say("state"), { n: say("score") }, { n: say("confidence") }];
  const interests = p.tags.filter((tag) => paths.has(tag.key)).sort((a, b) => b.score - a.score);
  const tags = p.tags.filter((tag) => !paths.has(tag.key));
  const listed = (word, rows) => [element("h2", {}, say(word)), rows.length ? table(heads, rows.map((tag) => tagRow(p.person_id, tag, paths.get(tag.key)))) : element("p", { class: "muted" }, say("no_tags"))];
  $("portrait").replaceChildren(...[
    back, element("h1", {}, say("portrait") + " ", element("code", {}, p.person_id)),
    element("p", { class: "muted" }, say("as_of") + " " + local(p.as_of)),
    element("h2", {}, say("segment")), segment,
    pairs("identities", p.identities.map((each) => [each.namespace, each.value])),
    pairs("traits", Object.entries(p.traits)), pairs("facts", Object.entries(p.facts)),
    listed("tags", tags), listed("interests", interests),
    p.journey.steps.length ? [element("h2", {}, say("journey")), element("p", {}, p.journey.summary), element("ol", { class: "steps" }, p.journey.steps.slice(-12).map((step) => element("li", {}, step.label)))] : null,
  ].flat().filter(Boolean));
}

async function openPerson(name) {
  try {
    state.person = await get("/console/people/" + encodeURIComponent(name));
    note("");
  } catch (error) { state.person = null; note(error.message, true); }
  showPortrait();
}

let lasting = "";
function note(text, isBad) {
  lasting = text;
  $("status").textContent = text || $("status").dataset.usual || "";
  $("status").classList.toggle("bad", Boolean(isBad));
}

const UNSHOWN = new Set(["evidence_id", "model_id", "definition_version"]);
function showChange(change, isFresh) {
  if (UNSHOWN.has(change.field)) return;
  const gained = change.field === "*" && change.old === null, lost = change.field === "*" && change.new === null;
  const verb = element("span", { class: gained ? "gained" : lost ? "lost" : "" }, say(gained ? "gained" : lost ? "lost" : "changed"));
  const detail = change.field === "*" ? "" : " " + change.field.replace("_milli", "") + " " + JSON.stringify(change.old) + " → " + JSON.stringify(change.new);
  const line = element("li", { class: isFresh ? "fresh" : "" }, element("time", {}, local(change.at, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })), verb, " ", element("b", {}, change.label), detail, element("div", {}, element("a", { href: "#" + change.person_id }, change.person_id), " ", element("code", {}, change.cause)));
  $("changes").querySelector(".none")?.remove();
  $("changes").prepend(line);
  while ($("changes").children.length > 80) $("changes").lastChild.remove();
  if (state.person && state.person.person_id === change.person_id) { clearTimeout(showChange.soon); showChange.soon = setTimeout(() => openPerson(change.person_id), 150); }
}

function listen() {
  const source = new EventSource("/v1/changes");
  source.onopen = () => $("pulse").classList.add("on");
  source.onerror = () => $("pulse").classList.remove("on");
  source.addEventListener("change", (event) => showChange(JSON.parse(event.data), true));
}

async function refresh() {
  try {
    const [overview, ready] = await Promise.all([get("/console/overview"), get("/readyz")]);
    state.overview = overview;
    state.zone = overview.time_zone;
    if (!state.language) { state.language = overview.language; speak(); }
    const days = Math.floor(overview.lag_seconds / 86400);
    const lag = days ? say("stale") + " " + days + (state.language === "en" ? " days" : " 天") : say("lag") + " " + Math.round(overview.lag_seconds) + " s";
    $("status").dataset.usual = [say("as_of") + " " + local(overview.as_of) + " (" + overview.time_zone + ")", lag, say("run") + " " + overview.run_id, ready.is_ready ? null : say("worker_off")].filter(Boolean).join(" · ");
    if (!lasting) note("");
    showOverview();
  } catch (error) { note(say("offline") + ": " + error.message, true); }
}

function speak() {
  document.documentElement.lang = state.language === "en" ? "en" : "zh";
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
  for (const each of document.querySelectorAll("[data-placeholder]")) each.placeholder = say(each.dataset.placeholder);
  $("language").textContent = state.language === "en" ? "中文" : "English";
  if (!$("changes").children.length || $("changes").querySelector(".none")) $("changes").replaceChildren(element("li", { class: "none muted" }, say("no_changes")));
  showOverview();
  showPortrait();
}

$("language").addEventListener("click", () => { state.language = state.language === "en" ? "zh" : "en"; localStorage.setItem("language", state.language); speak(); refresh(); });
$("search").addEventListener("submit", (event) => { event.preventDefault(); const name = $("query").value.trim(); if (name) { if (location.hash === "#" + encodeURIComponent(name)) openPerson(name); location.hash = encodeURIComponent(name); } });
addEventListener("hashchange", () => { const name = decodeURIComponent(location.hash.slice(1)); if (name) openPerson(name); else { state.person = null; note(""); showPortrait(); } });

(async () => {
  try { state.words = await get("/console/words"); } catch (error) { note(error.message, true); }
  speak();
  await refresh();
  const name = decodeURIComponent(location.hash.slice(1));
  if (name) openPerson(name);
  listen();
  setInterval(refresh, 5000);
})();
