// Checks the signed part of a QR code on this device: no question leaves it. Layout: certificates/offline.py.
const PREFIX = new TextEncoder().encode('certificate for offline checking, version 1\0');
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DAY = 86400000;
const EPOCH = Date.UTC(2020, 0, 1);
const page = document.querySelector('[data-offline-check]');
const answer = page.querySelector('[data-answer]');
let promise = null;

function day(days) {
  return new Date(EPOCH + days * DAY);
}

function words(date) {
  const {lang} = document.documentElement;
  return date.toLocaleDateString(lang === 'en' ? 'en-GB' : lang, {dateStyle: 'long', timeZone: 'UTC'});
}

function fromBase64(text) {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, character => character.charCodeAt(0));
}

// the only spelling that is signed: no bits in the last character that nobody reads
function isCanonical(text, raw) {
  return btoa(String.fromCharCode(...raw)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === text;
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g), pair => parseInt(pair, 16));
}

function toHex(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

function unpack(body) {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const text = at => new TextDecoder('utf-8', {fatal: true}).decode(body.slice(at + 1, at + 1 + body[at]));
  const title = 35 + body[34];
  if (body.length !== title + 1 + body[title]) throw new RangeError('too long or too short');
  let number = 0n;
  for (const byte of body.slice(5, 15)) number = (number << 8n) | BigInt(byte);
  let code = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) code += ALPHABET[Number((number >> shift) & 31n)];
  return {
    version: view.getUint8(0),
    key: toHex(body.slice(1, 5)),
    code,
    from: view.getUint16(15),
    until: view.getUint16(17),
    list: view.getUint16(19),
    index: (view.getUint8(21) << 16) | view.getUint16(22),
    content: view.getUint16(24),
    fingerprint: toHex(body.slice(26, 34)),
    subject: text(34),
    title: text(title),
  };
}

async function isSet(encoded, index) {
  const packed = new Blob([fromBase64(encoded.slice(1))]).stream();
  const stream = packed.pipeThrough(new DecompressionStream('gzip'));
  const bits = new Uint8Array(await new Response(stream).arrayBuffer());
  return Boolean(bits[index >> 3] & (0x80 >> (index & 7)));
}

async function judge(text, kept = null) {
  const [address, payload] = text.includes('#') ? text.split(/#(.*)/s) : [text, ''];
  if (!/^[A-Za-z0-9_-]{100,700}$/.test(payload)) return {state: 'unsigned'};
  const facts = kept ?? await (await fetch('/c/facts.json')).json();
  let raw, found;
  try {
    raw = fromBase64(payload);
    found = unpack(raw.slice(0, -64));
  } catch {
    return {state: 'forged'};
  }
  const printed = address.split('/c/')[1]?.replaceAll('-', '');
  if (!isCanonical(payload, raw) || (printed && printed !== found.code)) return {state: 'forged'};
  const key = facts.keys[found.key];
  if (!key || found.version !== 1) return {state: 'stranger'};
  const signer = await crypto.subtle.importKey('raw', fromHex(key), {name: 'Ed25519'}, false, ['verify']);
  const signed = new Uint8Array([...PREFIX, ...raw.slice(0, -64)]);
  if (!(await crypto.subtle.verify('Ed25519', signer, raw.slice(-64), signed))) return {state: 'forged'};
  if (facts.retired?.[found.key] && day(found.from) > new Date(facts.retired[found.key])) return {state: 'forged'};
  return {...found, ...(await status(found, facts))};
}

async function status(found, facts) {
  const today = (Date.now() - EPOCH) / DAY;
  const list = facts.lists[found.list];
  const asOf = list ? words(new Date(list.built)) : '';
  if (list && (await isSet(list.encoded, found.index))) return {state: 'ended', asOf};
  if (today < found.from) return {state: 'early', asOf};
  if (today >= found.until + 1) return {state: 'expired', asOf};
  return {state: list ? 'valid' : 'unlisted', asOf};
}

function show(result) {
  promise = result.code ? result : null;
  const template = page.querySelector(`template[data-state="${result.state}"]`);
  const shown = template.content.cloneNode(true);
  const facts = {
    asof: result.asOf, title: result.title, subject: result.subject?.toUpperCase(), content: result.content,
    from: promise && words(day(result.from)), until: promise && words(day(result.until)),
    code: result.code?.match(/.{4}/g).join('-'),
  };
  if (promise) shown.append(page.querySelector('template[data-facts]').content.cloneNode(true));
  for (const place of shown.querySelectorAll('[data-put]')) place.textContent = facts[place.dataset.put] ?? '';
  answer.replaceChildren(shown);
  page.querySelector('[data-name]').hidden = !promise;
  page.querySelector('[data-name-answer]').replaceChildren();
  answer.focus();
}

async function check(text) {
  try {
    show(await judge(text));
  } catch {
    show({state: 'unable'});
  }
}

async function compare(event) {
  event.preventDefault();
  // the same as names.comparable: letters, marks and digits, without case
  const plain = [...event.target.elements.name.value.normalize('NFKC')]
    .filter(one => /[\p{L}\p{M}\p{N}]/u.test(one))
    .map(one => one.toUpperCase().toLowerCase()).join('');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(promise.code + plain));
  const fits = plain && toHex(new Uint8Array(digest).slice(0, 8)) === promise.fingerprint;
  const template = page.querySelector(`template[data-name-${fits ? 'fits' : 'differs'}]`);
  page.querySelector('[data-name-answer]').replaceChildren(template.content.cloneNode(true));
}

async function reader() {
  if (!window.jsQR) {
    await new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = page.dataset.reader;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  return window.jsQR;
}

async function read(source, width, height) {
  const scale = Math.min(1, 1600 / Math.max(width, height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
  return (await reader())(data, canvas.width, canvas.height)?.data;
}

async function readFile(event) {
  const [file] = event.target.files;
  if (!file) return;
  try {
    const picture = await createImageBitmap(file);
    const text = await read(picture, picture.width, picture.height);
    await (text ? check(text) : show({state: 'nocode'}));
  } catch {
    show({state: 'nocode'});
  }
  event.target.value = '';
}

async function readCamera() {
  const video = page.querySelector('video');
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
  } catch {
    show({state: 'nocamera'});
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  let text;
  while (!text && stream.active) {
    text = await read(video, video.videoWidth, video.videoHeight);
    await new Promise(resolve => setTimeout(resolve, 150));
  }
  for (const track of stream.getTracks()) track.stop();
  video.hidden = true;
  if (text) await check(text);
}

page.hidden = false;
page.querySelector('[data-file]').addEventListener('change', readFile);
page.querySelector('[data-camera]').addEventListener('click', readCamera);
page.querySelector('[data-camera]').hidden = !navigator.mediaDevices;
page.querySelector('[data-name] form').addEventListener('submit', compare);
if (location.hash) check(location.href);
