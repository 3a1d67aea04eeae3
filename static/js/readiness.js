// Reads a line chart month by month: a slider moves a mark along the line and says what the table says.
// Without JavaScript the slider stays hidden and the table is what there is to read.
"use strict";
for (const reader of document.querySelectorAll("[data-chart-reader]")) {
  const chart = document.getElementById(reader.dataset.chartReader);
  const rows = [...document.querySelectorAll(`#${reader.dataset.chartTable} tbody tr`)];
  const marks = chart.dataset.marks.split(" ").map((mark) => mark.split(","));
  const line = chart.querySelector("[data-mark-line]");
  const dot = chart.querySelector("[data-mark-dot]");
  const slider = reader.querySelector("input");
  const output = reader.querySelector("output");
  if (!rows.length || rows.length !== marks.length) continue;
  const show = () => {
    const [x, y] = marks[slider.value];
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    line.removeAttribute("hidden");
    dot.toggleAttribute("hidden", y === "");
    if (y !== "") {
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
    }
    const text = [...rows[slider.value].cells].map((cell) => cell.textContent.trim()).join(" · ");
    output.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  };
  slider.max = marks.length - 1;
  slider.value = reader.dataset.start || slider.max;
  slider.addEventListener("input", show);
  reader.hidden = false;
  show();
}
