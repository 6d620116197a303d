"""The whole errand of a suggestion, clicked by everybody who has a part in it."""

import re

import pytest

from tests.browser import letters, steps

pytestmark = pytest.mark.browser

CAMPAIGN = "夜里走路怎么更安心"
TOPIC = "绿道和小区路灯不亮"


def test_a_suggestion_walks_from_the_campaign_to_the_second_round(staff, visitor, site):
    editor, officer, clerk = staff("editor"), staff("officer"), staff("clerk")
    resident, elsewhere = visitor(), visitor()
    steps.write_campaign(editor.page, site.url, CAMPAIGN)
    assert resident.goto(f"/{CAMPAIGN}/").title().startswith("没有找到")
    steps.approve_campaign(officer.page, site.url, CAMPAIGN)
    steps.read_campaign(resident.page, site.url, CAMPAIGN)
    code = steps.submit(resident.page)

    steps.import_messages(officer.page, site.url, CAMPAIGN, letters.made(), letters.COLUMNS)
    assert steps.imported(officer.page, "新增") == 60
    assert steps.imported(officer.page, "有误") == 1
    steps.group(officer.page)
    steps.tidy(officer.page, "电梯", "公交")
    here = officer.page.url
    steps.keep_and_take(officer.page, site.url)
    officer.page.goto(here)
    lamps = officer.page.get_by_role("row").filter(has_text=re.compile("路灯|灯泡"))
    steps.curate(officer.page, lamps, TOPIC)
    steps.accept_into(officer.page, site.url, TOPIC)
    steps.forward(officer.page)

    steps.sign_and_answer(clerk.page, site.url, TOPIC)
    steps.accept_answer(officer.page, site.url, TOPIC)
    steps.read_answer(elsewhere.page, site.url, code)
    steps.rate(resident.page, site.url)
    steps.see_reopened(officer.page, site.url, TOPIC)
    for person in (editor, officer, clerk, resident, elsewhere):
        assert person.notes.all() == []
    assert site.complaints() == []
