// A form with a passkey: the browser makes or shows one, and the form is sent with what it says.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const adds = form.dataset.passkey === "add", options = JSON.parse(form.dataset.options);
  const passkey = () => adds
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  // Older browsers know no passkeys, or not in this form: they are offered none.
  form.hidden = !window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    try {
      form.elements.passkey.value = JSON.stringify(await passkey());
      form.submit();
    } catch {
      form.querySelector("[data-told]").textContent = form.dataset.wrong;
    }
  });
}
