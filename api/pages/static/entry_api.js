// The service, asked from the page: what it says, that it refused, or that it could not be reached.
const REACH = 20000; // milliseconds after which an answer is no longer waited for
const LATER = new Set([429, 500, 502, 503, 504, 507]);

export class Lost extends Error {}

export class Refused extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `${status}`);
    this.status = status;
    this.body = body;
  }
}

export function page() {
  return document.getElementById("nhap");
}

export async function ask(method, path, body, headers = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REACH);
  let answer, said;
  try {
    answer = await fetch(`${document.documentElement.dataset.base ?? ""}/api/v1${path}`, {
      method,
      signal: stop.signal,
      headers: {
        "X-CSRF-Token": page().dataset.csrf,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    said = await answer.json();
  } catch {
    throw new Lost();
  } finally {
    clearTimeout(timer);
  }
  if (LATER.has(answer.status)) throw new Lost();
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}
