// What the machine is doing, in words, for an action that has no answer after half a moment.
// ``sayings`` has a sentence for each action, and ``other`` for the rest.
const doing = {
  data() { return { slow: "" }; },
  watch: {
    unanswered: {
      deep: true,
      handler(messages) {
        clearTimeout(this.waits);
        if (!messages.length) { this.slow = ""; return; }
        this.waits = setTimeout(() => { this.slow = this.saying(JSON.parse(messages[0])); }, this.slow ? 0 : 400);
      },
    },
  },
  methods: {
    saying(message) { return this.sayings[message.do + "-" + message.section] || this.sayings[message.do] || this.sayings.other; },
  },
};
