// Quizzes: answers are saved while one works, and the waiting page looks for its result. Without this script both work by button.

const SAVE_AFTER = 1500; // ms of rest
const SAVE_AT_LATEST = 4000; // ms, however long somebody types
const RETRY_AFTER = 3000;
const POLL_EVERY = 1000;

function autosave(form) {
  const note = form.querySelector(".saved");
  let rest, firstChange, saving, dirty = false;

  function changed() {
    dirty = true;
    firstChange ??= Date.now();
    clearTimeout(rest);
    rest = setTimeout(save, Math.max(0, Math.min(SAVE_AFTER, firstChange + SAVE_AT_LATEST - Date.now())));
  }

  async function save() {
    if (saving || !dirty) return;
    saving = true;
    dirty = false;
    firstChange = undefined;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true });
      if (answer.ok) {
        note.textContent = form.dataset.saved.replace("%s", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
      } else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        note.textContent = (await answer.json()).reason; // refused: trying again would not help
      } else {
        throw new Error(answer.status);
      }
    } catch {
      note.textContent = form.dataset.unsaved;
      dirty = true;
      clearTimeout(rest);
      rest = setTimeout(save, RETRY_AFTER);
    } finally {
      saving = false;
      if (dirty && firstChange) changed();
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { dirty = false; clearTimeout(rest); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
}

function countDown(place) {
  const end = Date.now() + 1000 * Number(place.dataset.secondsLeft);
  const form = document.querySelector("[data-autosave]");
  const tick = () => {
    const left = Math.max(0, end - Date.now());
    place.textContent = place.dataset.text.replace("%s", Math.ceil(left / 60000));
    if (left) setTimeout(tick, Math.min(left, 15000));
    else form.requestSubmit(form.querySelector("[formaction]"));
  };
  tick();
}

function poll(place) {
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.poll);
      if (answer.ok && (await answer.json()).marked) return location.reload();
    } catch { /* no connection: look again */ }
    setTimeout(look, POLL_EVERY);
  };
  setTimeout(look, POLL_EVERY / 2);
}

document.querySelectorAll("[data-autosave]").forEach(autosave);
document.querySelectorAll("[data-seconds-left]").forEach(countDown);
document.querySelectorAll("[data-poll]").forEach(poll);

// Places of a picture are labels of the boxes in the list below it: they work without this script, which only colours the chosen ones.
function colourPlaces(picture) {
  for (const place of picture.querySelectorAll(".hotspot__place")) {
    const box = document.getElementById(place.getAttribute("for"));
    if (!box) continue; // shown with a result
    const colour = () => place.classList.toggle("hotspot__place--chosen", box.checked);
    box.addEventListener("change", colour);
    colour();
  }
}

document.querySelectorAll(".hotspot").forEach(colourPlaces);
