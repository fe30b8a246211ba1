// The page around the learner's Python: which notebook is open, what it shows, and what is said of storing.
"use strict";
(async () => {
  const { at, words, sw } = window.congtapFiles;
  const main = document.getElementById("rendered_cells"), loading = document.getElementById("loading"), note = document.getElementById("ct-note");
  const saying = (text) => { document.getElementById("loading_text").textContent = text; };
  const worker = new Worker(`${at}/worker.js`, { type: "module" });
  const pages = fetch(`${at}/pages.json`).then((answer) => answer.json());

  for (const name of ["jupyter-vue", "jupyter-vuetify"]) {
    const script = document.createElement("script");
    Object.assign(script, { src: `${at}/nbextensions/${name}/index.js`, async: false });
    script.dataset.name = name;
    document.body.append(script);
  }

  // --- calls to Python; each is answered by "done" ---
  let number = 0;
  const waiting = new Map();
  const ask = (message) => new Promise((answered) => { waiting.set(++number, answered); worker.postMessage({ ...message, n: number }); });
  // What a screen holds may be one of Vue's proxies, which no worker takes.
  congtapSite.tell = (id, data) => { ask({ do: "comm", id, data: JSON.parse(JSON.stringify(data)) }); };

  const fault = (text) => {
    console.error(text);
    loading.hidden = true;
    const box = document.createElement("p");
    box.className = "bad";
    box.textContent = words.fault;
    note.replaceChildren(box);
  };
  const save = (name, content) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  // How it stands with the teacher's computer, and what the teacher says to all.
  const room = {};
  const inRoom = (how) => {
    Object.assign(room, how);
    if (how.sent) room.away = false;
    if (how.away) room.sent = 0;
    const said = [];
    const clock = (time) => new Date(time).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
    if (room.message) said.push(["b", room.message]);
    if (room.moved) said.push(["bad", room.moved]);
    if (room.news) said.push(["good", room.news]);
    if (room.out) said.push(["bad", words.out]);
    else if (room.away) said.push(["bad", room.text || words.away]);
    else if (room.sent) said.push(["good", words.sent.replace("{time}", clock(room.sent))]);
    else if (room.class) said.push(["", words.in_room.replace("{class}", room.class)]);
    note.replaceChildren(...said.map(([kind, text]) => { const span = document.createElement("span"); span.className = kind; span.textContent = text; return span; }));
    if (room.out) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: words.again });
      button.onclick = () => congtapSite.open("");
      note.append(button);
    }
    note.classList.toggle("trouble", said.some(([kind]) => kind === "bad"));
  };
  let ready;
  const begun = new Promise((found) => { ready = found; });
  let order = Promise.resolve();
  const told = {
    ready: ({ store }) => { if (!store) note.innerHTML = `<span class="bad">${words.no_store}</span>`; ready(); },
    step: () => saying(words.lessons),
    fault: ({ text }) => fault(text),
    kept: () => { note.innerHTML = `<span class="bad">${words.not_kept}</span>`; },
    save: ({ name, content }) => save(name, content),
    show: ({ place, model }) => congtapSite.show(model, document.getElementById(`ct-part-${place}`)),
    room: (how) => inRoom(how),
    moved: ({ text, folder }) => { inRoom({ moved: text }); if (wanted().startsWith(`${folder}/`)) congtapSite.open(""); },
    done: ({ n }) => { waiting.get(n)?.(); waiting.delete(n); },
  };
  worker.onmessage = ({ data }) => { order = order.then(() => (told[data.type] || congtapSite.message)(data)).catch((error) => fault(error?.stack || error)); };
  worker.onerror = (event) => fault(event.message || "worker");

  // --- what is open: ?bai=8A1-05/04-nop-ho-so/nop-ho-so.ipynb, or the home page ---
  const views = [];
  // Somebody's lesson opens in a tab that they came into; an address alone leads to the door.
  const WHO = "congtap-ai";
  const wanted = () => {
    const path = new URLSearchParams(location.search).get("bai") || "";
    return path.split("/").length < 3 || path.split("/")[0] === sessionStorage.getItem(WHO) ? path : "";
  };
  async function open() {
    const path = wanted();
    const parts = path.split("/");
    const name = parts.at(-1).replace(/\.ipynb$/, "") || "cua-vao";
    const page = (await pages)[name] || (await pages)["cua-vao"];
    for (const view of views.splice(0)) view.vueApp?.unmount();
    loading.hidden = false;
    document.title = page.title;
    const cells = [];
    const template = document.createElement("template");
    template.innerHTML = page.parts.map((part, at) => {
      if (part.html !== undefined) return `<div class="ct-site-part jp-RenderedHTMLCommon">${part.html.replaceAll('src="@/', `src="${at}/`)}</div>`;
      cells.push([at, part.code]);
      return `<div class="ct-site-part" id="ct-part-${at}"></div>`;
    }).join("");
    main.replaceChildren(template.content);
    congtapJumps(main);
    await begun;
    // At the door nobody is known whose work could have been sent.
    if (room.sent && name === "cua-vao") inRoom({ sent: 0 });
    const folder = parts.length === 3 ? parts.slice(0, 2).join("/") : "";
    await ask({ do: "page", folder, cells, name: folder });
    await order;
    loading.hidden = true;
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    else scrollTo(0, 0);
    document.body.dataset.open = name;
  }
  Object.assign(congtapSite, {
    home: location.pathname,
    is(who) { sessionStorage.setItem(WHO, who); },
    open(path) { history.pushState(null, "", path ? `?bai=${encodeURIComponent(path).replaceAll("%2F", "/")}` : location.pathname); open(); },
  });
  addEventListener("popstate", (event) => { if (!location.hash || event.state !== null) open(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.download || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.origin === location.origin && link.pathname === location.pathname) { event.preventDefault(); congtapSite.open(new URL(link.href).searchParams.get("bai")); }
  });
  if (sw && "serviceWorker" in navigator) navigator.serviceWorker.register("sw.js").catch(() => {});
  await open();
})();
