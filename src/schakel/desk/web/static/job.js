// How far a job is, as it goes on; when it has ended the page is asked for again, and says what came of it.
const place = document.querySelector("[data-job]");
const events = new EventSource(place.dataset.job);
events.addEventListener("message", event => {
  const job = JSON.parse(event.data);
  place.querySelector("progress").value = job.share;
  if (job.told) place.querySelector("[data-told]").textContent = job.told;
  if (!job.is_open) {
    events.close();
    location.reload();
  }
});
