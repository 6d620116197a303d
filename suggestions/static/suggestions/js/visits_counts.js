// How many doors stand where, by building and in all, as the doors on the page say it: what was
// pressed counts at once, also while it waits on the phone. `data-pressed` is that, `data-label`
// what the office knows.

{
  function counted(doors, order, unit) {
    const counts = new Map(order.map((label) => [label, 0]));
    for (const { dataset } of doors) {
      const label = dataset.pressed ?? dataset.label;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return [...counts].filter(([, number]) => number).map(([label, number]) => `${label} ${number}${unit}`).join("，");
  }

  window.VisitCounts = {
    draw(page) {
      for (const place of page.querySelectorAll("[data-counts]")) {
        const within = place.closest(".visit-building") ?? page, doors = within.querySelectorAll("a[data-door]");
        if (!doors.length) continue;
        const unit = place.dataset.counts && ` ${place.dataset.counts}`;
        place.textContent = counted(doors, page.dataset.order.split(" "), unit);
      }
    },
  };
}
