// The form of a question: rows are added, moved and removed. Without this script two empty rows are always there.

function prepare(rows) {
  const list = rows.querySelector("[data-list]");
  const template = rows.querySelector("template");
  const add = rows.querySelector("[data-add]");
  let place = list.children.length;

  function tools(row) {
    row.querySelector("[data-tools]").hidden = false;
    row.querySelector("[data-remove]").addEventListener("click", () => { row.remove(); number(); });
    row.querySelector("[data-up]").addEventListener("click", () => {
      if (row.previousElementSibling) list.insertBefore(row, row.previousElementSibling);
      number();
    });
  }

  // The place in the name is the order in which rows are read.
  function number() {
    [...list.children].forEach((row, index) => {
      for (const field of row.querySelectorAll("[name]")) field.name = field.name.replace(/-(\d+)-([a-z_]+)$/, `-${index}-$2`);
    });
    place = list.children.length;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  add.hidden = false;
  add.addEventListener("click", () => {
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__place__", place);
    const row = holder.firstElementChild;
    list.append(row);
    place += 1;
    tools(row);
    row.querySelector("textarea, input:not([type=hidden])").focus();
  });
  [...list.children].forEach(tools);
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-rows]").forEach(prepare));
