"""The demo's staff: at least one login for each role, and what to look at first."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from cms.demo import PASSWORD
from suggestions.models import Department, User

CLERKS = "承办单位"


@dataclass(frozen=True)
class Login:
    username: str
    name: tuple[str, str]  # family name, given name
    role: str
    first: str = ""  # what to look at first, in the words of the menu
    department: str = ""  # short name


LOGINS = (
    Login("officer", ("周", "敏"), "征集办工作人员", "征集工作台 → 待审核、问题、重新办理"),
    Login("officer2", ("吴", "强"), "征集办工作人员", "同一张工作台，试试两个人同时办一件事"),
    Login("editor", ("林", "静"), "编辑", "页面 → 人民建议征集 → 大城小事"),
    Login("clerk", ("陈", "刚"), CLERKS, "承办事项：签收、答复、申请延期", "市住建委"),
    Login("clerk2", ("孙", "丽"), CLERKS, "承办事项：已延期的一件", "市房管局"),
    Login("clerk3", ("何", "平"), CLERKS, "承办事项：居民评价不满意、重新办理", "市民政局"),
    Login("clerk4", ("马", "兰"), CLERKS, "承办事项：已经答复的几件", "市总工会"),
    Login("secretary", ("赵", "云"), "议事员", "议事工作台 → 要办的事、马上要开的会"),
    Login("secretary2", ("钱", "进"), "议事员", "两个人核对的那一步：复核举手、录第二遍纸票"),
    Login("visitor", ("方", "晓"), "走访员", "入户走访：用手机打开，断了网也能接着记"),
    Login("supervisor", ("郑", "华"), "督办", "首页的逾期数字，征集工作台 → 转办事项"),
    Login("admin", ("王", "磊"), "系统管理员", "设置 → 用户、承办单位、工作日历"),
    # Those who only lend a hand in the demo's stories.
    Login("clerk5", ("高", "峰"), CLERKS, department="市消防救援局"),
    Login("clerk6", ("罗", "英"), CLERKS, department="市城管执法局"),
    Login("clerk7", ("宋", "文"), CLERKS, department="市生态环境局"),
    Login("clerk8", ("唐", "洁"), CLERKS, department="市市场监管局"),
    Login("clerk9", ("许", "宁"), CLERKS, department="市绿化市容局"),
    Login("clerk10", ("韩", "雪"), CLERKS, department="市人社局"),
    Login("clerk11", ("曹", "阳"), CLERKS, department="闵行区房管局"),
    Login("clerk12", ("邓", "琳"), CLERKS, department="市教委"),
    Login("clerk13", ("冯", "婷"), CLERKS, department="市卫健委"),
    Login("clerk14", ("彭", "涛"), CLERKS, department="市公安局治安总队"),
    Login("clerk15", ("谢", "军"), CLERKS, department="市交通委"),
    # Each two of them run the councils of a few estates; nobody runs all.
    Login("secretary3", ("蒋", "涵"), "议事员"),
    Login("secretary4", ("沈", "岚"), "议事员"),
    Login("secretary5", ("韦", "宏"), "议事员"),
    Login("secretary6", ("杨", "帆"), "议事员"),
    Login("secretary7", ("朱", "静"), "议事员"),
    Login("secretary8", ("秦", "川"), "议事员"),
    Login("secretary9", ("尤", "佳"), "议事员"),
    Login("secretary10", ("许", "晴"), "议事员"),
    Login("secretary11", ("吕", "波"), "议事员"),
    Login("secretary12", ("施", "颖"), "议事员"),
    Login("secretary13", ("张", "弛"), "议事员"),
    Login("secretary14", ("孔", "洁"), "议事员"),
    Login("secretary15", ("严", "冬"), "议事员"),
    Login("secretary16", ("华", "昕"), "议事员"),
)


def load_people(departments: dict[str, Department]) -> dict[str, User]:
    """By username; one hash for all, as they share one password."""
    password = make_password(PASSWORD)
    groups = {group.name: group for group in Group.objects.all()}
    made = {}
    for login in LOGINS:
        user = User.objects.create(
            username=login.username,
            first_name="".join(login.name),
            password=password,
            department=departments.get(login.department),
        )
        user.groups.add(groups[login.role])
        made[login.username] = user
    return made


def clerks(people: dict[str, User]) -> dict[str, User]:
    """The clerk of each department, by its short name."""
    return {login.department: people[login.username] for login in LOGINS if login.department}
