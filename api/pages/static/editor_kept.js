// A text that is not saved yet, kept in this browser; where nothing can be kept, nothing is.
export function keep(place, digest, text) {
  try {
    const at = new Date().toLocaleString("vi-VN");
    localStorage.setItem(place, JSON.stringify({ digest, text, at }));
  } catch {
    // full or forbidden: the page works without
  }
}

export function kept(place) {
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? "null");
    return found && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}

export function forget(place) {
  try {
    localStorage.removeItem(place);
  } catch {
    // as above
  }
}
