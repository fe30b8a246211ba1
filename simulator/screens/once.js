// One press is one action. The same message counts again only after its answer has come,
// and the second half of a double click never counts.
const once = {
  data() { return { unanswered: [] }; },
  watch: {
    answered(now, before) {
      this.unanswered.splice(0, now - before);
      this.$el.setAttribute("aria-busy", this.unanswered.length > 0);
    },
  },
  mounted() {
    this.$el.addEventListener("click", (event) => {
      if (event.detail > 1 && event.target.closest("button")) { event.stopPropagation(); event.preventDefault(); }
    }, true);
  },
  methods: {
    act(message) {
      const text = JSON.stringify(message);
      if (this.unanswered.includes(text)) return;
      this.unanswered.push(text);
      this.$el.setAttribute("aria-busy", true);
      this.send(message);
    },
  },
};
