// Questions that are not asked after what was chosen are put away; the server judges by the same rule.

const END = "end";

function settle(form) {
  let until = "";
  for (const question of form.querySelectorAll("[data-question]")) {
    const asked = until !== END && (!until || question.dataset.question === until);
    question.hidden = !asked;
    if (!asked) continue;
    until = "";
    for (const lead of question.querySelectorAll("[data-lead]")) {
      const radio = [...question.querySelectorAll("input[type=radio]")].find((one) => one.value === lead.dataset.lead);
      if (radio?.checked) until = lead.dataset.to;
    }
  }
}

// The words for 其他 are asked once it is chosen; what stands there already, or is wrong, stays in sight.
function ask(form) {
  for (const own of form.querySelectorAll("[data-own]")) {
    const chosen = own.closest("[data-question]").querySelector("input[value=other]:checked");
    const words = own.querySelector("input, textarea");
    own.hidden = !chosen && !words.value && !("wrong" in own.dataset);
  }
}

for (const form of document.querySelectorAll("form[data-skips]")) {
  for (const told of form.querySelectorAll(".skip-told")) told.hidden = true;
  const all = () => {
    settle(form);
    ask(form);
  };
  form.addEventListener("change", all);
  all();
}
