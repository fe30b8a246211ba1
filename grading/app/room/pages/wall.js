// The wall: asks the server every few seconds and shows what it says, always as text.
"use strict";

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
const at = (id) => document.getElementById(id);
const words = JSON.parse(meta("words"));
const ORDER = ["stuck", "working", "here", "lost", "handed", "graded", "away"];
const EVERY = 3000;

let names = null;
let known = null;
let drawn = "";

const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function told(text) {
  at("told").textContent = text;
}

function shown(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

function line(kind, text) {
  const part = document.createElement("span");
  part.className = kind;
  part.textContent = text;
  return part;
}

function seat(row) {
  const item = document.createElement("li");
  item.className = row.state;
  item.append(line("number", row.number), line("state", words[row.state]));
  if (row.state === "stuck") item.append(line("why", put(words[row.why], row)));
  else if (row.state === "working") item.append(line("why", put(row.minutes ? words.minutes : words.just, row)));
  if (names !== null) {
    item.append(line("name", names[row.learner] || row.learner));
    if (row.mark) item.append(line("mark", put(words.mark, row)));
  }
  if (row.lesson) item.append(line("where", row.where ? `${row.lesson}: ${row.where}` : row.lesson));
  return item;
}

function count(state) {
  const item = document.createElement("li");
  item.className = state;
  item.append(line("many", String(known.counts[state] || 0)), line("state", words[state]));
  return item;
}

function draw() {
  const now = JSON.stringify([known.rows, known.counts, names]);
  if (now !== drawn) {
    drawn = now;
    at("counts").replaceChildren(...ORDER.map(count));
    // A wall of hundreds does not fit the screen: whoever needs help comes first.
    const many = known.rows.length > 60;
    const first = (row) => (many && row.state === "stuck" ? 0 : 1);
    at("seats").replaceChildren(...[...known.rows].sort((a, b) => first(a) - first(b)).map(seat));
    at("seats").classList.toggle("many", many);
  }
  const late = known.ends ? put(words.until, known) : "";
  at("open").textContent = (known.open ? words.is_open : words.is_closed) + (known.open ? late : "");
  at("open").classList.toggle("closed", !known.open);
  at("time").textContent = known.time;
  for (const button of document.querySelectorAll(".give-back")) {
    const given = known.returned.includes(button.dataset.lesson);
    button.hidden = known.modes[button.dataset.lesson] !== "exam";
    button.disabled = given;
    button.textContent = given ? words.given_back : words.give_back;
  }
  at("toggle").textContent = known.wanted ? words.close : words.reopen;
  shown(at("said"), known.message ? put(words.message_is, known) : "");
  shown(at("trouble"), known.trouble);
}

function fill() {
  const form = at("settings").elements;
  for (const key of ["message", "starts", "ends"]) form[key].value = known[key];
}

async function ask(path, body) {
  const how = body && { method: "POST", body: JSON.stringify(body), headers: { "X-XSRFToken": meta("xsrf") } };
  const answer = await fetch(path, how || { headers: {} });
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).text || words.failed);
  return answer.json();
}

async function renew() {
  try {
    const first = known === null;
    known = await ask("bang");
    if (first) fill();
    draw();
    if (at("told").textContent === words.gone) told("");
  } catch (fault) {
    told(words.gone);
  }
}

async function act(path, body, done) {
  try {
    const answer = await ask(path, body);
    told(done || answer.text);
    return true;
  } catch (fault) {
    told(fault.message);
    return false;
  } finally {
    await renew();
  }
}

const wanted = (changed) => ({
  open: known.wanted, message: known.message, starts: known.starts, ends: known.ends, ...changed,
});

at("toggle").addEventListener("click", () => {
  if (known) act("phong", wanted({ open: !known.wanted }), known.wanted ? words.closed_now : words.open_now);
});
at("names").addEventListener("click", async () => {
  try {
    names = names === null ? await ask("ten") : null;
  } catch (fault) {
    names = {};
    told(fault.message);
  }
  at("names").setAttribute("aria-pressed", String(names !== null));
  at("names").textContent = names === null ? words.show_names : words.hide_names;
  if (known) draw();
});
at("settings").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = at("settings").elements;
  act("phong", wanted({ message: form.message.value, starts: form.starts.value, ends: form.ends.value }), words.kept);
});
for (const choice of document.querySelectorAll(".mode")) {
  choice.addEventListener("change", () => act("che-do", { lesson: choice.dataset.lesson, mode: choice.value }, words.kept));
}
for (const button of document.querySelectorAll(".give-back")) {
  button.addEventListener("click", () => {
    const sure = put(words.give_back_sure, button.dataset);
    if (confirm(known.pin ? sure : `${sure}\n\n${words.give_back_no_pin}`)) act("tra-bai", { lesson: button.dataset.lesson }, words.given_now);
  });
}
at("move").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { lesson, source, target } = event.target.elements;
  const asked = { lesson: lesson.value, source: source.value, target: target.value };
  const title = lesson.selectedOptions[0].textContent;
  if (confirm(put(words.move_sure, { ...asked, title }))) if (await act("chuyen", asked)) event.target.reset();
});
at("cards").addEventListener("submit", (event) => {
  if (!confirm(words.cards_sure)) event.preventDefault();
});

renew();
setInterval(renew, EVERY);
