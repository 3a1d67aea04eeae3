// The preview beside a form follows what is typed. Without this file there is a button.
const form = document.querySelector("[data-live-preview]");
const button = form?.querySelector("[data-preview]");
let waiting;

const show = () => form.requestSubmit(button);

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 800);
});
form?.addEventListener("submit", (event) => {
  if (event.submitter !== button) clearTimeout(waiting);
});
if (form?.elements.title?.value) show();
