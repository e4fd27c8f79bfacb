/* global document, fetch */
// Front end %VERSION%: shows which version of the API answers it.
const output = document.getElementById("api");
fetch("/api/version")
    .then((response) => response.json())
    .then(({ version, colour }) => (output.textContent = `${version} (${colour})`))
    .catch(() => (output.textContent = "not reachable"));
