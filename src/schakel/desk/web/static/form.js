// What is typed is kept as soon as a field is left, so that nobody loses it to a telephone that rings.
const form = document.querySelector("form[data-kept]");
const told = form.querySelector("[data-told]");
let last = null;
async function keep() {
  const body = new URLSearchParams(new FormData(form));
  body.set("then", "quietly");
  const answer = await fetch(form.action, {method: "POST", body}).catch(() => null);
  if (!answer?.ok) return;
  const revisions = await answer.json();
  for (const [name, revision] of Object.entries(revisions)) form.elements[`revision-${name}`].value = revision;
  told.textContent = form.dataset.kept;
}
form.addEventListener("change", () => {
  const mine = (last ?? Promise.resolve()).then(keep).then(() => { if (last === mine) last = null; });
  last = mine;
});
// Whoever sends while an answer is being kept would seem to be somebody else, one revision behind.
form.addEventListener("submit", event => {
  if (!last) return;
  event.preventDefault();
  const button = event.submitter;
  last.then(() => form.requestSubmit(button));
});
