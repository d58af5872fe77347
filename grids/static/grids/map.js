/* The map: outlines from our own server, coloured and labelled by the rows of the list beside it; a polygon leads
   where its row leads. Figures are read from the list alone, so the two cannot differ. */
(() => {
  "use strict";
  const ROOM = 54, LITTLE_ROOM = 18; // pixels a polygon must be wide to hold name and figure, or the figure alone
  const LIGHT_FROM = 4; // shades from here on are dark, their labels light
  const box = document.getElementById("map");
  if (!box || !window.L) return;

  const rows = new Map([...document.querySelectorAll("tr[data-place]")].map((row) => [row.dataset.place, row]));
  const map = L.map(box, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, maxZoom: Number(box.dataset.maxZoom) });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  for (const address of box.dataset.tiles.split(" ").filter(Boolean)) L.tileLayer(address, { maxZoom: map.options.maxZoom }).addTo(map);

  const link = (row) => row.querySelector("th a");

  function label(row) {
    const whole = document.createElement("span"), name = document.createElement("span"), figure = document.createElement("b");
    name.textContent = row.dataset.label;
    name.className = "map-name";
    figure.textContent = row.dataset.figure;
    whole.append(name, figure);
    return whole;
  }

  function draw(outlines) {
    const layer = L.geoJSON(outlines, {
      filter: (feature) => rows.has(feature.id),
      style: (feature) => {
        const row = rows.get(feature.id);
        return { className: `shade-${row.dataset.shade}${row.classList.contains("is-here") ? " is-here" : ""}` };
      },
      onEachFeature: (feature, polygon) => {
        const row = rows.get(feature.id), light = Number(row.dataset.shade) >= LIGHT_FROM ? " is-light" : "";
        polygon.bindTooltip(label(row), { permanent: true, direction: "center", className: `map-label${light}` });
        polygon.on("click", () => link(row).click());
      },
    });
    if (!layer.getLayers().length) {
      box.hidden = true;
      document.getElementById("map-undrawn").hidden = false;
      return;
    }
    const whole = layer.getBounds();
    map.fitBounds(whole, { padding: [8, 8] });
    layer.addTo(map);
    layer.eachLayer((polygon) => { polygon.getElement().dataset.place = polygon.feature.id; });
    const fit = () => layer.eachLayer((polygon) => {
      const bounds = polygon.getBounds();
      const width = map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
      if (width < LITTLE_ROOM) return void polygon.closeTooltip();
      polygon.openTooltip();
      polygon.getTooltip().getElement().classList.toggle("is-narrow", width < ROOM);
      polygon.getTooltip().update();
    });
    map.on("zoomend", fit);
    fit();
    const button = document.querySelector("[data-whole-map]");
    button.addEventListener("click", () => map.fitBounds(whole, { padding: [8, 8] }));
    box.dataset.drawn = layer.getLayers().length;
  }

  fetch(box.dataset.outlines, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then(draw)
    .catch(() => { document.getElementById("map-failed").hidden = false; });

  const form = document.querySelector("[data-map-form]");
  form.addEventListener("change", () => form.requestSubmit());
})();
