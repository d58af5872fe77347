"""Two imports of one register at the same moment."""

import threading

import pytest
from django.db import connection, connections

from core.importing.runs import Moved
from grids.models import Area, Grid
from partyorgs.importing.posts import Posts
from partyorgs.models import Post
from tests.grids.filing import sheet, take
from tests.partyorgs.conftest import FIRST_DAY

GRID = "990102003001001"
POSTS = sheet(["所在地编码", "岗位", "姓名"], [GRID, "网格长", "张测试"])


@pytest.fixture
def small_town(transactional_db):
    above = None
    for code, level in (("990100", "city"), ("990102", "district"), ("990102003", "street"),
                        ("990102003001", "community")):  # fmt: skip
        above = Area.objects.create(code=code, level=level, name=code, parent=above, valid_from=FIRST_DAY)
    Grid.objects.create(code=GRID, name="一网格", community=above, street=above.parent, valid_from=FIRST_DAY)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="an in-memory SQLite database has one session")
@pytest.mark.usefixtures("small_town")
def test_of_two_imports_one_writes_and_the_other_is_told(monkeypatch):
    """Posts have no code that the database would refuse twice: only waiting for one another keeps them single."""
    answers, both_checked = [], threading.Barrier(2, timeout=10)
    wait = Posts.wait

    def meet(self):
        both_checked.wait()
        wait(self)

    def run():
        try:
            answers.append(take(Posts, POSTS).counts)
        except Moved:
            answers.append("moved")
        finally:
            connections.close_all()

    monkeypatch.setattr(Posts, "wait", meet)
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(answers, key=str) == [(1, 0, 0, 0), "moved"]
    assert Post.objects.count() == 1
