// Starts Swagger UI. It stands in a file of its own because the policy of the page allows no script inside the page.
"use strict";

const READS = ["GET", "HEAD", "OPTIONS"];

// A call that changes something under the session of the browser proves that a page of ours made it.
async function proved(request) {
  const method = (request.method || "GET").toUpperCase();
  if (!READS.includes(method) && !request.headers.Authorization) {
    const session = await fetch("/api/v1/session");
    if (session.ok) {
      request.headers["X-CSRF-Token"] = (await session.json()).csrf || "";
    }
  }
  return request;
}

window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api");
  SwaggerUIBundle({
    domNode: place,
    url: place.dataset.openapi,
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    persistAuthorization: false,
    tryItOutEnabled: false,
    validatorUrl: null,
    requestInterceptor: proved,
  });
});
