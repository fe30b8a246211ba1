// Sends a learner's work to the teacher's computer as it goes. What is not acknowledged yet is sent again, as long as it takes.
const MOST = 60_000;
const STEPS = [1000, 2000, 4000, 8000, 15_000];

export async function findRoom(root, kept) {
  try {
    const answer = await fetch(root + "api/room", { cache: "no-store" });
    if (answer.status === 404 || !(answer.headers.get("Content-Type") || "").includes("json")) return null;
    if (answer.ok) return await answer.json();
  } catch { /* nobody answers: as it was the last time */ }
  return kept;
}

// A question that Python waits for; only at the door.
export function askNow(root) {
  return (method, address, body, pass) => {
    const asked = new XMLHttpRequest();
    try {
      asked.open(method, root + address, false);
      asked.timeout = 15_000;
      if (pass) asked.setRequestHeader("Authorization", `Bearer ${pass}`);
      asked.send(body || null);
      return [asked.status, asked.responseText];
    } catch { return [0, ""]; }
  };
}

export class Sender {
  // "inside" reads files and takes receipts and feedback; "say" tells the page how it stands.
  constructor(root, inside) {
    Object.assign(this, inside, { root, held: new Map(), dirty: new Set(), wishes: new Set(), heard: new Map(), tried: 0, busy: false });
    setInterval(() => this.here(), 20_000);
    addEventListener("online", () => { this.tried = 0; this.here(); });
    addEventListener("offline", () => this.say("room", { away: true, text: "" }));
  }
  look(changes) {
    for (const [name, content] of changes) {
      const [learner, lesson, file, more] = name.split("/");
      // Somebody has just come in: what they did here while nobody answered has still to be sent.
      if (lesson === ".phong.json" && content !== null) { this.say("room", { out: false }); for (const each of this.names(learner)) this.again(each); }
      if (file === "nhan-xet.json" && !more) this.say("room", { news: this.news() });
      if (!file || more || content === null) continue;
      if (/^nhat-ky-\d\d\.jsonl$/.test(file)) this.dirty.add(name);
      else if (file === "muon-nop.json") this.wishes.add(`${learner}/${lesson}`);
      else continue;
      this.learner = learner;
      this.lesson = lesson;
    }
    const who = this.who();
    if (who !== this.whom) { this.whom = who; this.here(); }
    if (who && this.movedFrom && who !== this.movedFrom) { this.movedFrom = ""; this.say("room", { moved: "" }); }
    if (this.dirty.size || this.wishes.size) this.go();
  }
  again(name) {
    if (name.endsWith("/muon-nop.json")) { this.wishes.add(name.slice(0, name.lastIndexOf("/"))); return; }
    this.held.delete(name);
    this.dirty.add(name);
  }
  opened(folder) { [this.learner, this.lesson] = folder ? folder.split("/") : [this.learner, ""]; this.here(); }
  async here() {
    const learner = this.who(), pass = learner && this.pass(learner);
    this.say("room", { news: this.news(), ...(learner && !pass ? { out: true } : {}) });
    try {
      const answer = await (pass ? this.ask("api/where", pass, JSON.stringify({ lesson: this.lesson || "" })) : fetch(this.root + "api/room", { cache: "no-store" }));
      if (answer.ok) {
        const told = await answer.json();
        this.say("room", { message: told.message || "", ...(this.dirty.size || this.wishes.size ? {} : { away: false }) });
        // What is not this number's any more is sent once more, to be told so; once for each move that this page hears of.
        for (const [lesson, count] of Object.entries(told.moved || {})) {
          if (this.heard.get(`${learner}/${lesson}`) === count) continue;
          this.heard.set(`${learner}/${lesson}`, count);
          for (const name of this.names(learner)) if (name.startsWith(`${learner}/${lesson}/nhat-ky-`)) this.again(name);
        }
        if (pass) await this.feedback(learner, pass, told.feedback);
        this.say("room", { news: this.news() });
      } else if (answer.status === 401 && pass) await this.leave(learner);
    } catch { /* said when something has to be sent */ }
    if (this.dirty.size || this.wishes.size) this.go();
  }
  // The room knows this pass no more (a new PIN, another day): nothing is sent until the learner comes in anew.
  async leave(learner) {
    await this.out(learner);
    if (learner === this.who()) this.say("room", { out: true });
  }
  // What cannot be fetched now is asked for again the next time.
  async feedback(learner, pass, tags) {
    for (const lesson of this.wanted(learner, tags || {})) {
      const answer = await fetch(`${this.root}api/feedback/${lesson}`, { headers: { Authorization: `Bearer ${pass}` }, cache: "no-store" });
      if (answer.ok) await this.givenBack(learner, lesson, await answer.text());
    }
  }
  ask(address, pass, body) {
    const ends = new AbortController();
    const timer = setTimeout(() => ends.abort(), 15_000);
    return fetch(this.root + address, { method: "POST", headers: { Authorization: `Bearer ${pass}` }, body, signal: ends.signal }).finally(() => clearTimeout(timer));
  }
  async go() {
    if (this.busy) return;
    this.busy = true;
    this.took = false;
    clearTimeout(this.later);
    try {
      for (const name of [...this.dirty]) {
        // Taken off before it is sent, so that what is done meanwhile puts it on again.
        this.dirty.delete(name);
        try { await this.file(name); } catch (fault) { this.dirty.add(name); throw fault; }
      }
      if (!this.dirty.size) for (const folder of [...this.wishes]) if (await this.handIn(folder)) this.wishes.delete(folder);
      this.tried = 0;
      if (this.took && !this.dirty.size && !this.wishes.size && this.pass(this.learner)) this.say("room", { sent: Date.now() });
    } catch (fault) {
      this.say("room", { away: true, text: fault.told || "" });
    }
    this.busy = false;
    if (this.dirty.size || this.wishes.size) this.later = setTimeout(() => this.go(), STEPS[Math.min(this.tried++, STEPS.length - 1)]);
  }
  async answered(answer) {
    let told = {};
    try { told = await answer.json(); } catch { /* an answer without words */ }
    return told;
  }
  async file(name) {
    const [learner, lesson, file] = name.split("/");
    const pass = this.pass(learner);
    if (!pass) return;
    let at = this.held.get(name) || 0, asked = 0, replace = "";
    for (;;) {
      const piece = this.piece(learner, lesson, file, at, MOST);
      if (!piece.length) { this.held.set(name, at); return; }
      const answer = await this.ask(`api/journal/${lesson}/${file}?offset=${at}${replace}`, pass, piece);
      const told = await this.answered(answer);
      if (answer.ok) { at = told.size; replace = ""; this.took = true; }
      // What was moved here is fetched when the learner comes in anew.
      else if (told.error === "arrived") { this.held.delete(name); throw Object.assign(new Error(told.error), { told: told.text }); }
      // Begun at another computer and gone on with here: what is done last counts, and the room keeps the other beside it.
      else if (told.error === "differs" && asked++ < 3) { at = 0; replace = "&replace=1"; }
      else if (answer.status === 409 && Number.isInteger(told.size) && asked++ < 3) at = told.size;
      else if (answer.status === 404) return;
      else if (told.error === "moved") {
        this.held.delete(name);
        this.wishes.delete(`${learner}/${lesson}`);
        await this.movedAway(learner, lesson, file);
        this.movedFrom = learner;
        this.say("moved", { text: told.text, folder: `${learner}/${lesson}` });
        return;
      }
      else if (answer.status === 401) { await this.leave(learner); return; }
      else throw Object.assign(new Error(told.error || String(answer.status)), { told: told.text });
      this.held.set(name, at);
    }
  }
  async handIn(folder) {
    const [learner, lesson] = folder.split("/");
    const pass = this.pass(learner);
    if (!pass) { await this.notHanded(learner, lesson); return true; }
    const answer = await this.ask(`api/hand-in/${lesson}`, pass, JSON.stringify({ files: this.journals(learner, lesson) }));
    const told = await this.answered(answer);
    if (answer.ok) { await this.handed(learner, lesson, told.text); return true; }
    if (answer.status === 401) { await this.leave(learner); await this.notHanded(learner, lesson); return true; }
    if (answer.status === 409) { for (const name of Object.keys(this.journals(learner, lesson))) { this.held.delete(`${folder}/${name}`); this.dirty.add(`${folder}/${name}`); } }
    throw Object.assign(new Error(told.error || String(answer.status)), { told: told.text });
  }
}
