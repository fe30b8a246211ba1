// Who was in what goes away is led to what comes: to [data-start], or back to what was open in the list.
// A screen names what it shows in here(open), and may see to more than the focus in lead(next).
const follow = {
  data() { return { seen: "", opened: "" }; },
  watch: { view: { immediate: true, handler(view) {
    const here = view.open ? this.here(view.open) : "";
    if (this.seen === here) return;
    this.seen = here;
    if (view.open) this.opened = view.open.id;
    const el = this.$el;
    if (!el || !el.contains || !el.contains(document.activeElement)) return;
    this.$nextTick(() => {
      const next = el.querySelector("[data-start]") || el.querySelector(`[data-item="${this.opened}"]`);
      if (next) this.lead(next);
    });
  } } },
  methods: {
    here(open) { return open.id; },
    lead(next) { next.focus(); },
  },
};
