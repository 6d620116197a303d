"""Two votes for the browser to look at: `python -m tests.deliberation.vote_story` prints where."""

import io
import json

import django


def main() -> None:
    django.setup()
    from django.utils import timezone

    from deliberation.actions import motions, online, rolls, voting
    from deliberation.models import AgendaItem, Council, Roll, Voter
    from tests.deliberation import vote_races as race
    from tests.deliberation.notices import open_told

    race.prepare(0)
    roll = race.make_roll(0, 6)
    (closed,) = race.open_votes(0, roll, 1)
    for voter in Voter.objects.filter(motion=closed).select_related("motion"):
        voting.cast(voter, choice="for", channel="online", at=race.AT)
    race.close_all(0, [closed])
    one, two = race.people()
    now = timezone.now()
    rows = "房号,面积,业主,手机\n" + "".join(
        f"1-{n},80,{'甲乙丙丁'[n]},1380000000{n + 1}\n" for n in range(4)
    )
    owners: Roll = rolls.import_roll(
        Council.objects.get(slug="race"), kind="owners", name="业主",
        file=io.BytesIO(rows.encode()), by=one, at=now,
    )  # fmt: skip
    rolls.check_roll(owners, by=two, at=now)
    draft = motions.MotionDraft(
        title="安装太阳能路灯",
        text="同意在三号楼前安装六盏太阳能路灯，费用从专项维修资金列支。",
        rule="owners-ordinary",
        roll=owners,
        online=True,
    )
    motion = motions.draft_motion(AgendaItem.objects.get(), draft=draft, by=one, at=now)
    open_told(motion, by=one, at=now)
    slips = [slip.token for slip in online.print_slips(motion, by=one, at=now)]
    chosen = race.choose_among(0, race.CHOICES)
    told = {form: {"vote": pk, "slips": race.make_slips(0, pk)} for form, pk in chosen.items()}
    over = race.choose_among(0, race.CHOICES)
    for pk in over.values():
        race.cast_choices(0, pk)
    race.close_all(0, list(over.values()))
    print(json.dumps({"open": motion.pk, "closed": closed, "slips": slips, **told, "over": over}))


if __name__ == "__main__":
    main()
