// Where the page has a desk and headings below it, the bar leads to each of them.
function congtapJumps(main) {
  const bar = document.querySelector(".ct-jumps");
  bar.replaceChildren();
  const link = (where, short, rest) => {
    const a = bar.appendChild(document.createElement("a"));
    a.href = "#" + where;
    a.classList.toggle("word", !/^\d/.test(short));
    a.appendChild(document.createElement("b")).textContent = short;
    a.append(" ");
    a.appendChild(document.createElement("span")).textContent = rest;
  };
  const headings = [...main.querySelectorAll("h2[id]")];
  if (headings.length) link("ban-luyen-tap", "Bàn", "luyện tập");
  for (const heading of headings) {
    const text = heading.firstChild.textContent.replace(/\s*\([^)]*\)\s*$/, "");
    const [short, ...rest] = text.split(" ");
    link(heading.id, short, rest.join(" "));
  }
  bar.hidden = !headings.length;
}
