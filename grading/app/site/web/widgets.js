// As much of Jupyter's widget base as our screens use, and a loader for the two files that draw them.
"use strict";
const congtap = (window.congtapSite = { ready: {}, models: {}, opening: {}, tell: () => {} });

class Emitter {
  on(names, call) { for (const name of names.split(" ")) ((this.calls ??= {})[name] ??= []).push(call); return this; }
  off(names, call) { for (const name of names.split(" ")) if (this.calls?.[name]) this.calls[name] = this.calls[name].filter((each) => each !== call); return this; }
  trigger(name, ...rest) { for (const call of [...(this.calls?.[name] || [])]) call(...rest); return this; }
}

let counted = 0;
class WidgetModel extends Emitter {
  constructor(state, { model_id, widget_manager }) {
    super();
    Object.assign(this, { model_id, widget_manager, cid: `c${++counted}`, attributes: { ...this.defaults(), ...state }, unsaved: {} });
  }
  defaults() { return {}; }
  get(name) { return this.attributes[name]; }
  keys() { return Object.keys(this.attributes); }
  set(name, value) { this.take(typeof name === "object" ? name : { [name]: value }); Object.assign(this.unsaved, typeof name === "object" ? name : { [name]: value }); }
  // What comes from Python is shown, and not sent back.
  take(state) { for (const [name, value] of Object.entries(state)) { this.attributes[name] = value; this.trigger(`change:${name}`, this, value); } this.trigger("change", this); }
  save_changes() { const state = this.unsaved; this.unsaved = {}; congtap.tell(this.model_id, { method: "update", state }); }
  send(content) { congtap.tell(this.model_id, { method: "custom", content }); }
  callbacks() { return {}; }
}
WidgetModel.serializers = {};
class DOMWidgetModel extends WidgetModel {}
class DOMWidgetView {
  constructor({ model, el }) { Object.assign(this, { model, el, displayed: Promise.resolve() }); }
  render() {}
  remove() {}
}
const manager = {
  get _models() { return congtap.models; },
  get_model(id) { return (congtap.models[id] ??= new Promise((found) => { congtap.opening[id] = found; })); },
};
const unpack_models = async (value, of) => {
  if (Array.isArray(value)) return Promise.all(value.map((each) => unpack_models(each, of)));
  if (value && typeof value === "object") return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, each]) => [name, await unpack_models(each, of)])));
  return typeof value === "string" && value.startsWith("IPY_MODEL_") ? of.get_model(value.slice(10)) : value;
};
congtap.ready["@jupyter-widgets/base"] = Promise.resolve({ WidgetModel, DOMWidgetModel, DOMWidgetView, unpack_models });

// Each file calls define() once; it is told which one by the script that is running.
window.define = (needs, make) => {
  const { dataset: { name } = {}, src } = document.currentScript || {};
  congtap.defined[name]?.(Promise.all(needs.map((need) => (need === "module" ? { id: name, uri: src } : congtap.ready[need]))).then((found) => make(...found)));
};
window.define.amd = {};
congtap.defined = {};
for (const name of ["jupyter-vue", "jupyter-vuetify"]) congtap.ready[name] = new Promise((found) => { congtap.defined[name] = found; });

congtap.opened = async (id, state) => {
  const library = await (congtap.ready[state._model_module] || {});
  const Kind = library[state._model_name] || DOMWidgetModel;
  const held = { ...state };
  for (const [name, how] of Object.entries(Kind.serializers || {})) if (how.deserialize && name in held) held[name] = await how.deserialize(held[name], manager);
  return new Kind(held, { model_id: id, widget_manager: manager });
};
congtap.message = async (message) => {
  if (message.type === "comm_open") {
    const made = congtap.opened(message.id, message.data.state);
    if (congtap.opening[message.id]) { congtap.opening[message.id](made); delete congtap.opening[message.id]; } else congtap.models[message.id] = made;
  } else if (message.type === "comm_msg" && message.id in congtap.models) {
    const model = await congtap.models[message.id];
    if (message.data.method === "update") {
      const state = { ...message.data.state };
      for (const [name, how] of Object.entries(model.constructor.serializers || {})) if (how.deserialize && name in state) state[name] = await how.deserialize(state[name], manager);
      model.take(state);
    } else if (message.data.method === "custom") model.trigger("msg:custom", message.data.content, []);
  } else if (message.type === "comm_close") delete congtap.models[message.id];
};
congtap.show = async (id, el) => {
  const model = await manager.get_model(id);
  const View = (await congtap.ready[model.get("_view_module")])[model.get("_view_name")];
  const view = new View({ model, el });
  view.render();
  return view;
};
