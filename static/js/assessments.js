// Quizzes: answers are saved while one works, and the waiting page looks for its result. Without this script both work by button.

const SAVE_AFTER = 1000; // ms of rest
const SAVE_AT_LATEST = 2500; // ms, however long somebody types; with the way to the server well below five seconds
const RETRY_AFTER = 2000;
const GIVE_UP = 8000; // ms for one request
const POLL_EVERY = 1000;

const placeOf = (field) => field.closest("[data-place]")?.dataset.place;

// Only what was touched here is sent: a page left open on another device must not bring old answers back.
function fieldsOf(form, places) {
  const all = new FormData(form);
  for (const name of [...all.keys()]) {
    if (name.includes(".") && !places.has(name.split(".")[0])) all.delete(name);
  }
  all.append("partial", "1");
  places.forEach((place) => all.append("changed", place));
  return all;
}

function autosave(form) {
  const note = form.querySelector(".saved");
  const touched = new Set();
  const opened = { wall: Date.now(), steady: performance.now() };
  let unsaved = new Set(), rest, firstChange, saving, handingIn;

  function changed(event) {
    const place = event?.target && placeOf(event.target);
    if (place) { unsaved.add(place); touched.add(place); }
    firstChange ??= Date.now();
    clearTimeout(rest);
    rest = setTimeout(save, Math.max(0, Math.min(SAVE_AFTER, firstChange + SAVE_AT_LATEST - Date.now())));
  }

  async function save() {
    if (saving || handingIn || !unsaved.size) return;
    saving = true;
    const sent = unsaved;
    unsaved = new Set();
    firstChange = undefined;
    try {
      const answer = await fetch(form.action, { method: "POST", body: fieldsOf(form, sent), headers: { Accept: "application/json" }, keepalive: document.visibilityState === "hidden", signal: AbortSignal.timeout(GIVE_UP) });
      if (answer.ok) {
        form.dispatchEvent(new Event("saved"));
        note.textContent = form.dataset.saved.replace("%s", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
      } else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        note.textContent = (await answer.json()).reason; // refused: trying again would not help
      } else {
        throw new Error(answer.status);
      }
    } catch {
      note.textContent = form.dataset.unsaved;
      sent.forEach((place) => unsaved.add(place));
      clearTimeout(rest);
      rest = setTimeout(save, RETRY_AFTER);
    } finally {
      saving = false;
      if (unsaved.size && firstChange) changed();
    }
  }

  // Handing in goes through the queue of handing-in.js, which keeps it if there is no connection.
  function handIn(event) {
    clearTimeout(rest);
    if (!event.submitter?.hasAttribute("formaction")) return;
    if (handingIn) return event.preventDefault();
    const elapsed = Math.round(Math.max(Date.now() - opened.wall, performance.now() - opened.steady));
    const fields = [...fieldsOf(form, touched)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const client_id = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const entry = { url: form.dataset.arrive, fields, client_id, paper: form.dataset.paper, elapsed };
    const taken = !document.dispatchEvent(new CustomEvent("handing-in:new", { detail: entry, cancelable: true }));
    if (!taken) return;
    event.preventDefault();
    handingIn = true;
    const mine = (run) => (result) => { if (result.detail.entry.client_id === client_id) run(result); };
    const goOn = () => location.assign(form.dataset.arrive.replace(/arrive\/$/, ""));
    document.addEventListener("handing-in:done", mine(goOn));
    document.addEventListener("handing-in:offline", mine(() => {
      note.textContent = form.dataset.kept;
      note.classList.add("notice");
      form.querySelectorAll("input, select, textarea, button").forEach((field) => { field.disabled = true; });
    }));
    document.addEventListener("handing-in:refused", mine((result) => {
      if (result.detail.told.signedOut) return goOn(); // to sign in; then it is sent
      result.preventDefault(); // the page hands in as it would without a script, and shows what is wrong
      form.action = event.submitter.formAction;
      form.submit();
    }));
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", handIn);
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

// A family that is being entered is drawn anew whenever it was saved; without this script, with the button that saves.
function redraw(place) {
  const form = place.closest("[data-autosave]");
  form?.addEventListener("saved", async () => {
    const answer = await fetch(form.action.replace(/save\/$/, `drawing/${place.dataset.drawing}/`)).catch(() => null);
    if (answer?.ok) place.innerHTML = await answer.text();
  });
}

document.querySelectorAll("[data-drawing]").forEach(redraw);
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
