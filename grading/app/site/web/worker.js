// The learner's Python. Calls come one after another; what a call changed is stored before its answer is shown.
const here = new URL(".", import.meta.url).href;
const root = new URL("../", here).href;
const { loadPyodide } = await import(here + "pyodide/pyodide.mjs");
const { findRoom, askNow, Sender } = await import(here + "room.js");
let python, inside, store, others, room = null;
let line = Promise.resolve();

const say = (type, rest = {}) => postMessage({ type, ...rest });

function database() {
  return new Promise((found) => {
    let asked;
    try { asked = indexedDB.open("congtap", 1); } catch { found(null); return; }
    asked.onupgradeneeded = () => asked.result.createObjectStore("files");
    asked.onsuccess = () => found(asked.result);
    asked.onerror = asked.onblocked = () => found(null);
  });
}
const done = (asked) => new Promise((found, failed) => { asked.onsuccess = () => found(asked.result); asked.onerror = () => failed(asked.error); });
async function stored() {
  if (!store) return [];
  const files = store.transaction("files").objectStore("files");
  const [names, contents] = await Promise.all([done(files.getAllKeys()), done(files.getAll())]);
  return names.map((name, at) => [name, contents[at]]);
}
async function keep(changes) {
  if (!changes.length) return;
  if (!store) { say("kept", { ok: false, why: "none" }); return; }
  await new Promise((found, failed) => {
    const work = store.transaction("files", "readwrite", { durability: "strict" });
    const files = work.objectStore("files");
    for (const [name, content] of changes) if (content === null) files.delete(name); else files.put(content, name);
    work.oncomplete = found;
    work.onerror = work.onabort = () => failed(work.error);
  });
  others.postMessage({ changed: changes.map(([name]) => name) });
}
function changes() {
  const found = inside.changed();
  const made = found.toJs().map(([name, content]) => [name, content ?? null]);
  found.destroy();
  return made;
}

async function call(work) {
  const answer = work();
  const made = changes();
  let fault = null;
  try { await keep(made); } catch (error) { fault = String(error?.name || error); }
  for (const message of JSON.parse(answer)) postMessage(message);
  if (fault) say("kept", { ok: false, why: fault });
  for (const [name, content] of made) if (content && /^bai-nop\/[^/]+\.zip$/.test(name)) say("save", { name: name.slice(8), content });
  if (room) room.look(made);
}

const jobs = {
  page: ({ folder, cells, name }) => call(() => { const found = inside.open_page(folder, JSON.stringify(cells)); if (name) others.postMessage({ opened: name }); room?.opened(name); return found; }),
  comm: ({ id, data }) => call(() => inside.receive(id, JSON.stringify(data))),
};

onmessage = ({ data }) => {
  line = line.then(() => jobs[data.do](data)).catch((error) => say("fault", { text: String(error?.message || error).slice(-2000) })).then(() => say("done", { n: data.n }));
};

// Where the server has a room for a class, work goes there as it is done.
async function enterRoom(kept) {
  const before = kept.find(([name]) => name === ".phong");
  const known = await findRoom(root, before ? JSON.parse(new TextDecoder().decode(before[1])) : null);
  if (!known) return;
  if (store) await keepQuietly(".phong", new TextEncoder().encode(JSON.stringify(known)));
  inside.enter_room(known.class, askNow(root));
  room = new Sender(root, {
    piece: (...which) => { const found = inside.piece(...which), bytes = found.toJs(); found.destroy(); return bytes; },
    names: (learner) => JSON.parse(inside.journal_names(learner)),
    journals: (...which) => JSON.parse(inside.journals(...which)),
    pass: (learner) => inside.pass_of(learner),
    who: () => inside.who(),
    news: () => inside.news(),
    wanted: (learner, tags) => JSON.parse(inside.wanted(learner, JSON.stringify(tags))),
    givenBack: (...which) => new Promise((found) => { line = line.then(() => call(() => inside.given_back(...which))).then(found, found); }),
    movedAway: (...which) => new Promise((found) => { line = line.then(() => call(() => inside.moved_away(...which))).then(found, found); }),
    out: (...which) => new Promise((found) => { line = line.then(() => call(() => inside.out(...which))).then(found, found); }),
    notHanded: (...which) => new Promise((found) => { line = line.then(() => call(() => inside.not_handed(...which))).then(found, found); }),
    handed: (...which) => new Promise((found) => { line = line.then(() => call(() => inside.handed(...which))).then(found, found); }),
    say,
  });
  room.look(kept.filter(([name]) => !name.startsWith(".")));
  say("room", { class: known.class, open: known.open, message: known.message });
}
const keepQuietly = (name, content) => new Promise((found) => {
  const work = store.transaction("files", "readwrite");
  work.objectStore("files").put(content, name);
  work.oncomplete = work.onerror = work.onabort = found;
});

// What Python compiled at this visit makes the next one quicker; other builds' is thrown away.
const COMPILED = `.bien-dich/${here.split("/").at(-2)}`, LIBRARY = `${COMPILED}-python`;
const compiled = () => python.pyimport("grading.app.site.compiled");
const ours = (name) => name.startsWith(".bien-dich/");
async function keepCompiled(kept) {
  await put(COMPILED, compiled().modules());
  const files = store.transaction("files", "readwrite").objectStore("files");
  for (const [name] of kept) if (ours(name) && name !== COMPILED && name !== LIBRARY) files.delete(name);
}
async function put(name, found) {
  const bytes = found.toJs();
  found.destroy();
  await keepQuietly(name, bytes);
}
// A little at a time, so that a press in between waits for a little only.
function keepLibrary(parts = compiled().library()) {
  line = line.then(async () => {
    const part = parts.next().value;
    if (part.length) { await put(LIBRARY, part); parts.destroy(); } else { part.destroy?.(); setTimeout(() => keepLibrary(parts), 50); }
  }).catch(() => {});
}

// Python, its own modules where an earlier visit has left them compiled, and ours.
async function load(library, modules, code) {
  const options = { indexURL: here + "pyodide/" };
  if (library) options.stdLibURL = URL.createObjectURL(new Blob([library]));
  python = await loadPyodide(options);
  python.unpackArchive(await code, "zip", { extractDir: "/congtap" });
  if (modules) python.unpackArchive(modules, "zip", { extractDir: "/congtap" });
  python.runPython("import sys; sys.path.insert(0, '/congtap'); sys.dont_write_bytecode = False");
  say("step", { text: "python" });
  inside = python.pyimport("grading.app.site.inside");
  inside.stand_ins();
  python.runPython("import grading.app.site.door, grading.app.lesson");
}

async function begin() {
  const code = fetch(here + "congtap.zip").then((answer) => { if (!answer.ok) throw new Error(`congtap.zip: ${answer.status}`); return answer.arrayBuffer(); });
  store = await database();
  const kept = await stored();
  const [modules, library] = [COMPILED, LIBRARY].map((name) => kept.find(([each]) => each === name)?.[1]);
  try { await load(library, modules, code); }
  catch (fault) {
    if (!modules && !library) throw fault;
    // A part that was kept is damaged: without it, everything is as at a first visit.
    const files = store.transaction("files", "readwrite").objectStore("files");
    for (const name of [COMPILED, LIBRARY]) files.delete(name);
    await load(null, null, code);
  }
  others = new BroadcastChannel("congtap");
  others.onmessage = ({ data }) => {
    line = line.then(async () => {
      if (data.opened) inside.lose(data.opened);
      for (const name of data.changed || []) {
        const content = await done(store.transaction("files").objectStore("files").get(name));
        if (content) inside.restore(name, python.toPy(content), true);
      }
    });
  };
  for (const [name, content] of kept) if (!ours(name)) inside.restore(name, python.toPy(content));
  await enterRoom(kept);
  for (const message of JSON.parse(inside.taken())) postMessage(message);
  say("ready", { store: !!store });
  if (!store) return;
  if (!modules) setTimeout(() => { line = line.then(() => keepCompiled(kept)).catch(() => {}); }, 3000);
  if (!library) setTimeout(() => { try { keepLibrary(); } catch { /* the next visit tries again */ } }, 5000);
}
line = begin().catch((error) => say("fault", { text: String(error?.message || error).slice(-2000), first: true }));
