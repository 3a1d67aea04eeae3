// Papers that were handed in without a connection wait on this device and are sent by whichever page is open when it is back.
// The server accepts each once, by its client id; what another account kept here stays until that person signs in again.

(() => {
  const STORE = "handed-in";
  const AGAIN = 15000; // ms
  let sending = false, again = false, timer;

  const read = () => { try { return JSON.parse(localStorage.getItem(STORE)) || []; } catch { return []; } };
  const write = (entries) => localStorage.setItem(STORE, JSON.stringify(entries));
  const drop = (id) => write(read().filter((entry) => entry.client_id !== id));

  async function deliver(entry) {
    const json = { Accept: "application/json" };
    const asked = await fetch(entry.url, { headers: json, redirect: "manual", cache: "no-store" });
    if (asked.status >= 500) throw new Error(asked.status);
    if (!asked.ok) return { later: true, signedOut: true }; // or somebody else is signed in: it waits for its owner
    const body = new URLSearchParams(entry.fields);
    body.set("csrfmiddlewaretoken", (await asked.json()).csrf);
    for (const name of ["client_id", "paper", "elapsed"]) body.set(name, entry[name]);
    const answer = await fetch(entry.url, { method: "POST", body, headers: json, redirect: "manual" });
    if (answer.status >= 500) throw new Error(answer.status);
    return answer.ok ? answer.json() : { later: true };
  }

  async function flush() {
    if (sending) { again = true; return; }
    sending = true;
    again = false;
    clearTimeout(timer);
    for (const entry of read()) {
      try {
        const told = await deliver(entry);
        if (told.later) {
          const taken = !document.dispatchEvent(new CustomEvent("handing-in:refused", { detail: { entry, told }, cancelable: true }));
          if (taken) drop(entry.client_id);
          continue;
        }
        drop(entry.client_id);
        document.dispatchEvent(new CustomEvent("handing-in:done", { detail: { entry, told } }));
        show(entry, told);
      } catch {
        document.dispatchEvent(new CustomEvent("handing-in:offline", { detail: { entry } }));
        timer = setTimeout(flush, AGAIN);
        break;
      }
    }
    sending = false;
    if (again) flush();
  }

  function show(entry, told) {
    if (document.querySelector("[data-autosave]")) return; // its own page goes on to the result
    const note = document.createElement("p");
    const link = document.createElement("a");
    note.className = "notice";
    note.setAttribute("role", "status");
    link.href = entry.url.replace(/arrive\/$/, "");
    link.textContent = told.message;
    note.append(link);
    document.getElementById("main").prepend(note);
  }

  document.addEventListener("handing-in:new", (event) => {
    try {
      write([...read(), event.detail]);
    } catch { return; } // no storage: the page hands in as it would without a script
    event.preventDefault();
    flush();
  });
  addEventListener("online", flush);
  if (read().length) flush();
})();
