// Where the browser allows it (on this machine, or over HTTPS): what was fetched once is there without the network.
"use strict";
const AT = "{{ at }}", FILES = {{ files }};
addEventListener("install", (event) => { event.waitUntil(caches.open(AT).then((cache) => cache.addAll(["./", ...FILES.map((name) => `${AT}/${name}`)])).then(() => skipWaiting())); });
addEventListener("activate", (event) => { event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("tai-") && name !== AT).map((name) => caches.delete(name)))).then(() => clients.claim())); });
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url), scope = new URL(registration.scope);
  if (request.method !== "GET" || url.origin !== scope.origin || url.pathname.includes("/api/") || url.pathname.includes("/thay-co/")) return;
  if (url.pathname.startsWith(`${scope.pathname}tai-`)) event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept || fetch(request)));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match("./", { ignoreSearch: true }).then((kept) => kept || Response.error())));
});
