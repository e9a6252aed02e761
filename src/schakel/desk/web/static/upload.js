// A file is sent in pieces (tus 1.0.0), so that it goes on where it was after a connection broke. Without this script the
// form sends it at once.
const form = document.querySelector("form[data-upload]");
const MEGABYTE = 1024 * 1024, FIRST = 8 * MEGABYTE, LEAST = MEGABYTE, MOST = 64 * MEGABYTE, TRIES = 5;
const TELL = 2000;  // milliseconds: a piece is as large as is sent meanwhile, so that the bar moves on any line

const encoded = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const metadata = (data, file) => [
  ["filename", file.name],
  ...["partner", "on", "covers-from", "covers-until", "synthetic", "trial"].map(name => [name, data.get(name) || ""]),
].filter(([, value]) => value).map(([name, value]) => `${name} ${encoded(value)}`).join(",");

const asked = async (address, method, headers, body) => {
  const answer = await fetch(address, { method, headers: { "Tus-Resumable": "1.0.0", ...headers }, body });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail || answer.statusText), { refused: answer.status < 500 && ![409, 429].includes(answer.status) });
  }
  return answer;
};

const asLargeAs = (sent, took) => Math.round(Math.min(MOST, Math.max(LEAST, sent * TELL / Math.max(took, 1))));

const sendPieces = async (address, file, told) => {
  for (let at = 0, tries = 0, piece = FIRST; at < file.size; ) {
    try {
      const begun = performance.now(), sent = Math.min(piece, file.size - at);
      const headers = { "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" };
      const answer = await asked(address, "PATCH", headers, file.slice(at, at + sent));
      piece = asLargeAs(sent, performance.now() - begun);
      at = Number(answer.headers.get("Upload-Offset"));
      tries = 0;
      told(at / file.size);
      if (answer.headers.get("Schakel-Job")) return answer.headers.get("Schakel-Job").split("/").pop();
    } catch (error) {
      if (error.refused || ++tries > TRIES) throw error;
      await new Promise(later => setTimeout(later, 500 * 2 ** tries));
      const answer = await asked(address, "HEAD", {}).catch(() => null);
      if (answer) at = Number(answer.headers.get("Upload-Offset"));
    }
  }
  throw new Error();
};

form.addEventListener("submit", async event => {
  event.preventDefault();
  const data = new FormData(form), file = data.get("file"), button = form.querySelector("button");
  const sending = form.querySelector(".sending"), bar = sending.querySelector("progress"), said = sending.querySelector("p");
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  const told = share => {
    bar.value = share;
    said.textContent = form.dataset.sent.replace("{share}", percent.format(share));
  };
  button.disabled = true;
  sending.hidden = false;
  told(0);
  try {
    const headers = { "Upload-Length": String(file.size), "Upload-Metadata": metadata(data, file) };
    const begun = await asked("/api/v1/uploads", "POST", headers);
    location.assign(`/jobs/${await sendPieces(begun.headers.get("Location"), file, told)}`);
  } catch (error) {
    said.textContent = error.message || form.dataset.wrong;
    button.disabled = false;
    button.focus();
  }
});
